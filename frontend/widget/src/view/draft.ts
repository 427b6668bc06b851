// The draft as a card: one tap copies it, another channel has it rewritten, blanks to fill stand out.
import { add, h, textButton } from "../dom";
import type { Draft } from "../types";
import type { Say } from "../words";

export interface DraftDeeds {
  copy(text: string): Promise<boolean>;
  rewrite(draft: Draft, channel: string): Promise<Draft>;
  say(text: string): void;
}

const BLANK = /(〔[^〕]*〕|\[TO CONFIRM:[^\]]*\])/;

export class DraftCard {
  readonly node: HTMLElement;
  private readonly body = h("div", { class: "letter", tabindex: 0 });
  private readonly subject = h("p", { class: "subject" });
  private readonly blanks = h("p", { class: "blanks" });
  private readonly versions = h("div", { class: "choices", role: "group" });
  private readonly copyButton: HTMLButtonElement;
  private text: string;

  constructor(private draft: Draft, private readonly channels: readonly { id: string; name: string }[], private readonly words: Say, private readonly deeds: DraftDeeds) {
    this.text = draft.text;
    this.copyButton = textButton(words("copy"), () => void this.copy(), "first", "copy");
    this.body.setAttribute("role", "group");
    this.body.setAttribute("aria-label", words("draft"));
    this.versions.setAttribute("aria-label", words("version"));
    this.node = h("section", { class: "card draft", part: "draft", "aria-label": words("draft") },
      h("p", { class: "kind" }, words("draft")), this.picker(), this.versions, this.subject, this.body, this.blanks,
      h("div", { class: "actions" }, this.copyButton));
    this.show(draft);
  }

  private picker(): HTMLElement | null {
    if (this.channels.length < 2) return null;
    const row = h("div", { class: "choices", role: "group", "aria-label": this.words("channel") });
    for (const { id, name } of this.channels) {
      const button = textButton(name, () => void this.rewrite(id, row), "choice");
      button.dataset["channel"] = id;
      add(row, button);
    }
    press(row, this.draft.channel);
    return row;
  }

  private show(draft: Draft): void {
    this.draft = draft;
    const others = draft.variants ?? [];
    const held = others.some(({ text }) => text === draft.text);
    const variants = held ? others : [{ label: this.words("original"), text: draft.text }, ...others];
    this.versions.hidden = variants.length < 2;
    this.versions.replaceChildren(
      ...variants.map(({ label, text }, i) => {
        const button = textButton(label, () => (press(this.versions, String(i)), this.write(text)), "choice");
        button.dataset["channel"] = String(i);
        return button;
      }),
    );
    press(this.versions, String(variants.findIndex(({ text }) => text === draft.text)));
    this.subject.hidden = !draft.subject;
    this.subject.replaceChildren(h("b", {}, this.words("subject")), draft.subject ?? "");
    this.write(draft.text);
  }

  private write(text: string): void {
    this.text = text;
    const parts = text.split(BLANK);
    this.body.replaceChildren(...parts.map((part) => (BLANK.test(part) ? h("mark", {}, part) : document.createTextNode(part))));
    const count = (parts.length - 1) / 2;
    this.blanks.hidden = count === 0;
    this.blanks.replaceChildren(count ? this.words("to_confirm", { count }) : "");
  }

  private async rewrite(channel: string, row: HTMLElement): Promise<void> {
    if (channel === this.draft.channel || this.node.ariaBusy === "true") return;
    this.node.ariaBusy = "true";
    this.deeds.say(this.words("switching"));
    try {
      this.show(await this.deeds.rewrite(this.draft, channel));
      press(row, channel);
    } catch {
      this.deeds.say(this.words("error.server_error"));
    } finally {
      this.node.ariaBusy = "false";
    }
  }

  private async copy(): Promise<void> {
    const whole = this.draft.subject ? `${this.draft.subject}\n\n${this.text}` : this.text;
    const said = this.words((await this.deeds.copy(whole)) ? "copied" : "copy_failed");
    this.copyButton.lastElementChild!.textContent = said;
    this.deeds.say(said);
    setTimeout(() => (this.copyButton.lastElementChild!.textContent = this.words("copy")), 2000);
  }
}

function press(row: HTMLElement, chosen: string): void {
  for (const button of row.querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset["channel"] === chosen));
}
