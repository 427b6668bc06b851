// The words of the widget, from the catalogue the whole product shares. A missing word is an error, never an empty text.
import words from "./words.json";
import type { Lang } from "./types";

type Tree = { [key: string]: string | Tree };
export type Say = (key: string, values?: Record<string, string | number>) => string;

export function langOf(tag: string | null | undefined): Lang {
  return (tag ?? "").toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const htmlLang = (lang: Lang): string => (lang === "zh" ? "zh-CN" : "en");

export function sayIn(lang: Lang): Say {
  return (key, values = {}) => {
    let node: string | Tree | undefined = words[lang] as Tree;
    for (const part of key.split(".")) node = typeof node === "object" && Object.hasOwn(node, part) ? node[part] : undefined;
    if (typeof node !== "string") throw new Error(`hr-playbook: no word ${key}`);
    return node.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  };
}

export function hasWord(lang: Lang, group: string, key: string): boolean {
  const node = (words[lang] as Tree)[group];
  return typeof node === "object" && Object.hasOwn(node, key);
}

/** The day of a plan as people write it; a text that is no date is shown as it is. */
export function dayIn(lang: Lang, day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return day;
  const weekday = new Date(Date.UTC(year, month - 1, date)).getUTCDay();
  const say = sayIn(lang);
  return say("day", { month_name: say(`month.${month}`), day: date, weekday: say(`weekday.${weekday}`) });
}
