// The only way elements are made: by name, with attributes and text nodes. No string ever becomes markup.

export type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | EventListener | null | undefined>;

export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(key, value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  add(node, ...children);
  return node;
}

export function add(parent: Node, ...children: Child[]): void {
  for (const child of children)
    if (child || child === "") parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  chat: "M4 5.5h16v11H10l-4.5 3.5v-3.5H4z M8.5 9.5h7 M8.5 12.5h4.5",
  close: "M6 6l12 12 M18 6L6 18",
  plus: "M12 5v14 M5 12h14",
  expand: "M14 5h5v5 M10 19H5v-5 M19 5l-6 6 M5 19l6-6",
  send: "M5 12h13 M12.5 6l6 6-6 6",
  stop: "M7 7h10v10H7z",
  up: "M8 11v8H5v-8z M8 11l3.5-6.5c1.6 0 2.2 1.2 1.9 2.6L12.8 10H18a1.5 1.5 0 0 1 1.4 2l-1.9 6a1.5 1.5 0 0 1-1.4 1H8",
  down: "M16 13V5h3v8z M16 13l-3.500 6.500c-1.600 0-2.200-1.200-1.900-2.600l.600-2.900H6a1.500 1.500 0 0 1-1.400-2l1.900-6A1.500 1.500 0 0 1 7.900 5H16",
  copy: "M9 9h10v11H9z M15 9V4H5v11h4",
  warn: "M12 4l9 16H3z M12 10v4.500 M12 17v.500",
  calendar: "M5 6.500h14V19H5z M5 10.500h14 M8.500 4v4 M15.500 4v4",
  file: "M6 4h8l4 4v12H6z M14 4v4h4",
  link: "M13 5h6v6 M19 5l-8 8 M16 14v5H5V8h5",
  retry: "M19 12a7 7 0 1 1-2-5 M19 4v4h-4",
} as const;
export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.appendChild(path);
  return svg;
}

/** A button that shows an icon and is read by its name. */
export function iconButton(name: IconName, label: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h("button", { type: "button", class: "icon", "aria-label": label, title: label, click: () => press(), ...attributes }, icon(name));
}

/** A button with a text, and an icon before it where one is named. */
export function textButton(text: string, press: () => void, look = "quiet", name?: IconName): HTMLButtonElement {
  return h("button", { type: "button", class: look, click: () => press() }, name && icon(name), h("span", {}, text));
}
