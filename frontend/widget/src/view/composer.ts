// Where a question is written. Enter sends, but never while an input method is still composing a word.
import { add, h, iconButton } from "../dom";
import type { Say } from "../words";

const LIMIT = 4000;
const NEAR = 200;
const COMPOSING = 229; // what older browsers report for a key the input method took

export class Composer {
  readonly node = h("form", { class: "composer" });
  private readonly field = h("textarea", { part: "input", rows: 1, maxlength: LIMIT });
  private readonly left = h("span", { class: "left" });
  private readonly send: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;

  constructor(private say: Say, private readonly sent: (text: string) => void, stopped: () => void) {
    this.send = iconButton("send", "", () => this.submit(), { class: "send" });
    this.stop = iconButton("stop", "", stopped, { class: "send stop", hidden: true });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => this.fit());
    this.node.addEventListener("submit", (event) => (event.preventDefault(), this.submit()));
    add(this.node, this.field, this.left, this.send, this.stop);
    this.speak(say);
    this.fit();
  }

  speak(say: Say): void {
    this.say = say;
    this.field.setAttribute("aria-label", say("input"));
    this.field.placeholder = say("hint");
    this.field.title = say("keys");
    for (const [button, key] of [[this.send, "send"], [this.stop, "stop"]] as const) {
      button.setAttribute("aria-label", say(key));
      button.title = say(key);
    }
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  /** While a reply is being written the button stops it; the field stays free for the next thought. */
  busy(working: boolean): void {
    const held = this.node.contains((this.node.getRootNode() as ShadowRoot).activeElement);
    this.send.hidden = working;
    this.stop.hidden = !working;
    if (held) this.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
    event.preventDefault();
    this.submit();
  }

  private submit(): void {
    const text = this.field.value.trim();
    if (!text || this.send.hidden) return;
    this.field.value = "";
    this.fit();
    this.sent(text);
  }

  private fit(): void {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
    const left = LIMIT - this.field.value.length;
    this.left.textContent = left <= NEAR ? this.say("left", { count: left }) : "";
    this.send.disabled = this.field.value.trim() === "";
  }
}
