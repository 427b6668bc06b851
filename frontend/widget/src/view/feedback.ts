// Thumbs: one tap says it helped; the other asks what was wrong. Either can be taken back.
import { add, h, iconButton, textButton } from "../dom";
import type { Say } from "../words";

export interface Rating {
  rating: "up" | "down" | null;
  reasons: string[];
  text?: string;
}

const REASONS = ["not_true", "not_for_us", "too_long", "too_vague", "wrong_tone", "missing", "other"];

export class Feedback {
  readonly node: HTMLElement;
  /** Where the question what was wrong appears. */
  readonly why = h("div");
  private readonly up: HTMLButtonElement;
  private readonly down: HTMLButtonElement;
  private readonly thanks = h("span", { class: "thanks" });
  private rating: Rating["rating"] = null;

  constructor(private readonly say: Say, private readonly send: (rating: Rating) => Promise<boolean>, private readonly tell: (text: string) => void) {
    this.up = iconButton("up", say("helpful"), () => this.rate("up"), { "aria-pressed": "false" });
    this.down = iconButton("down", say("unhelpful"), () => this.rate("down"), { "aria-pressed": "false" });
    this.node = h("div", { class: "feedback", role: "group", "aria-label": say("feedback") }, this.up, this.down, this.thanks);
  }

  private rate(rating: "up" | "down"): void {
    this.rating = this.rating === rating ? null : rating;
    this.up.setAttribute("aria-pressed", String(this.rating === "up"));
    this.down.setAttribute("aria-pressed", String(this.rating === "down"));
    this.why.replaceChildren();
    void this.submit({ rating: this.rating, reasons: [] });
    if (this.rating === "down") this.ask();
  }

  private ask(): void {
    const chips = h("div", { class: "chips", role: "group", "aria-label": this.say("feedback_why") });
    for (const reason of REASONS) {
      const chip = textButton(this.say(`reason.${reason}`), () => chip.setAttribute("aria-pressed", String(chip.ariaPressed !== "true")), "chip");
      chip.setAttribute("aria-pressed", "false");
      chip.dataset["reason"] = reason;
      add(chips, chip);
    }
    const more = h("textarea", { rows: 2, maxlength: 1000, "aria-label": this.say("feedback_more"), placeholder: this.say("feedback_more") });
    const send = textButton(this.say("feedback_send"), () => {
      const chosen = [...chips.querySelectorAll<HTMLElement>("[aria-pressed=true]")].map((chip) => chip.dataset["reason"]!);
      const text = more.value.trim();
      this.why.replaceChildren();
      this.down.focus();
      void this.submit({ rating: "down", reasons: chosen, ...(text ? { text } : {}) });
    }, "first");
    this.why.append(h("div", { class: "why" }, h("p", {}, this.say("feedback_why")), chips, more, send));
    chips.querySelector("button")?.focus();
  }

  private async submit(rating: Rating): Promise<void> {
    const kept = await this.send(rating);
    const said = kept ? (rating.rating ? this.say("feedback_thanks") : "") : this.say("error.server_error");
    this.thanks.textContent = said;
    if (said) this.tell(said);
  }
}
