// <hr-playbook>: one widget. Looks and words come from its channel; a page may change only looks, language and context.
import sheetText from "./styles.css";
import { Client, Failure } from "./client";
import { Conversation } from "./conversation";
import { add, h, icon, textButton } from "./dom";
import { warm } from "./markdown";
import { applyAccent } from "./theme";
import type { ChannelConfig, Context, Handle, Identify, Lang } from "./types";
import { htmlLang, langOf, sayIn, type Say } from "./words";
import { Composer } from "./view/composer";
import { Panel } from "./view/panel";

const ACCENT = "#1f5fbf";
const CONTEXT = ["department", "process"] as const;
const CONTEXT_LIMIT = 100;

let sheet: CSSStyleSheet | null = null;

function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(sheetText);
  }
  return sheet;
}

export class Widget extends HTMLElement implements Handle {
  /** An identity the page gave before any widget stood on it. */
  static early: Identify | null = null;

  private readonly root = this.attachShadow({ mode: "open" });
  private readonly night = matchMedia("(prefers-color-scheme: dark)");
  private readonly launcher = h("button", { type: "button", class: "launcher", part: "launcher", popover: "manual", "aria-expanded": "false", "aria-controls": "panel", click: () => this.toggle() }, icon("chat"), icon("close"));
  private readonly waiting: string[] = [];
  private client!: Client;
  private panel!: Panel;
  private composer!: Composer;
  private talk!: Conversation;
  private config: ChannelConfig | null = null;
  private language: Lang = "zh";
  private say: Say = sayIn("zh");
  private context: Context = {};
  private built = false;
  private greeted: HTMLElement | null = null;
  private working = false;
  private settled: Promise<void> = Promise.resolve();

  connectedCallback(): void {
    if (!this.built) this.build();
    this.paint();
    this.night.addEventListener("change", this.paint);
    window.addEventListener("online", this.network);
    window.addEventListener("offline", this.network);
    if (!this.panel.inline) this.launcher.showPopover();
    if (this.panel.inline || this.dataset["open"] === "" || this.dataset["open"] === "true") this.open();
  }

  /** A page that moves the element keeps its conversation; one that removes it ends what runs. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.night.removeEventListener("change", this.paint);
      window.removeEventListener("online", this.network);
      window.removeEventListener("offline", this.network);
      this.talk.close();
    });
  }

  open(): void {
    if (!this.isConnected) return;
    const already = this.panel.shown && !this.panel.inline;
    if (!already) {
      this.panel.show();
      this.launcher.setAttribute("aria-expanded", "true");
      this.launcher.classList.add("opened");
      this.emit("open", {});
    }
    void this.begin();
  }

  close(): void {
    if (this.panel.inline || !this.panel.shown) return;
    this.panel.hide();
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.classList.remove("opened");
    this.launcher.focus({ preventScroll: true });
    this.emit("close", {});
  }

  toggle(): void {
    if (this.panel.shown) this.close();
    else this.open();
  }

  /** Opens with a question, asked as soon as nothing else is being answered. */
  ask(text: string): void {
    const question = String(text).trim();
    if (question) this.waiting.push(question);
    this.open();
    this.next();
  }

  identify(identity: string | Identify): void {
    this.client.identify = identifier(identity);
    this.client.forget();
    if (!this.talk.empty) this.fresh();
    if (this.panel.shown) void this.begin();
  }

  setContext(context: Context): void {
    this.context = {};
    for (const key of CONTEXT) {
      const value = Object.hasOwn(context, key) ? context[key] : undefined;
      if (typeof value === "string" && value) this.context[key] = value.slice(0, CONTEXT_LIMIT);
    }
  }

  setLocale(lang: string): void {
    this.speak(langOf(lang));
    void this.fetchConfig();
  }

  on(event: string, listener: (detail: unknown) => void): () => void {
    const hear = (heard: Event): void => listener((heard as CustomEvent).detail);
    this.addEventListener(`hrp:${event}`, hear);
    return () => this.removeEventListener(`hrp:${event}`, hear);
  }

  destroy(): void {
    this.close();
    this.remove();
  }

  private build(): void {
    this.built = true;
    this.root.adoptedStyleSheets = [styles()];
    this.client = new Client(this.dataset["server"] ?? location.origin, this.dataset["channel"] ?? "");
    const endpoint = this.dataset["tokenEndpoint"];
    this.client.identify = endpoint ? () => tokenFrom(endpoint) : Widget.early;
    this.setContext({ ...this.dataset } as Context);
    this.composer = new Composer(this.say, (text) => this.ask(text), () => this.talk.stop());
    this.panel = new Panel(this.hasAttribute("data-inline"), this.composer, { close: () => this.close(), fresh: () => this.fresh() });
    this.talk = this.newTalk();
    add(this.root, !this.panel.inline && this.launcher, this.panel.node);
    this.speak(langOf(this.dataset["lang"] ?? (document.documentElement.lang || navigator.language)));
    this.network();
    this.settled = this.fetchConfig();
    void this.settled.then(() => this.emit("ready", {}));
    warm();
  }

