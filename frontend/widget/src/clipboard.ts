// Copying and saving. An intranet page is often plain http, where the clipboard interface is missing: then a selection
// in a field of our own tree is copied.
import { h } from "./dom";

export async function copy(text: string, home: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, home);
  }
}

function copySelected(text: string, home: HTMLElement): boolean {
  const field = h("textarea", { class: "hidden", "aria-hidden": "true", tabindex: -1 });
  const focused = (home.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  field.value = text;
  home.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
    focused?.focus();
  }
}

export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
