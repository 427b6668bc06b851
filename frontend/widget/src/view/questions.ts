// Questions back: a few options each, every one may be skipped; the last choice sends them all.
import { add, h, textButton } from "../dom";
import type { Question } from "../types";
import type { Say } from "../words";

export type Answered = (message: string, answers: Record<string, string>) => void;

export class Questions {
  readonly node: HTMLElement;
  private readonly open = new Set<string>();
  private readonly answers: Record<string, string> = {};
  private readonly texts: string[] = [];

  constructor(private readonly say: Say, private readonly answered: Answered) {
    this.node = h("section", { class: "questions", "aria-label": say("questions") });
  }

  add(question: Question): void {
    this.open.add(question.id);
    const row = h("div", { class: "chips" });
    for (const option of question.options)
      add(row, textButton(option.text, () => this.choose(question.id, row, option.id, option.text), "chip"));
    add(row, textButton(this.say("skip"), () => this.choose(question.id, row, "", ""), "chip skip"));
    add(this.node, h("div", { class: "question", role: "group", "aria-label": question.text }, h("p", {}, question.text), row));
  }

  /** The person wrote something instead: the chips are done with. */
  close(): void {
    this.open.clear();
    for (const button of this.node.querySelectorAll("button")) button.disabled = true;
  }

  private choose(id: string, row: HTMLElement, option: string, text: string): void {
    if (!this.open.delete(id)) return;
    const chosen = text || this.say("skip");
    for (const button of row.querySelectorAll("button")) {
      button.disabled = true;
      button.classList.toggle("chosen", button.textContent === chosen);
    }
    if (option) {
      this.answers[id] = option;
      this.texts.push(text);
    }
    if (this.open.size) row.parentElement?.nextElementSibling?.querySelector("button")?.focus();
    else this.answered(this.texts.join(this.say("answer_join")) || this.say("skip_all"), this.answers);
  }
}
