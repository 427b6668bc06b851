// The plan as a card: phases in order, each step with its day and owner, its details on demand.
import { add, h, textButton, type Child } from "../dom";
import type { Links, Plan, Step } from "../types";
import { dayIn, hasWord, type Say } from "../words";
import { safeUrl } from "../markdown";

export interface PlanDeeds {
  mark(ref: string): Node;
  download(path: string, name: string): Promise<void>;
}

export function planCard(plan: Plan, links: Links, say: Say, deeds: PlanDeeds): HTMLElement {
  const days = plan.steps.map((step) => step.due).sort();
  const card = h("section", { class: "card plan", part: "plan", "aria-label": `${say("plan")} ${plan.title}` });
  add(
    card,
    h("p", { class: "kind" }, say("plan"), h("span", {}, span(plan, days, say))),
    h("h3", {}, plan.title),
    plan.summary && h("p", { class: "summary" }, ...marked(plan.summary, deeds)),
    ...phases(plan, say, deeds),
    actions(plan, links, say, deeds),
  );
  return card;
}

function span(plan: Plan, days: string[], say: Say): string {
  if (!days.length) return "";
  return say("steps", { count: days.length, from: dayIn(plan.lang, days[0]!), to: dayIn(plan.lang, days.at(-1)!) });
}

function phases(plan: Plan, say: Say, deeds: PlanDeeds): Node[] {
  const groups: { phase: string; steps: Step[] }[] = [];
  for (const step of plan.steps) {
    if (groups.at(-1)?.phase !== step.phase) groups.push({ phase: step.phase, steps: [] });
    groups.at(-1)!.steps.push(step);
  }
  return groups.map(({ phase, steps }) =>
    h("div", { class: `phase ${phase === "escalate" ? "escalate" : ""}` },
      h("h4", {}, named(say, plan, "phase", phase)),
      h("ol", {}, ...steps.map((step) => stepItem(step, plan, say, deeds)))),
  );
}

function stepItem(step: Step, plan: Plan, say: Say, deeds: PlanDeeds): Node {
  return h("li", {},
    h("details", {},
      h("summary", {},
        h("span", { class: "what" }, step.title),
        h("span", { class: "when" }, h("time", { datetime: step.due }, dayIn(plan.lang, step.due)), " · ", named(say, plan, "owner", step.owner),
          step.effort_minutes ? ` · ${say("minutes", { count: step.effort_minutes })}` : "")),
      h("div", { class: "more" },
        h("p", {}, ...marked(step.detail, deeds), ...step.refs.filter((ref) => !step.detail.includes(`[${ref}]`)).map(deeds.mark)),
        ...fact(say("why"), step.why, deeds),
        ...fact(say("done_when"), step.done_when, deeds))));
}

function fact(label: string, text: string | null | undefined, deeds: PlanDeeds): Child[] {
  return text ? [h("p", { class: "fact" }, h("b", {}, label), h("span", {}, ...marked(text, deeds)))] : [];
}

function actions(plan: Plan, links: Links, say: Say, deeds: PlanDeeds): Node {
  const row = h("div", { class: "actions" });
  const { export_ics: ics, export_docx: docx } = links;
  if (ics) add(row, textButton(say("calendar"), () => void deeds.download(ics, `plan-${plan.id}.ics`), "quiet", "calendar"));
  if (docx) add(row, textButton(say("download"), () => void deeds.download(docx, `plan-${plan.id}.docx`), "quiet", "file"));
  const page = safeUrl(links.console);
  if (page) add(row, h("a", { class: "quiet", href: page.href, target: "_blank", rel: "noopener noreferrer" }, say("console")));
  return row;
}

const named = (say: Say, plan: Plan, group: string, key: string): string =>
  hasWord(plan.lang, group, key) ? say(`${group}.${key}`) : key;

function marked(text: string, deeds: PlanDeeds): Child[] {
  return text.split(/(\[\d{1,3}\])/).map((part) => (/^\[\d+\]$/.test(part) ? deeds.mark(part.slice(1, -1)) : part));
}