  private newTalk(): Conversation {
    return new Conversation(this.client, this.panel.log, {
      lang: () => this.language,
      context: () => this.context,
      say: () => this.say,
      announce: (text) => this.panel.announce(text),
      busy: (working) => this.busy(working),
      grown: () => this.panel.follow(),
      emit: (event, detail) => this.emit(event, detail),
    });
  }

  /** A new conversation in the same window. */
  private fresh(): void {
    this.talk.close();
    this.talk = this.newTalk();
    this.panel.log.replaceChildren();
    this.greeted = null;
    this.greet();
    this.composer.focus();
  }

  private async begin(): Promise<void> {
    await this.settled;
    if (!this.config) await (this.settled = this.fetchConfig());
    this.greet();
    try {
      await this.client.ready();
      this.network();
    } catch (problem) {
      this.trouble(problem);
    }
  }

  private async fetchConfig(): Promise<void> {
    try {
      this.config = await this.client.config(this.language);
    } catch (problem) {
      this.trouble(problem);
    }
    this.speak(this.language);
    this.paint();
    this.greet();
  }

  private trouble(problem: unknown): void {
    if (!(problem instanceof Failure)) throw problem;
    this.panel.warn(this.talk.words(problem, this.say));
    this.emit("error", { code: problem.code });
  }

  private greet(): void {
    if (this.greeted || !this.talk.empty) return;
    const starters = (this.config?.suggestions ?? []).map((text) => textButton(text, () => this.ask(text), "chip"));
    this.greeted = h("div", { class: "greeting", lang: htmlLang(this.language) },
      h("p", {}, this.config?.greeting || this.say("greeting")),
      starters.length > 0 && h("section", { class: "chips", "aria-label": this.say("starters") }, ...starters));
    this.panel.log.prepend(this.greeted);
  }

  private speak(lang: Lang): void {
    this.language = lang;
    this.say = sayIn(lang);
    const title = this.dataset["title"] || this.config?.channel.title || this.say("title");
    const label = this.say("open", { title });
    this.launcher.setAttribute("aria-label", label);
    this.launcher.title = title;
    this.launcher.lang = htmlLang(lang);
    this.composer.speak(this.say);
    this.panel.speak(this.say, lang, title, this.config?.ai_notice || this.say("notice"));
    if (this.greeted && this.talk.empty) {
      this.greeted.remove();
      this.greeted = null;
      this.greet();
    }
  }

  private readonly paint = (): void => {
    const look = this.config?.channel;
    const wanted = this.dataset["theme"] ?? look?.theme ?? "auto";
    const dark = wanted === "dark" || (wanted !== "light" && this.night.matches);
    const own = getComputedStyle(this).getPropertyValue("--hrp-accent");
    const accent = own || this.dataset["accent"] || look?.accent || ACCENT;
    const left = (this.dataset["position"] ?? look?.position ?? "").endsWith("left");
    for (const node of [this.launcher, this.panel.node]) {
      node.classList.toggle("dark", dark);
      node.classList.toggle("left", left);
      applyAccent(node, ACCENT, dark);
      applyAccent(node, accent, dark);
    }
  };

  private readonly network = (): void => {
    this.panel.warn(navigator.onLine ? "" : this.say("error.offline"));
  };

  private busy(working: boolean): void {
    this.working = working;
    this.composer.busy(working);
    if (working) this.panel.toEnd();
    else this.next();
  }

  private next(): void {
    if (this.working || !this.waiting.length) return;
    this.talk.ask({ message: this.waiting.shift()! });
  }

  private emit(event: string, detail: Record<string, unknown>): void {
    this.dispatchEvent(new CustomEvent(`hrp:${event}`, { bubbles: true, composed: true, detail }));
  }
}

export function identifier(identity: string | Identify): Identify {
  return typeof identity === "function" ? identity : () => identity;
}

/** The signed identity, from an address of the page's own site. */
async function tokenFrom(endpoint: string): Promise<string> {
  const reply = await fetch(new URL(endpoint, location.href), { credentials: "same-origin", cache: "no-store" });
  if (!reply.ok) throw new Failure("unauthorized", reply.status);
  return ((await reply.json()) as { token: string }).token;
}
