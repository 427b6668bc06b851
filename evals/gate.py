"""The gate: what makes a run worse than it may be, each finding with the cases that show it.

A figure under its floor; a check that held and does not; a new case that fails; a case that is gone; a learned
measure that fell more often than it rose. A case that failed before and still fails is a debt, told but let through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evals.baseline import Baseline
from evals.compare import Drift, Paired, drifts, paired
from evals.figures import Figure
from evals.records import Record

Why = Literal["floor", "regressed", "new_failing", "gone", "drift", "error", "judge"]


@dataclass(frozen=True)
class Finding:
    """One reason why the gate is red, what it is about, and the cases that show it."""

    why: Why
    what: str
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a run."""

    findings: tuple[Finding, ...]
    pairs: tuple[Paired, ...]
    drifts: tuple[Drift, ...]

    @property
    def broken(self) -> bool:
        """Whether cases could not be measured at all."""
        return any(finding.why == "error" for finding in self.findings)

    @property
    def worse(self) -> bool:
        """Whether anything is worse than it may be."""
        return bool(self.findings)


def judge_run(
    records: Sequence[Record], figures: Sequence[Figure], baseline: Baseline, *, whole: bool, exact: bool = True
) -> Verdict:
    """The verdict. `exact` is for engines that always say the same; others must be worse beyond chance."""
    pairs = paired(records, baseline, whole=whole)
    moved = drifts(records, baseline)
    findings = [*_errors(records), *_under_floor(figures)]
    if baseline.cases:
        findings += _regressed(pairs) if exact else ()
        findings += _new_failing(records, pairs)
        findings += [Finding("gone", each.case_id, (each.case_id,)) for each in pairs if each.change == "gone"]
        findings += [f for drift in moved if (f := _fallen(drift, exact=exact))]
    return Verdict(tuple(findings), tuple(pairs), tuple(moved))


def _errors(records: Sequence[Record]) -> list[Finding]:
    return [Finding("error", record.error, (record.case.id,)) for record in records if record.error]


def _under_floor(figures: Sequence[Figure]) -> list[Finding]:
    return [Finding("floor", f"{f.key} {f.value:.3f} < {f.floor:.3f}") for f in figures if not f.passed and f.floor]


def _regressed(pairs: Sequence[Paired]) -> list[Finding]:
    """Each check that held and does not, with its cases."""
    by_check: dict[str, list[str]] = {}
    for each in pairs:
        for shift in each.shifts:
            if shift.kind == "check" and shift.after < (1.0 if shift.before is None else shift.before):
                by_check.setdefault(shift.name, []).append(each.case_id)
    return [Finding("regressed", name, tuple(cases)) for name, cases in by_check.items()]


def _new_failing(records: Sequence[Record], pairs: Sequence[Paired]) -> list[Finding]:
    new = {each.case_id for each in pairs if each.change == "new"}
    return [
        Finding("new_failing", ", ".join(score.name for score in record.failed()), (record.case.id,))
        for record in records
        if record.case.id in new and record.status == "failed"
    ]


def _fallen(drift: Drift, *, exact: bool) -> Finding | None:
    """A learned measure may lose a case where it gains another, but not more than it gains."""
    if exact:
        worse = drift.kind == "grade" and len(drift.regressed) > len(drift.improved)
    else:
        worse = drift.kind != "info" and drift.high < 0
    what = f"{drift.suite}.{drift.measure} +{len(drift.improved)} -{len(drift.regressed)}"
    return Finding("drift", what, drift.regressed) if worse else None
