"use strict";
// Lays the report out; every word comes from the data, and nothing of the data is ever read as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");
const state = { lang: data.lang, text: "", suite: "", status: "", change: data.totals.regressed ? "regressed" : "", sort: "id", down: false, open: new Set(), shown: 60 };
const SVG = "http://www.w3.org/2000/svg";

function say(key, values) {
  const text = data.words[state.lang][key];
  return (text === undefined ? key.slice(key.indexOf(".") + 1) : text).replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
}
function el(tag, options, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options || {})) {
    if (name === "on") for (const [event, action] of Object.entries(value)) node.addEventListener(event, action);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
function shape(tag, options, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(options || {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
const named = (name) => name.split(", ").map((part) => say("score." + part)).join(" · ");

function banner() {
  const t = data.totals;
  return el("section", { class: "banner " + data.state }, el("strong", {}, say("report.state." + data.state, t)), say("report.counts", t));
}
function tiles() {
  const names = ["cases", "passed", "failed", "error", "improved", "regressed", "reworded", "new", "flaky"];
  const tile = (name) => {
    const pick = () => {
      state.status = ["passed", "failed", "error"].includes(name) ? name : "";
      state.change = ["improved", "regressed", "new", "reworded"].includes(name) ? name : "";
      draw();
      document.getElementById("cases").scrollIntoView();
    };
    return el("button", { class: "tile", type: "button", on: { click: pick } }, el("b", { class: name }, String(data.totals[name])), el("span", {}, say("report.tile." + name)));
  };
  return el("section", { class: "tiles" }, ...names.filter((name) => data.totals[name] || ["cases", "passed", "regressed", "improved", "reworded"].includes(name)).map(tile));
}
function findings() {
  if (!data.findings.length) return null;
  const show = (id) => () => { state.open.add(id); state.text = id; state.suite = state.status = state.change = ""; draw(); document.getElementById("cases").scrollIntoView(); };
  const item = (f) => el("li", {}, el("b", {}, say("report.why." + f.why)), " ", named(f.what), el("div", {}, ...f.cases.slice(0, 12).map((id) => el("button", { type: "button", on: { click: show(id) } }, id)), f.cases.length > 12 ? say("report.more", { count: f.cases.length - 12 }) : null));
  return el("section", {}, el("h2", {}, say("report.findings")), el("p", { class: "hint" }, say("report.findings_hint")), el("ul", { class: "findings" }, ...data.findings.slice(0, 60).map(item)));
}
function bar(row) {
  const width = 260, svg = shape("svg", { width, height: 14, role: "img", "aria-label": `${row.passed}/${row.cases}` }, shape("rect", { class: "bar-back", width, height: 14, rx: 3 }));
  let x = 0;
  for (const name of ["passed", "failed", "error", "skipped"]) {
    const part = (width * row[name]) / Math.max(1, row.cases);
    svg.append(shape("rect", { class: "bar-" + name, x, width: part, height: 14 }));
    x += part;
  }
  return svg;
}
function suites() {
  const names = ["cases", "passed", "failed", "error", "improved", "regressed", "new"];
  const row = (s) => el("tr", {}, el("td", {}, el("b", {}, s.suite), el("div", { class: "asked" }, say("suite." + s.suite))), el("td", {}, bar(s)), ...names.map((name) => el("td", { class: "n " + (s[name] && name !== "cases" ? name : "") }, s[name] ? String(s[name]) : "")));
  return el("section", {}, el("h2", {}, say("report.suites")), el("p", { class: "hint" }, say("report.suites_hint")),
    el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, say("report.suite")), el("th", {}, ""), ...names.map((name) => el("th", { class: "n" }, say("report." + name))))), el("tbody", {}, ...data.suites.map(row))));
}
function scale(f) {
  const width = 300, at = (value) => 4 + value * (width - 8), svg = shape("svg", { width, height: 20, role: "img", "aria-label": f.value.toFixed(3) }, shape("line", { class: "whisker", x1: 4, x2: width - 4, y1: 10, y2: 10, opacity: 0.25 }));
  svg.append(shape("line", { class: "whisker", x1: at(f.low), x2: at(f.high), y1: 10, y2: 10 }));
  for (const name of ["floor", "goal"]) if (f[name] !== null) svg.append(shape("line", { class: name, x1: at(f[name]), x2: at(f[name]), y1: 2, y2: 18 }));
  svg.append(shape("circle", { class: f.passed ? "dot-ok" : "dot-under", cx: at(f.value), cy: 10, r: 5 }));
  return svg;
}
function sample(kind) {
  const svg = shape("svg", { width: 22, height: 14 });
  if (kind === "value") svg.append(shape("circle", { class: "dot-ok", cx: 11, cy: 7, r: 5 }));
  else if (kind === "interval") svg.append(shape("line", { class: "whisker", x1: 2, x2: 20, y1: 7, y2: 7 }));
  else svg.append(shape("line", { class: kind, x1: 11, x2: 11, y1: 1, y2: 13 }));
  return el("span", {}, svg, say("report." + kind));
}
function figures() {
  if (!data.figures.length) return null;
  const row = (f) => el("tr", {}, el("td", {}, f.suite), el("td", {}, say("score." + f.measure)), el("td", {}, say("report.group." + f.group)), el("td", { class: "n" }, String(f.cases)), el("td", { class: "n " + (f.passed ? "" : "regressed") }, f.value.toFixed(3)), el("td", {}, scale(f)), el("td", { class: "n" }, f.floor === null ? "" : f.floor.toFixed(3)), el("td", { class: "n" }, f.goal === null ? "" : f.goal.toFixed(2)));
  return el("section", {}, el("h2", {}, say("report.floors")), el("p", { class: "hint" }, say("report.floors_hint")),
    el("div", { class: "legend" }, ...["value", "interval", "floor", "goal"].map(sample)),
    el("table", {}, el("thead", {}, el("tr", {}, ...["suite", "measure", "group_head"].map((h) => el("th", {}, say("report." + h))), ...["cases", "value"].map((h) => el("th", { class: "n" }, say("report." + h))), el("th", {}, ""), ...["floor", "goal"].map((h) => el("th", { class: "n" }, say("report." + h))))), el("tbody", {}, ...data.figures.map(row))));
}
function wanted() {
  const text = state.text.trim().toLowerCase();
  const rows = data.cases.filter((c) => (!state.suite || c.suite === state.suite) && (!state.status || c.status === state.status) && (!state.change || (state.change === "reworded" ? c.old !== "" : c.change === state.change)) && (!text || (c.id + " " + c.tags.join(" ") + " " + c.asked + " " + c.failed.map((f) => f.name).join(" ")).toLowerCase().includes(text)));
  const value = (c) => (state.sort === "failed" ? c.failed.length : c[state.sort]);
  return rows.sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (state.down ? -1 : 1));
}
function choice(name, values) {
  const label = say("report.any_" + name);
  const options = [el("option", { value: "" }, label), ...values.map((value) => el("option", { value, selected: state[name] === value }, name === "suite" ? value : say("report." + value)))];
  return el("select", { "aria-label": label, on: { change: (event) => { state[name] = event.target.value; list(); } } }, ...options);
}
function difference(old, now) {
  const a = old.split("\n"), b = now.split("\n"), best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) best[i][j] = a[i] === b[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  const left = [], right = [];
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { left.push(["", a[i++]]); right.push(["", b[j++]]); }
    else if (j >= b.length || (i < a.length && best[i + 1][j] >= best[i][j + 1])) left.push(["del", a[i++]]);
    else right.push(["ins", b[j++]]);
  }
  return [left, right];
}
const lines = (rows) => el("div", { class: "text" }, ...rows.map(([kind, text]) => el("span", { class: "line " + kind }, text)));
function detail(c) {
  const box = el("td", { colspan: 6 }), rows = c.failed.concat(c.graded);
  if (c.error) box.append(el("p", { class: "error" }, c.error));
  if (rows.length) box.append(el("h3", {}, say("report.not_held")), el("table", {}, el("thead", {}, el("tr", {}, ...["check", "value", "wanted", "seen"].map((h) => el("th", {}, say("report." + h))))), el("tbody", {}, ...rows.map((f) => el("tr", {}, el("td", {}, say("score." + f.name)), el("td", { class: "n" }, f.value.toFixed(2)), el("td", {}, f.wanted), el("td", {}, f.seen))))));
  if (c.shifts.length) box.append(el("h3", {}, say("report.moved")), el("p", {}, ...c.shifts.map((s) => el("span", { class: s.after >= (s.before === null ? 1 : s.before) ? "improved" : "regressed" }, `${say("score." + s.name)} ${s.before === null ? "–" : s.before.toFixed(2)} → ${s.after.toFixed(2)}   `))));
  box.append(el("h3", {}, say("report.request")), el("code", {}, JSON.stringify(c.input)));
  if (c.old) {
    const [left, right] = difference(c.old, c.new);
    box.append(el("div", { class: "sides" }, el("div", {}, el("h3", {}, say("report.old")), lines(left)), el("div", {}, el("h3", {}, say("report.now")), lines(right))));
  } else if (c.new) box.append(el("h3", {}, say("report.reply")), lines(c.new.split("\n").map((line) => ["", line])));
  box.append(el("p", { class: "asked" }, `${say("report.held", { count: c.held })} · ${c.tags.join(", ")} · ${c.difficulty} · ${c.ms} ms`));
  return el("tr", { class: "detail" }, box);
}
function list() {
  const body = document.getElementById("rows"), rows = wanted();
  const toggle = (c) => () => { state.open.has(c.id) ? state.open.delete(c.id) : state.open.add(c.id); list(); };
  body.replaceChildren();
  for (const c of rows.slice(0, state.shown)) {
    const flip = toggle(c);
    const key = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); flip(); } };
    body.append(el("tr", { class: "row", tabindex: 0, "aria-expanded": String(state.open.has(c.id)), on: { click: flip, keydown: key } }, el("td", {}, el("span", { class: "id" }, c.id), el("div", { class: "asked" }, c.asked)), el("td", { class: c.status }, say("report." + c.status)), el("td", { class: c.change }, say("report." + c.change)), el("td", {}, c.failed.map((f) => say("score." + f.name)).join(" · ")), el("td", {}, c.lang), el("td", { class: "n" }, String(c.ms))));
    if (state.open.has(c.id)) body.append(detail(c));
  }
  document.getElementById("count").textContent = say("report.showing", { shown: Math.min(state.shown, rows.length), count: rows.length });
  document.getElementById("further").hidden = rows.length <= state.shown;
}
function cases() {
  const head = (name, key) => el("th", { class: key === "ms" ? "n" : "" }, el("button", { type: "button", on: { click: () => { state.down = state.sort === key ? !state.down : false; state.sort = key; list(); } } }, say("report." + name) + " ↕"));
  return el("section", { id: "cases" }, el("h2", {}, say("report.all_cases")), el("p", { class: "hint" }, say("report.cases_hint")),
    el("div", { class: "filters" }, el("input", { type: "search", placeholder: say("report.search"), "aria-label": say("report.search"), value: state.text, on: { input: (event) => { state.text = event.target.value; list(); } } }), choice("suite", data.suites.map((s) => s.suite)), choice("status", ["passed", "failed", "error", "skipped"]), choice("change", ["improved", "regressed", "reworded", "unchanged", "new"]), el("span", { id: "count", class: "hint" })),
    el("table", {}, el("thead", {}, el("tr", {}, head("case", "id"), head("status", "status"), head("change", "change"), head("not_held", "failed"), head("lang", "lang"), head("ms", "ms"))), el("tbody", { id: "rows" })),
    el("button", { id: "further", type: "button", on: { click: () => { state.shown += 200; list(); } } }, say("report.further")));
}
function about() {
  const a = data.about, rows = [["run", a.id], ["against", data.baseline.run || "–"], ["target", a.target.target], ["engine", a.engine || "auto"], ["models", a.models.join(", ") || "–"], ["knowledge", a.target.knowledge_version], ["commit", (a.git_sha || "–") + (a.git_dirty ? " + " + say("report.dirty") : "")], ["seconds", a.seconds], ["usage", Object.entries(a.usage).map(([name, value]) => `${name} ${value}`).join(", ") || "–"], ["speed", data.speed.map((s) => `${s.door} ${s.median} / ${s.p95} ms`).join(" · ") || "–"]];
  return el("section", {}, el("h2", {}, say("report.about")), el("div", { class: "about" }, ...rows.flatMap(([name, value]) => [el("b", {}, say("report." + name)), el("span", {}, String(value))])));
}
function draw() {
  document.documentElement.lang = state.lang;
  document.title = say("report.title");
  const swap = el("button", { type: "button", on: { click: () => { state.lang = state.lang === "zh" ? "en" : "zh"; draw(); } } }, say("report.other_lang"));
  page.replaceChildren(...[el("header", {}, el("h1", {}, say("report.title")), swap), banner(), tiles(), findings(), suites(), figures(), cases(), about()].filter(Boolean));
  list();
}
draw();
