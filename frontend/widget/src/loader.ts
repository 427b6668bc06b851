// The loader: puts one widget on the page for its own script tag and fetches the bundle it names, checked by its hash.
// A module import is used, not a script element, because a page may forbid script URLs made by scripts (Trusted Types).
import type { Handle, Queue } from "./types";

declare const BUNDLE: string;
declare const INTEGRITY: string;

const script = document.currentScript as HTMLScriptElement | null;
const METHODS = ["open", "close", "toggle", "ask", "identify", "setContext", "setLocale", "on", "destroy"] as const;

function stub(): Handle & Queue {
  const calls: Queue["calls"] = [];
  const api: Record<string, unknown> = { calls };
  for (const name of METHODS) api[name] = (...args: unknown[]) => void calls.push([name, args]);
  return api as unknown as Handle & Queue;
}

function preload(url: string): Promise<void> {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = url;
  link.integrity = INTEGRITY;
  link.crossOrigin = "anonymous";
  if (script?.nonce) link.nonce = script.nonce;
  return new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(`hr-playbook: ${url} could not be loaded or does not match its hash`));
    document.head.append(link);
  });
}

function place(base: URL): void {
  const widget = document.createElement("hr-playbook");
  for (const key of Object.keys(script!.dataset)) widget.dataset[key] = script!.dataset[key]!;
  widget.dataset["server"] ??= base.origin;
  const target = script!.dataset["inline"];
  ((target && document.querySelector(target)) || document.body).append(widget);
}

if (script) {
  const base = new URL(".", script.src);
  const url = new URL(BUNDLE, base).href;
  window.HRPlaybook ??= stub();
  const start = (): void => {
    place(base);
    preload(url).then(() => import(url)).catch((problem: unknown) => console.error(problem));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
}
