// The sources of an answer: numbered buttons in the text open the entry of that number below it.
import { add, h } from "../dom";
import { safeUrl } from "../markdown";
import type { Citation } from "../types";
import type { Say } from "../words";

export class Sources {
  readonly node = h("details", { class: "sources", part: "sources", hidden: true });
  private marks: { button: HTMLButtonElement; ref: string }[] = [];
  private entries = new Map<string, HTMLElement>();

  constructor(private readonly say: Say) {}

  /** A mark in the text. It is numbered at once and works as soon as its citation is known. */
  mark(ref: string): Node {
    const button = h("button", { type: "button", class: "mark", click: () => this.open(ref) }, ref);
    this.marks.push({ button, ref });
    this.label(button, ref);
    return button;
  }

  show(citations: readonly Citation[]): void {
    this.entries = new Map();
    const list = h("ol");
    for (const citation of citations) {
      const entry = this.entry(citation);
      this.entries.set(citation.ref, entry);
      add(list, entry);
    }
    this.node.replaceChildren(h("summary", {}, this.say("sources", { count: citations.length })), list);
    this.node.hidden = citations.length === 0;
    for (const { button, ref } of this.marks) this.label(button, ref);
  }

  /** A mark without a source is no mark: it becomes the text it was. */
  settle(): void {
    for (const { button, ref } of this.marks)
      if (!this.entries.has(ref)) button.replaceWith(document.createTextNode(`[${ref}]`));
    this.marks = this.marks.filter(({ button }) => button.isConnected);
  }

  private label(button: HTMLButtonElement, ref: string): void {
    const title = this.entries.get(ref)?.dataset["title"];
    button.disabled = title === undefined;
    if (title !== undefined) button.setAttribute("aria-label", this.say("source", { ref, title }));
  }

  private entry(citation: Citation): HTMLElement {
    const url = citation.url && /^https?:/i.test(citation.url) ? safeUrl(citation.url) : null;
    const facts = [citation.section, citation.date && this.say("dated", { date: citation.date })].filter(Boolean);
    return h(
      "li",
      { tabindex: -1, "data-title": citation.title },
      h("span", { class: "ref", "aria-hidden": "true" }, citation.ref),
      h("div", {}, h("strong", {}, citation.title), facts.length > 0 && h("p", { class: "facts" }, facts.join(" · ")),
        h("blockquote", {}, citation.quote),
        url && h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" }, this.say("view_source")))
    );
  }

  private open(ref: string): void {
    const entry = this.entries.get(ref);
    if (!entry) return;
    this.node.open = true;
    for (const other of this.entries.values()) other.classList.toggle("chosen", other === entry);
    entry.focus({ preventScroll: true });
    entry.scrollIntoView({ block: "nearest" });
  }
}
