"""The report for a pull request: GitHub-flavoured Markdown, short enough for a comment."""

from typing import Any

from evals.words import Words

_SHOWN_FINDINGS, _SHOWN_CASES, _LONGEST = 20, 12, 600
_SIGNS = {"good": "✅", "worse": "❌", "broken": "⚠️"}


def markdown(report: dict[str, Any], words: Words) -> str:
    """The summary: the verdict, what is worse with its cases, the suites, the figures that have a floor."""
    state, totals = report["state"], report["totals"]
    parts = [
        f"## {_SIGNS[state]} {words.say('report.state.' + state, **totals)}",
        words.say("report.counts", **totals),
    ]
    parts += [_finding(finding, report, words) for finding in report["findings"][:_SHOWN_FINDINGS]]
    if (more := len(report["findings"]) - _SHOWN_FINDINGS) > 0:
        parts.append(words.say("report.more", count=more))
    parts.append(_suites(report, words))
    if report["figures"]:
        parts.append(
            f"<details><summary>{words.say('report.floors')}</summary>\n\n{_figures(report, words)}\n\n</details>"
        )
    return "\n\n".join(parts) + "\n"


def _finding(finding: dict[str, Any], report: dict[str, Any], words: Words) -> str:
    head = f"**{words.say('report.why.' + finding['why'])}**: {_cell(words.told(finding['what']))}"
    by_id = {case["id"]: case for case in report["cases"]}
    rows = [_case(by_id.get(name), name, words) for name in finding["cases"][:_SHOWN_CASES]]
    if (more := len(finding["cases"]) - _SHOWN_CASES) > 0:
        rows.append(f"- {words.say('report.more', count=more)}")
    return "\n".join([head, "", *rows]) if rows else head


def _case(case: dict[str, Any] | None, name: str, words: Words) -> str:
    if case is None:
        return f"- `{name}`"
    lines = [f"- `{name}` {_cell(case['asked'])[:120]}"]
    lines += [
        f"  - {_cell(words.told(each['name']))}: {words.say('report.wanted')} {_code(each['wanted'])}, "
        f"{words.say('report.seen')} {_code(each['seen'])}"
        for each in case["failed"]
    ]
    return "\n".join(lines)


def _suites(report: dict[str, Any], words: Words) -> str:
    names = ("cases", "passed", "failed", "error", "improved", "regressed", "new")
    head = " | ".join([words.say("report.suite"), *(words.say(f"report.{name}") for name in names)])
    rows = [" | ".join([row["suite"], *(str(row[name]) for name in names)]) for row in report["suites"]]
    return "\n".join([f"| {head} |", "|---" * (len(names) + 1) + "|", *(f"| {row} |" for row in rows)])


def _figures(report: dict[str, Any], words: Words) -> str:
    names = ("suite", "measure", "group_head", "cases", "value", "floor", "goal")
    head = " | ".join(words.say(f"report.{name}") for name in names)
    rows = []
    for f in report["figures"]:
        sign = "" if f["passed"] else " ❌"
        asked = [f"{f[name]:.3f}" if f[name] is not None else "" for name in ("floor", "goal")]
        cells = [f["suite"], f["measure"], f["group"], str(f["cases"]), f"{f['value']:.3f}{sign}", *asked]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([f"| {head} |", "|---" * len(names) + "|", *rows])


def _cell(text: str) -> str:
    """Text that can break neither a table nor the page."""
    flat = " ".join(text.split())[:_LONGEST]
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("`", "ˋ")


def _code(text: str) -> str:
    return f"`{_cell(text) or ' '}`"
