"""What a learner is measured against: its lessons' own labels, or those and what its teachers think.

Needs torch; used in training, never at run time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import torch
from torch import nn

from advisor.retrieval.school import Lesson

Labels = Mapping[str, Sequence[str]]
# Families whose labels tell why people ask count in full, the others beside them by half.
_FULL_WEIGHT, _BESIDE = frozenset({"friction", "topic", "deliverable"}), 0.5
_SMOOTHING = 0.1
# Where a lesson has a label, how much it counts, the teachers having the rest; where it has none, how much they count.
_OWN_LABEL, _TEACHERS_ALONE = 0.4, 0.3


class Goal(Protocol):
    """Tells how far the scores of a batch of lessons are from where they should be."""

    def loss(self, scores: torch.Tensor, batch: Sequence[int]) -> torch.Tensor:
        """One number, in nats; `scores` has a row a lesson and a column a label."""


def labels_of(lessons: Sequence[Lesson]) -> dict[str, list[str]]:
    """The labels the lessons use, by family, both in order: the columns of all scores."""
    found: dict[str, set[str]] = {}
    for lesson in lessons:
        for family, label in lesson.labels.items():
            found.setdefault(family, set()).add(label)
    return {family: sorted(names) for family, names in sorted(found.items())}


def spans(labels: Labels) -> Iterator[tuple[str, slice]]:
    """Each family with the columns of its labels."""
    begin = 0
    for family, names in labels.items():
        yield family, slice(begin, begin + len(names))
        begin += len(names)


class Labelled:
    """The lessons' own labels; a family counts by the share of the batch that has one."""

    def __init__(self, lessons: Sequence[Lesson], labels: Labels) -> None:
        self._spans = tuple(spans(labels))
        self._wanted = wanted(lessons, labels)

    def loss(self, scores: torch.Tensor, batch: Sequence[int]) -> torch.Tensor:
        """The mean over the families that have a label in the batch, by their weights."""
        total: torch.Tensor = scores.new_zeros(())
        for family, span in self._spans:
            target = self._wanted[family][batch]
            share = float((target >= 0).float().mean()) * _weight(family)
            if share:
                total = total + share * nn.functional.cross_entropy(
                    scores[:, span], target, ignore_index=-1, label_smoothing=_SMOOTHING
                )
        return total


class Taught:
    """Own labels, and for every family, labelled or not, what the teachers think of the sentence.

    Hinton, Vinyals, Dean 2015, "Distilling the knowledge in a neural network". `opinions` holds probabilities, a row
    a lesson: a sentence about silence also tells how far it is from every topic, which its own label does not. `own` is
    the weight of a label beside the teachers', 0..1.
    """

    def __init__(
        self, lessons: Sequence[Lesson], labels: Labels, opinions: torch.Tensor, own: float = _OWN_LABEL
    ) -> None:
        self._spans = tuple(spans(labels))
        self._wanted = wanted(lessons, labels)
        self._opinions = opinions
        self._own = own

    def loss(self, scores: torch.Tensor, batch: Sequence[int]) -> torch.Tensor:
        """The sum over all families, by their weights."""
        total: torch.Tensor = scores.new_zeros(())
        opinions = self._opinions[list(batch)].float()
        for family, span in self._spans:
            told = -(opinions[:, span] * scores[:, span].log_softmax(dim=-1)).sum(dim=1)
            target = self._wanted[family][batch]
            own = nn.functional.cross_entropy(
                scores[:, span], target.clamp(min=0), reduction="none", label_smoothing=_SMOOTHING
            )
            both = torch.where(target >= 0, self._own * own + (1 - self._own) * told, _TEACHERS_ALONE * told)
            total = total + _weight(family) * both.mean()
        return total


def wanted(lessons: Sequence[Lesson], labels: Labels) -> dict[str, torch.Tensor]:
    """Family -> the place of each lesson's label among the family's, -1 where it has none."""
    found = {}
    for family, names in labels.items():
        place = {name: number for number, name in enumerate(names)}
        found[family] = torch.tensor([place[one.labels[family]] if family in one.labels else -1 for one in lessons])
    return found


def _weight(family: str) -> float:
    return 1.0 if family in _FULL_WEIGHT else _BESIDE
