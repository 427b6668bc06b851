// Markdown to nodes. Tokens of the lexer become elements by name; HTML stays text, images are never loaded, links go only
// to web and mail addresses. While text streams in, only the last block is read again, once per animation frame.
import { Lexer, type Token, type Tokens } from "marked";
import { add, h, type Child } from "./dom";

export type Mark = (ref: string) => Node;
export type LinkText = (text: string, host: string) => string;

const MARK = /\[(\d{1,3})\]/g;
const SAFE = new Set(["http:", "https:", "mailto:"]);
const DEEPEST = 8;
const A_FRAME_OF_TEXT = 300;
const WORD_JOINER = "\u2060";
// Quotes and lists within each other beyond reason are shown as written.
const TOO_DEEP = /^(?:[ \t]*(?:>|[-*+]|\d+[.)])){16}/m;

export class Markdown {
  readonly node = h("div", { class: "markdown" });
  text = "";
  private tail = "";
  private shown = 0;
  private live: Node[] = [];
  private frame = 0;
  private then: (() => void) | null = null;

  constructor(private readonly mark: Mark, private readonly linkText: LinkText, private readonly drawn: () => void) {}

  append(text: string): void {
    this.text += text;
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Calls back once everything that has come is shown. */
  settled(then: () => void): void {
    if (!this.frame) then();
    else this.then = then;
  }

  /** However much came at once, a frame shows only as much of it as it can without stalling. */
  private draw(): void {
    this.frame = 0;
    const end = this.shown + A_FRAME_OF_TEXT;
    this.tail += this.text.slice(this.shown, end);
    this.shown = Math.min(end, this.text.length);
    for (const node of this.live) node.parentNode?.removeChild(node);
    this.live = [];
    const tokens = lex(this.tail);
    let last = tokens.length - 1;
    while (last > 0 && tokens[last]!.type === "space") last--;
    tokens.forEach((token, i) => {
      const before = this.node.childNodes.length;
      add(this.node, ...this.block(token, 0));
      if (i >= last) this.live.push(...Array.from(this.node.childNodes).slice(before));
    });
    this.tail = tokens.slice(last).map((token) => token.raw).join("");
    this.drawn();
    if (this.shown < this.text.length) this.frame = requestAnimationFrame(() => this.draw());
    else this.finish();
  }

  private finish(): void {
    const then = this.then;
    this.then = null;
    then?.();
  }

  private block(token: Token, depth: number): Child[] {
    if (depth > DEEPEST) return [document.createTextNode(token.raw)];
    switch (token.type) {
      case "space":
      case "def":
        return [];
      case "heading":
        return [h(headingName((token as Tokens.Heading).depth), {}, ...this.inline(token, depth))];
      case "paragraph":
        return [h("p", {}, ...this.inline(token, depth))];
      case "text":
        return this.inline(token, depth);
      case "blockquote":
        return [h("blockquote", {}, ...this.blocks((token as Tokens.Blockquote).tokens, depth))];
      case "list":
        return [this.list(token as Tokens.List, depth)];
      case "table":
        return [this.table(token as Tokens.Table, depth)];
      case "code":
        return [h("pre", { tabindex: 0 }, h("code", {}, (token as Tokens.Code).text))];
      case "hr":
        return [h("hr")];
      default:
        return [h("p", {}, token.raw)];
    }
  }

  private blocks(tokens: Token[], depth: number): Child[] {
    return tokens.flatMap((token) => this.block(token, depth + 1));
  }

  private list(token: Tokens.List, depth: number): Node {
    const items = token.items.map((item) => h("li", {}, ...this.blocks(item.tokens, depth)));
    if (!token.ordered) return h("ul", {}, ...items);
    return h("ol", { start: token.start === 1 || token.start === "" ? null : token.start }, ...items);
  }

  private table(token: Tokens.Table, depth: number): Node {
    const head = h("tr", {}, ...token.header.map((cell) => h("th", { scope: "col" }, ...this.inline(cell, depth))));
    const rows = token.rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, ...this.inline(cell, depth)))));
    return h("div", { class: "scroll", tabindex: 0 }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows)));
  }

  private inline(token: { tokens?: Token[] | undefined; raw?: string; text?: string }, depth: number): Child[] {
    if (depth > DEEPEST || !token.tokens) return this.marked(plain(token.text ?? token.raw ?? ""));
    return token.tokens.flatMap((inner) => this.span(inner, depth + 1));
  }

  private span(token: Token, depth: number): Child[] {
    switch (token.type) {
      case "strong":
      case "em":
      case "del":
        return [h(token.type, {}, ...this.inline(token, depth))];
      case "codespan":
        return [h("code", {}, (token as Tokens.Codespan).text)];
      case "br":
        return [h("br")];
      case "link":
        return [this.link(token as Tokens.Link, depth)];
      case "image":
        return [plain((token as Tokens.Image).text)];
      case "escape":
        return [plain((token as Tokens.Escape).text)];
      case "text":
        return this.inline(token, depth);
      default:
        return [token.raw];
    }
  }

  private link(token: Tokens.Link, depth: number): Child {
    const url = safeUrl(token.href);
    if (!url) return token.raw;
    const inner = token.tokens.length === 1 && token.tokens[0]!.type === "text" ? plain(token.text) : null;
    const foreign = url.protocol !== "mailto:" && url.host !== location.host && !(inner ?? "").includes(url.host);
    const children = inner === null ? this.inline(token, depth) : [foreign ? this.linkText(inner, url.host) : inner];
    return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
  }

  private marked(text: string): Child[] {
    const parts: Child[] = [];
    let from = 0;
    for (const found of text.matchAll(MARK)) {
      // A mark stays on the line of the word it stands behind.
      parts.push(text.slice(from, found.index).replace(/ *$/, (gap) => (gap ? "\u00a0" : WORD_JOINER)), this.mark(found[1]!));
      from = found.index + found[0].length;
    }
    return [...parts, text.slice(from)];
  }
}

/** The address when it is one we open, else null. */
export function safeUrl(href: string | null | undefined): URL | null {
  try {
    const url = new URL(href ?? "", location.href);
    return SAFE.has(url.protocol) && /^[a-z]+:/i.test(href ?? "") ? url : null;
  } catch {
    return null;
  }
}

function lex(text: string): Token[] {
  const raw = { type: "paragraph", raw: text, text, tokens: [{ type: "text", raw: text, text }] } as Tokens.Paragraph;
  try {
    return TOO_DEEP.test(text) ? [raw] : Lexer.lex(text, { gfm: true });
  } catch {
    return [raw];
  }
}

// One of each thing that replies are made of. Engines compile a pattern apart for Latin and for other text, and in full
// only when it is used again.
const SAMPLES = ["a", "**a** `b` [1]", "# a\n\n- b", "> a", "| a |\n|--|\n| b |"].flatMap((one) => [one, one, `\u4e2d${one}\u6587`, `${one}\u6587`]);

/** Has the lexer's patterns compiled while nothing else is to be done, so that the first text of a reply is drawn at once. */
export function warm(): void {
  const idle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then));
  const one = SAMPLES.pop();
  if (one !== undefined) idle(() => (lex(one), warm()));
}

const HEADINGS = ["h3", "h4", "h5", "h6"] as const;
const headingName = (depth: number): (typeof HEADINGS)[number] => HEADINGS[Math.min(depth, HEADINGS.length) - 1] ?? "h6";

const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** Entities that Markdown lets a writer use; a text node needs the characters they stand for. */
function plain(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]!);
}
