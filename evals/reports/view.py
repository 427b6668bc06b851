"""What every report shows, as plain data: worked out once, laid out five ways."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from statistics import quantiles
from typing import Any

from evals.compare import Paired
from evals.figures import Figure
from evals.gate import Finding, Verdict
from evals.records import Record
from evals.scorers.registry import HELD_OUT
from evals.session import Outcome

_STATUSES = ("passed", "failed", "error", "skipped")
_CHANGES = ("improved", "regressed", "unchanged", "new", "gone")


def exit_status(verdict: Verdict) -> int:
    """0 when nothing is worse, 1 when something is, 3 when cases could not be measured."""
    return 3 if verdict.broken else 1 if verdict.worse else 0


def view(outcome: Outcome) -> dict[str, Any]:
    """The whole report as plain data."""
    pairs = {pair.case_id: pair for pair in outcome.verdict.pairs}
    about = outcome.about.model_dump(mode="json", exclude={"prompts"})
    return {
        "about": about,
        "baseline": {"run": outcome.baseline.run, "git_sha": outcome.baseline.git_sha},
        "state": ("good", "worse", "", "broken")[exit_status(outcome.verdict)],
        "totals": totals(outcome.records, outcome.verdict.pairs),
        "findings": [finding_view(finding) for finding in outcome.verdict.findings],
        "suites": suites(outcome.records, pairs),
        "figures": [figure_view(f) for f in outcome.figures if f.floor is not None or f.goal is not None],
        "measures": [figure_view(f) for f in outcome.figures if f.floor is None and f.goal is None and f.value < 1.0],
        "drifts": [asdict(drift) for drift in outcome.verdict.drifts if drift.kind != "info"],
        "speed": speed(outcome.records),
        "cases": [case_view(record, pairs.get(record.case.id)) for record in outcome.records],
        "gone": [pair.case_id for pair in outcome.verdict.pairs if pair.change == "gone"],
    }


def totals(records: Sequence[Record], pairs: Sequence[Paired]) -> dict[str, int]:
    """How many cases there are of each status and each change."""
    statuses = Counter[str](record.status for record in records)
    changes = Counter[str](pair.change for pair in pairs)
    flaky = sum(bool(record.flaky) for record in records)
    counted = {name: statuses[name] for name in _STATUSES} | {name: changes[name] for name in _CHANGES}
    reworded = sum(pair.reworded for pair in pairs)
    return {"cases": len(records), "flaky": flaky, "reworded": reworded, **counted}


def suites(records: Sequence[Record], pairs: dict[str, Paired]) -> list[dict[str, Any]]:
    """The totals of each suite."""
    by_suite: dict[str, list[Record]] = {}
    for record in records:
        by_suite.setdefault(record.case.suite, []).append(record)
    return [
        {"suite": suite, **totals(own, [pairs[r.case.id] for r in own if r.case.id in pairs])}
        for suite, own in sorted(by_suite.items())
    ]


def speed(records: Sequence[Record]) -> list[dict[str, Any]]:
    """The median and the 95th percentile of each door in milliseconds, over what was really asked."""
    by_door: dict[str, list[float]] = {}
    for record in records:
        if record.asked and record.ms:
            by_door.setdefault(record.case.door, []).append(record.ms)
    return [
        {"door": door, "asked": len(times), "median": _cut(times, 50), "p95": _cut(times, 95)}
        for door, times in sorted(by_door.items())
    ]


def finding_view(finding: Finding) -> dict[str, Any]:
    """One reason why the gate is red."""
    return {"why": finding.why, "what": finding.what, "cases": list(finding.cases)}


def figure_view(figure: Figure) -> dict[str, Any]:
    """One figure with what is asked of it."""
    return {**asdict(figure), "passed": figure.passed}


def case_view(record: Record, pair: Paired | None) -> dict[str, Any]:
    """One case: its request, what does not hold, what moved, and its words then and now."""
    held_out = HELD_OUT in record.case.tags
    told = not held_out or record.status != "passed" or (pair is not None and pair.change == "regressed")
    return {
        "id": record.case.id,
        "suite": record.case.suite,
        "door": record.case.door,
        "lang": record.case.lang,
        "tags": list(record.case.tags),
        "difficulty": record.case.difficulty,
        "status": record.status,
        "change": pair.change if pair else "unchanged",
        "ms": round(record.ms, 1),
        "error": record.error,
        "flaky": list(record.flaky),
        "asked": record.case.text,
        "input": record.case.input,
        "failed": [_score(score) for score in record.failed()],
        "graded": [_score(score) for score in record.scores if score.kind == "grade" and score.value < 1.0],
        "held": sum(score.kind == "check" and score.value >= 1.0 for score in record.scores),
        "shifts": [asdict(shift) for shift in pair.shifts] if pair else [],
        "new": record.text() if told else "",
        "old": pair.old_text if pair and pair.reworded else "",
    }


def _score(score: Any) -> dict[str, Any]:
    return {"name": score.name, "value": round(score.value, 4), "wanted": score.wanted, "seen": score.seen}


def _cut(times: Sequence[float], percent: int) -> float:
    return round(quantiles(times, n=100)[percent - 1] if len(times) > 1 else times[0], 1)
