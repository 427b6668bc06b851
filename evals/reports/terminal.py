"""The report for a terminal: what is worse, suite by suite, and the figures that have a floor."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.words import Words

_STYLES = {"good": "bold green", "worse": "bold red", "broken": "bold magenta"}
_SHOWN_FINDINGS, _SHOWN_CASES = 25, 6


def show(report: dict[str, Any], words: Words, console: Console) -> None:
    """Print the report."""
    console.print(_suites(report, words))
    if report["figures"]:
        console.print(_figures(report, words))
    for finding in report["findings"][:_SHOWN_FINDINGS]:
        _finding(finding, words, console)
    if (more := len(report["findings"]) - _SHOWN_FINDINGS) > 0:
        console.print(words.say("report.more", count=more))
    totals = report["totals"]
    style = _STYLES[report["state"]]
    console.print(f"[{style}]{escape(words.say('report.state.' + report['state'], **totals))}[/]")
    console.print(escape(words.say("report.counts", **totals)))
    if totals["flaky"]:
        console.print(escape(words.say("report.flaky_count", **totals)))


def _suites(report: dict[str, Any], words: Words) -> Table:
    names = ("cases", "passed", "failed", "error", "skipped", "improved", "regressed", "new")
    table = Table(words.say("report.suite"), *(words.say(f"report.{name}") for name in names))
    for row in report["suites"]:
        cells = [str(row[name]) if row[name] else "" for name in names]
        table.add_row(row["suite"], *cells, style="red" if row["regressed"] or row["error"] else "")
    return table


def _figures(report: dict[str, Any], words: Words) -> Table:
    heads = ("suite", "measure", "group_head", "cases", "value", "interval", "floor", "goal")
    table = Table(*(words.say(f"report.{head}") for head in heads), "")
    for f in report["figures"]:
        table.add_row(
            f["suite"], f["measure"], f["group"], str(f["cases"]), f"{f['value']:.3f}",
            f"{f['low']:.3f}–{f['high']:.3f}", _asked(f["floor"]), _asked(f["goal"]),
            words.say("report.holds" if f["passed"] else "report.under"), style="" if f["passed"] else "red",
        )  # fmt: skip
    return table


def _finding(finding: dict[str, Any], words: Words, console: Console) -> None:
    console.print(f"[red]{escape(words.say('report.why.' + finding['why']))}[/]  {escape(words.told(finding['what']))}")
    for name in finding["cases"][:_SHOWN_CASES]:
        console.print(f"    {escape(name)}")
    if (more := len(finding["cases"]) - _SHOWN_CASES) > 0:
        console.print(f"    {words.say('report.more', count=more)}")


def _asked(value: float | None) -> str:
    return "" if value is None else f"≥ {value:.3f}"
