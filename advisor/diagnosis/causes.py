"""Weighing root causes: priors of the frictions, moved by the account and by the answers.

Order of treatment when two weigh the same (old debts first, then conditions, then interests, then rules) follows the
method: lowering cost comes before pressure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from advisor.corpus.knowledge import Knowledge
from advisor.models.base import Text
from advisor.models.knowledge import Friction
from advisor.models.taxonomy import RootCauseId

# How far one answer moves a cause it speaks for, and the others it speaks against.
_FAVOURED, _DISFAVOURED = 4.0, 0.4
# How far the account's own words move a cause: from half (nothing said) upwards.
_UNSAID, _SAID = 0.5, 3.0
_TREATMENT_ORDER: tuple[RootCauseId, ...] = ("W2", "C2", "C3", "C1", "W1", "W3", "W4", "M1", "M2", "M3", "M4")

Weighted = Sequence[tuple[Friction, float]]
Picked = Mapping[str, tuple[RootCauseId, ...]]


@dataclass(frozen=True)
class Weighed:
    """A root cause, its share, and the reason the strongest friction gives for it."""

    id: RootCauseId
    weight: float
    why: Text


class CauseWeigher:
    """Turns frictions, words and answers into ranked root causes."""

    def __init__(self, knowledge: Knowledge, estimate: Callable[[str], Mapping[str, float]]) -> None:
        self._knowledge, self._estimate = knowledge, estimate

    def weigh(self, text: str, frictions: Weighted, picked: Picked) -> list[Weighed]:
        """Causes with their shares, heaviest first; the shares sum to 1."""
        said = self._estimate(text)
        weights: dict[RootCauseId, float] = {}
        reasons: dict[RootCauseId, Text] = {}
        for friction, probability in frictions:
            for prior in friction.root_causes:
                weights[prior.id] = weights.get(prior.id, 0.0) + probability * prior.weight
                reasons.setdefault(prior.id, prior.why)
        for cause in weights:
            weights[cause] *= _UNSAID + _SAID * said.get(cause, 0.0)
            for favours in picked.values():
                weights[cause] *= _FAVOURED if cause in favours else _DISFAVOURED
        for cause in {cause for favours in picked.values() for cause in favours} - set(weights):
            weights[cause] = max(weights.values(), default=1.0)
            reasons[cause] = self._knowledge.cause(cause).meaning
        total = sum(weights.values()) or 1.0
        ranked = sorted(weights, key=lambda cause: (-round(weights[cause], 6), _TREATMENT_ORDER.index(cause)))
        return [Weighed(cause, weights[cause] / total, reasons[cause]) for cause in ranked]
