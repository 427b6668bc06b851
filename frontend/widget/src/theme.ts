// Colours that can be read: the accent is the page's or the channel's choice, what is written on or with it is computed.

type Rgb = [number, number, number];

const READABLE = 4.5; // WCAG AA for text
const PAPER: Record<"light" | "dark", Rgb> = { light: [255, 255, 255], dark: [27, 33, 44] };
const INK: Record<"light" | "dark", Rgb> = { light: [0, 0, 0], dark: [255, 255, 255] };

export function applyAccent(node: HTMLElement, accent: string, dark: boolean): void {
  const colour = parse(accent);
  if (!colour) return;
  const mode = dark ? "dark" : "light";
  node.style.setProperty("--accent", css(colour));
  node.style.setProperty("--on-accent", contrast(colour, [255, 255, 255]) >= READABLE ? "#fff" : "#000");
  node.style.setProperty("--accent-ink", css(readable(colour, PAPER[mode], INK[mode])));
}

/** The colour, moved towards the ink until it can be read on the paper. */
function readable(colour: Rgb, paper: Rgb, ink: Rgb): Rgb {
  // Tinted grounds are a little nearer to the ink than the paper is; the margin keeps text on them readable too.
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((c, i) => Math.round(c + (ink[i]! - c) * share)) as Rgb;
    if (contrast(mixed, paper) >= READABLE * 1.2) return mixed;
  }
  return ink;
}

function parse(text: string): Rgb | null {
  const hex = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(text.trim());
  const full = hex?.[2] ?? hex?.[1]?.replace(/./g, "$&$&");
  if (full) return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)) as Rgb;
  const rgb = /^rgba?\(\s*(\d+)[ ,]+(\d+)[ ,]+(\d+)/i.exec(text.trim());
  return rgb ? ([Number(rgb[1]), Number(rgb[2]), Number(rgb[3])] as Rgb) : null;
}

const css = (colour: Rgb): string => `rgb(${colour.join(" ")})`;

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
