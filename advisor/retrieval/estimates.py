"""The learned estimate: what two witnesses make of a text, as one probability a label.

The label model knows how people put things word for word, the reader what a sentence means; each errs elsewhere, so
their log probabilities are added.
"""

from functools import lru_cache
from math import exp, inf, log
from pathlib import Path

from advisor.retrieval.labels import LabelModel
from advisor.retrieval.reader import Reader

READER_FOLDER = "reader"
# How much the reader counts beside the label model, and what either gives at least; chosen on the dev split.
_READER, _LEAST = 1.6, 1e-5
# Two witnesses who agree are not twice as sure: their sum is softened so that a probability means what it says.
_SOFTER = 1.8
# Texts remembered, and how many estimates a request asks of each.
_REMEMBERED, _FAMILIES = 64, 9


class Estimator:
    """Probabilities by family: friction, topic, deliverable, cause, process, department, intent, family, risk."""

    def __init__(self, folder: Path) -> None:
        self._labels = LabelModel(folder)
        self._read = lru_cache(maxsize=_REMEMBERED)(Reader(folder / READER_FOLDER).scores)
        self._remembered = lru_cache(maxsize=_REMEMBERED * _FAMILIES)(self._estimate)

    def estimate(self, family: str, text: str) -> dict[str, float]:
        """Label -> probability; they sum to 1."""
        return dict(self._remembered(family, text))

    def _estimate(self, family: str, text: str) -> dict[str, float]:
        said = self._labels.estimate(family, text)
        meant = self._read(text)[family]
        scores = {
            label: log(share + _LEAST) + _READER * log(exp(meant.get(label, -inf)) + _LEAST)
            for label, share in said.items()
        }
        best = max(scores.values())
        shares = {label: exp((score - best) / _SOFTER) for label, score in scores.items()}
        total = sum(shares.values())
        return {label: share / total for label, share in shares.items()}

    def at_a_glance(self, family: str, text: str) -> dict[str, float]:
        """The label model's word alone: for comparing many short parts of one text."""
        return self._labels.estimate(family, text)
