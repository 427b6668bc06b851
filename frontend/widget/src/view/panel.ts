// The window: a header, the log, the composer and a notice that never goes away. Floating it lives in the browser's top
// layer, beside the page on a desk and over it on a phone; inline it is a part of the page.
import { add, h, iconButton } from "../dom";
import type { Lang } from "../types";
import { htmlLang, type Say } from "../words";
import type { Composer } from "./composer";

const NEAR_END = 48;
const MARGIN = 12;
const JITTER = 4;
const PHONE = "(max-width: 640px)";

export class Panel {
  readonly node: HTMLElement;
  readonly log = h("div", { class: "log", role: "log", "aria-live": "off", tabindex: 0 });
  private readonly live = h("div", { class: "hidden", "aria-live": "polite" });
  private readonly title = h("h2", { id: "title" });
  private readonly notice = h("p", { class: "notice", part: "notice" });
  private readonly banner = h("p", { class: "banner", role: "status", hidden: true });
  private readonly renew: HTMLButtonElement;
  private readonly grow: HTMLButtonElement;
  private readonly leave: HTMLButtonElement;
  private readonly phone = matchMedia(PHONE);
  private following = true;
  private top = 0;
  private question: HTMLElement | null = null;

  constructor(readonly inline: boolean, private readonly composer: Composer, private readonly deeds: { close(): void; fresh(): void }) {
    this.renew = iconButton("plus", "", () => deeds.fresh());
    this.grow = iconButton("expand", "", () => this.resize(), { class: "icon grow", "aria-pressed": "false" });
    this.leave = iconButton("close", "", () => deeds.close());
    const head = h("header", { part: "header" }, this.title, this.renew, !inline && this.grow, !inline && this.leave);
    const foot = h("footer", {}, this.composer.node, this.notice);
    this.node = inline
      ? h("section", { class: "panel inline", part: "panel", "aria-labelledby": "title" })
      : h("dialog", { class: "panel", part: "panel", popover: "manual", id: "panel", "aria-labelledby": "title" });
    add(this.node, head, this.banner, this.log, foot, this.live);
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("cancel", (event) => (event.preventDefault(), deeds.close()));
  }

  speak(say: Say, lang: Lang, title: string, notice: string): void {
    this.node.lang = htmlLang(lang);
    this.title.textContent = title;
    this.notice.textContent = notice;
    this.log.setAttribute("aria-label", say("log"));
    for (const [button, key] of [[this.renew, "new"], [this.leave, "close"], [this.grow, "expand"]] as const) {
      button.setAttribute("aria-label", say(key));
      button.title = say(key);
    }
  }

  get shown(): boolean {
    return this.inline || this.node.matches(":popover-open, [open]");
  }

  show(): void {
    if (this.inline || this.shown) return;
    const dialog = this.node as HTMLDialogElement;
    if (this.phone.matches) {
      dialog.removeAttribute("popover"); // a modal dialog may not be a popover as well
      dialog.showModal();
    } else {
      dialog.setAttribute("popover", "manual");
      dialog.showPopover();
    }
    if (this.phone.matches) this.fit();
    this.phone.addEventListener("change", this.swap);
    visualViewport?.addEventListener("resize", this.fit);
    visualViewport?.addEventListener("scroll", this.fit);
    if (this.question) this.follow();
    // A keyboard that jumps up by itself hides half a phone; there the title is read first.
    if (matchMedia("(pointer: coarse)").matches) this.log.focus({ preventScroll: true });
    else this.composer.focus();
  }

  hide(): void {
    if (this.inline || !this.shown) return;
    const dialog = this.node as HTMLDialogElement;
    if (dialog.open) dialog.close();
    else dialog.hidePopover();
    this.phone.removeEventListener("change", this.swap);
    visualViewport?.removeEventListener("resize", this.fit);
    visualViewport?.removeEventListener("scroll", this.fit);
  }

  /** Keeps the end in view, unless the reader has scrolled up; a long reply stops with its question at the top. */
  follow(): void {
    if (!this.following) return;
    const top = (this.question?.offsetTop ?? Infinity) - this.log.offsetTop - MARGIN;
    this.log.scrollTop = Math.min(this.log.scrollHeight, top);
    this.top = this.log.scrollTop;
  }

  /** Begins to follow a new reply; the element before it is its question. */
  toEnd(): void {
    this.following = true;
    this.question = this.log.lastElementChild?.previousElementSibling as HTMLElement | null;
    this.follow();
  }

  announce(text: string): void {
    this.live.textContent = text;
  }

  warn(text: string): void {
    this.banner.textContent = text;
    this.banner.hidden = text === "";
  }

  /** Only a reader scrolls back; text that grows does not. */
  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollTop < this.top - JITTER) this.following = false;
    else if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.following = true;
    this.top = scrollTop;
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing || this.inline) return;
    event.preventDefault();
    event.stopPropagation();
    this.deeds.close();
  }

  private resize(): void {
    const large = this.node.classList.toggle("large");
    this.grow.setAttribute("aria-pressed", String(large));
  }

  private readonly swap = (): void => {
    this.hide();
    this.show();
  };

  /** On a phone the window is as high as what the keyboard leaves. */
  private readonly fit = (): void => {
    const view = visualViewport;
    if (!view) return;
    this.node.style.setProperty("--view-height", `${view.height}px`);
    this.node.style.setProperty("--view-top", `${view.offsetTop}px`);
  };
}
