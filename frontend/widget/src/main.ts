// The bundle's entry: defines the element once and answers the page's API, also for calls made before it arrived.
// With several widgets on a page the API speaks to the first; `HRPlaybook.widgets` and the elements themselves have all.
import { identifier, Widget } from "./element";
import type { Context, Handle, Identify } from "./types";

const NAME = "hr-playbook";

class Page implements Handle {
  get widgets(): readonly Handle[] {
    return [...document.querySelectorAll<Widget>(NAME)];
  }

  open = (): void => this.first?.open();
  close = (): void => this.first?.close();
  toggle = (): void => this.first?.toggle();
  ask = (text: string): void => this.first?.ask(text);
  identify = (identity: string | Identify): void => this.each((widget) => widget.identify(identity));
  setContext = (context: Context): void => this.each((widget) => widget.setContext(context));
  setLocale = (lang: string): void => this.each((widget) => widget.setLocale(lang));
  destroy = (): void => this.each((widget) => widget.destroy());

  /** Hears every widget of the page; gives the function that stops it. */
  on = (event: string, listener: (detail: unknown) => void): (() => void) => {
    const hear = (heard: Event): void => listener((heard as CustomEvent).detail);
    document.addEventListener(`hrp:${event}`, hear);
    return () => document.removeEventListener(`hrp:${event}`, hear);
  };

  private get first(): Handle | undefined {
    return this.widgets[0];
  }

  private each(deed: (widget: Handle) => void): void {
    this.widgets.forEach(deed);
  }
}

if (!customElements.get(NAME)) {
  const calls = window.HRPlaybook?.calls ?? [];
  const page = new Page();
  // Listeners and an identity given early must be there before the first widget opens.
  for (const [name, args] of calls) {
    if (name === "on") page.on(...(args as Parameters<Handle["on"]>));
    if (name === "identify") Widget.early = identifier(...(args as Parameters<Handle["identify"]>));
  }
  customElements.define(NAME, Widget);
  window.HRPlaybook = page;
  for (const [name, args] of calls)
    if (name !== "on" && name !== "identify") (page[name] as (...given: unknown[]) => void)(...args);
}
