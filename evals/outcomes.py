"""What is measured: one case with what came out, whether it counts, and why."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """One case's result under one measure; `value` lies in 0..1."""

    suite: str
    measure: str
    group: str
    text: str
    expected: str
    got: tuple[str, ...]
    value: float

    def record(self) -> dict[str, Any]:
        """The outcome as plain data, for the per-case file."""
        return asdict(self)


@dataclass(frozen=True)
class Figure:
    """The mean of one measure over one group, with a bootstrap interval and what is asked of it.

    `floor` is the gate: under it the run fails. `goal` is where the product wants to be.
    """

    suite: str
    measure: str
    group: str
    cases: int
    value: float
    low: float
    high: float
    floor: float | None
    goal: float | None
    at_most: bool = False

    @property
    def passed(self) -> bool:
        """Whether the gate lets this through; a figure without a floor always passes."""
        if self.floor is None:
            return True
        return self.value <= self.floor if self.at_most else self.value >= self.floor
