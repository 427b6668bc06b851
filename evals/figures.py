"""Figures: the mean of one measure over one group, with a bootstrap interval and what is asked of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from evals.records import Record
from evals.scorers.registry import HELD_OUT

FLOORS = Path(__file__).parent / "floors.yaml"
SEED = 7
_RESAMPLES = 2000
# Written cases are a group of their own: they are chosen to be hard, held-out sentences to be representative.
_WRITTEN = "_cases"
_ALL = "all"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Figure:
    """`floor` is the gate: under it the run is worse. `goal` is where the product wants to be."""

    suite: str
    measure: str
    group: str
    cases: int
    value: float
    low: float
    high: float
    floor: float | None = None
    goal: float | None = None

    @property
    def key(self) -> str:
        """Its name in the floors file."""
        return f"{self.suite}.{self.measure}.{self.group}"

    @property
    def passed(self) -> bool:
        """Whether the gate lets this through; a figure without a floor always passes."""
        return self.floor is None or self.value >= self.floor


def figures(records: Iterable[Record], floors: Mapping[str, Mapping[str, float]]) -> list[Figure]:
    """One figure per suite, measure and group, in the order they were first seen."""
    groups: dict[Key, list[float]] = {}
    for record in records:
        suite, lang = record.case.suite, record.case.lang
        held_out = HELD_OUT in record.case.tags
        for score in record.scores:
            groups.setdefault((suite, score.name, lang if held_out else lang + _WRITTEN), []).append(score.value)
            if held_out and f"{suite}.{score.name}.{_ALL}" in floors:
                groups.setdefault((suite, score.name, _ALL), []).append(score.value)
    return [_figure(key, values, floors.get(".".join(key), {})) for key, values in groups.items()]


def _figure(key: Key, values: Sequence[float], asked: Mapping[str, float]) -> Figure:
    low, high = interval(values)
    return Figure(*key, len(values), float(np.mean(values)), low, high, asked.get("floor"), asked.get("goal"))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean (percentile method)."""
    data = np.asarray(values, dtype=float)
    if (data == data[0]).all():
        return float(data[0]), float(data[0])
    picks = np.random.default_rng(SEED).integers(0, len(data), (_RESAMPLES, len(data)))
    low, high = np.percentile(data[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def read_floors(path: Path = FLOORS) -> dict[str, dict[str, Any]]:
    """The floors by `suite.measure.group`."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
