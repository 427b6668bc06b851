"""Then and now, case by case: what got better, what got worse, what is new and what is gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.baseline import Baseline
from evals.figures import interval
from evals.records import Record
from evals.scorers.score import Kind

Change = Literal["improved", "regressed", "unchanged", "new", "gone"]
# Smaller differences are rounding.
_SAME = 1e-6


@dataclass(frozen=True)
class Shift:
    """One score of one case that is not what it was; `before` is None where the check is new."""

    name: str
    kind: Kind
    before: float | None
    after: float


@dataclass(frozen=True)
class Paired:
    """One case then and now."""

    case_id: str
    change: Change
    shifts: tuple[Shift, ...] = ()
    old_text: str = ""
    reworded: bool = False


@dataclass(frozen=True)
class Drift:
    """One measure over all cases that were asked then and now: how many rose and fell, and the mean difference."""

    suite: str
    measure: str
    kind: Kind
    cases: int
    improved: tuple[str, ...]
    regressed: tuple[str, ...]
    mean: float
    low: float
    high: float


def paired(records: Iterable[Record], baseline: Baseline, *, whole: bool) -> list[Paired]:
    """Every case of the run against the baseline; cases that are gone are told only when the run was whole."""
    made = [_paired(record, baseline) for record in records if not record.skipped]
    if whole:
        here = {each.case_id for each in made}
        made += [Paired(name, "gone", (), past.text) for name, past in baseline.cases.items() if name not in here]
    return made


def _paired(record: Record, baseline: Baseline) -> Paired:
    past = baseline.cases.get(record.case.id)
    if past is None:
        return Paired(record.case.id, "new")
    shifts = tuple(
        Shift(score.name, score.kind, before, score.value)
        for score in record.scores
        if (before := past.scores.get(score.name)) is None or abs(score.value - before) > _SAME
        if score.kind != "info" and (before is not None or score.value < 1.0)
    )
    worse = record.status == "error" or any(shift.after < _before(shift) for shift in shifts)
    better = any(shift.after > _before(shift) for shift in shifts)
    change: Change = "regressed" if worse else "improved" if better else "unchanged"
    reworded = bool(past.text) and past.text != record.text()
    return Paired(record.case.id, change, shifts, past.text, reworded)


def _before(shift: Shift) -> float:
    """A check that was not made before held, as far as anyone knew."""
    return 1.0 if shift.before is None else shift.before


def drifts(records: Sequence[Record], baseline: Baseline) -> list[Drift]:
    """One drift per suite and measure, only where something moved."""
    pairs: dict[tuple[str, str, Kind], dict[str, float]] = {}
    for record in records:
        past = baseline.cases.get(record.case.id)
        for score in record.scores:
            if past is not None and score.name in past.scores:
                difference = score.value - past.scores[score.name]
                pairs.setdefault((record.case.suite, score.name, score.kind), {})[record.case.id] = difference
    return [_drift(*key, differences) for key, differences in pairs.items() if _moved(differences)]


def _moved(differences: dict[str, float]) -> bool:
    return any(abs(value) > _SAME for value in differences.values())


def _drift(suite: str, measure: str, kind: Kind, differences: dict[str, float]) -> Drift:
    values = list(differences.values())
    low, high = interval(values)
    return Drift(
        suite=suite,
        measure=measure,
        kind=kind,
        cases=len(values),
        improved=tuple(name for name, value in differences.items() if value > _SAME),
        regressed=tuple(name for name, value in differences.items() if value < -_SAME),
        mean=sum(values) / len(values),
        low=low,
        high=high,
    )
