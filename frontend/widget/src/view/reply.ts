// One reply as it grows. Its look follows its state: working, complete, stopped, interrupted; only `done` with status
// complete makes it look finished.
import { add, h, icon, iconButton, textButton } from "../dom";
import type { Failure } from "../client";
import { Markdown } from "../markdown";
import type { ChatEvent, Citation, Lang } from "../types";
import { htmlLang, sayIn, type Say } from "../words";
import { DraftCard, type DraftDeeds } from "./draft";
import { Feedback, type Rating } from "./feedback";
import { planCard } from "./plan";
import { Questions } from "./questions";
import { Sources } from "./sources";

export interface ReplyDeeds extends Omit<DraftDeeds, "say"> {
  answer(message: string, answers: Record<string, string>): void;
  ask(text: string): void;
  download(path: string, name: string): Promise<void>;
  rate(messageId: string, rating: Rating): Promise<boolean>;
  again(): void;
  resume(): void;
  grown(): void;
  announce(text: string): void;
  words(failure: Failure, say: Say): string;
}

export type State = "working" | "complete" | "stopped" | "interrupted";

export class Reply {
  readonly node = h("article", { class: "reply", part: "message" });
  private readonly status = h("p", { class: "status" });
  private readonly foot = h("div", { class: "foot" });
  private say: Say;
  private sources: Sources;
  private markdown: Markdown;
  private questions: Questions | null = null;
  private drafted = false;
  private messageId = "";

  constructor(lang: Lang, private readonly deeds: ReplyDeeds) {
    this.say = sayIn(lang);
    this.sources = new Sources((key, values) => this.say(key, values));
    this.markdown = this.freshText();
    add(this.node, this.status, this.markdown.node, this.sources.node, this.foot);
    this.speak(lang);
    this.state("working");
    this.tell(this.say("answering"));
  }

  take(event: Exclude<ChatEvent, { type: "error" }>): void {
    switch (event.type) {
      case "meta":
        this.messageId = event.message_id;
        this.speak(event.lang);
        break;
      case "status":
        this.tell(event.text);
        break;
      case "citations":
        this.sources.show(event.citations);
        break;
      case "delta":
        this.tell("");
        this.markdown.append(event.text);
        break;
      case "question":
        this.question(event);
        break;
      case "plan":
        this.plan(event);
        break;
      case "draft":
        this.draft(event);
        break;
      case "suggestions":
        this.suggest(event.suggestions);
        break;
      case "done":
        this.markdown.settled(() => this.finish(event.status));
    }
    this.deeds.grown();
  }

  reconnecting(): void {
    this.tell(this.say("reconnecting"));
    this.deeds.announce(this.say("reconnecting"));
  }

  /** Broken off for good: what came stays, marked as incomplete, with a way to go on. */
  broken(reason: string, retryable: boolean, resumable = false): void {
    this.markdown.settled(() => this.breakOff(reason, retryable, resumable));
  }

  private breakOff(reason: string, retryable: boolean, resumable: boolean): void {
    this.settle("interrupted");
    const again = resumable ? textButton(this.say("resume"), () => this.deeds.resume(), "quiet", "retry") : null;
    this.foot.replaceChildren();
    const begun = this.markdown.text || this.drafted;
    const whole = begun ? [this.say("interrupted"), reason].filter(Boolean).join(" ") : reason || this.say("error.interrupted");
    add(this.foot,
      h("div", { class: "broken", role: "alert" }, icon("warn"), h("p", {}, whole)),
      h("div", { class: "actions" }, again, retryable && textButton(this.say("retry"), () => this.deeds.again(), "quiet", "retry")));
    this.deeds.grown();
  }

  /** Takes up work after it had broken off. */
  revive(): void {
    this.foot.replaceChildren();
    this.state("working");
    this.reconnecting();
  }

  /** The conversation went on: chips that were not used are done with. */
  close(): void {
    this.questions?.close();
    this.node.querySelector(".suggestions")?.remove();
  }

  private freshText(): Markdown {
    return new Markdown((ref) => this.sources.mark(ref), (text, host) => this.say("link_host", { text, host }), () => this.deeds.grown());
  }

  private speak(lang: Lang): void {
    this.node.lang = htmlLang(lang);
    this.say = sayIn(lang);
    this.node.ariaLabel = this.say("advisor");
  }

  private tell(text: string): void {
    this.status.replaceChildren(text);
    this.status.hidden = text === "";
  }

  private state(state: State): void {
    this.node.dataset["state"] = state;
    this.node.ariaBusy = String(state === "working");
  }

  private question(event: Extract<ChatEvent, { type: "question" }>): void {
    if (!this.questions) {
      this.questions = new Questions(this.say, (message, answers) => this.deeds.answer(message, answers));
      this.node.insertBefore(this.questions.node, this.sources.node);
    }
    this.questions.add(event);
  }

  private plan(event: Extract<ChatEvent, { type: "plan" }>): void {
    const card = planCard(event.plan, event.links, this.say, {
      mark: (ref) => this.sources.mark(ref),
      download: (path, name) => this.deeds.download(path, name),
    });
    this.node.insertBefore(card, this.sources.node);
    this.cite(event.plan.citations);
  }

  private draft(event: Extract<ChatEvent, { type: "draft" }>): void {
    this.drafted = true;
    const deeds: DraftDeeds = {
      copy: (text) => this.deeds.copy(text),
      rewrite: (draft, channel) => this.deeds.rewrite(draft, channel),
      say: (text) => this.deeds.announce(text),
    };
    this.node.insertBefore(new DraftCard(event.draft, event.channels, this.say, deeds).node, this.sources.node);
  }

  private cite(citations: readonly Citation[] | undefined): void {
    if (citations?.length) this.sources.show(citations);
  }

  private suggest(suggestions: readonly string[]): void {
    if (!suggestions.length) return;
    const chips = h("div", { class: "chips" }, ...suggestions.map((text) => textButton(text, () => this.deeds.ask(text), "chip")));
    add(this.node, h("section", { class: "suggestions", "aria-label": this.say("suggestions") }, chips));
  }

  private settle(state: State): void {
    this.tell("");
    this.state(state);
    this.sources.settle();
  }

  private finish(status: "complete" | "stopped"): void {
    this.settle(status);
    const stopped = status === "stopped";
    const feedback = new Feedback(this.say, (rating) => this.deeds.rate(this.messageId, rating), (text) => this.deeds.announce(text));
    this.foot.replaceChildren();
    add(this.foot,
      stopped && h("p", { class: "stopped" }, this.say("stopped")),
      h("div", { class: "actions" },
        this.markdown.text && !this.questions && !this.drafted && this.copyButton(),
        stopped && textButton(this.say("retry"), () => this.deeds.again(), "quiet", "retry"),
        this.messageId && !this.questions && feedback.node),
      feedback.why);
    const spoken = this.markdown.node.textContent ?? "";
    const asked = this.questions?.node.textContent ?? "";
    this.deeds.grown();
    this.deeds.announce(stopped ? this.say("stopped") : [spoken, asked, this.say("finished")].filter(Boolean).join(" "));
  }

  private copyButton(): HTMLButtonElement {
    return iconButton("copy", this.say("copy"), () => void this.copyText());
  }

  private async copyText(): Promise<void> {
    this.deeds.announce(this.say((await this.deeds.copy(this.markdown.text)) ? "copied" : "copy_failed"));
  }
}
