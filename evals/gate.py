"""The gate: means over outcomes, with intervals, against the floors that stand in evals/floors.yaml."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from evals.outcomes import Figure, Outcome

FLOORS = Path(__file__).parent / "floors.yaml"
_RESAMPLES, _SEED = 2000, 7


def figures(outcomes: Iterable[Outcome], floors: dict[str, dict[str, Any]]) -> list[Figure]:
    """One figure per suite, measure and group, in the order they were first seen."""
    groups: dict[tuple[str, str, str], list[float]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.suite, outcome.measure, outcome.group), []).append(outcome.value)
    made = []
    for (suite, measure, group), values in groups.items():
        asked = floors.get(f"{suite}.{measure}.{group}", {})
        low, high = interval(values)
        made.append(
            Figure(
                suite, measure, group, len(values), float(np.mean(values)), low, high,
                asked.get("floor"), asked.get("goal"), bool(asked.get("at_most", False)),
            )
        )  # fmt: skip
    return made


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean (percentile method)."""
    data = np.asarray(values)
    picks = np.random.default_rng(_SEED).integers(0, len(data), (_RESAMPLES, len(data)))
    low, high = np.percentile(data[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def read_floors(path: Path = FLOORS) -> dict[str, dict[str, Any]]:
    """The floors by `suite.measure.group`."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
