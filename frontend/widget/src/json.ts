// JSON that a page cannot bend: old libraries give arrays and objects a toJSON of their own, which JSON.stringify obeys.

export function encode(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, encode).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const pairs: string[] = [];
    for (const key of Object.keys(value)) {
      const held = (value as Record<string, unknown>)[key];
      if (held !== undefined) pairs.push(`${quote(key)}:${encode(held)}`);
    }
    return `{${pairs.join(",")}}`;
  }
  return typeof value === "string" ? quote(value) : String(value ?? null);
}

function quote(text: string): string {
  const escaped = text.replace(/["\\\u0000-\u001f\u2028\u2029]|[\ud800-\udfff]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}
