"""What several teachers think of each lesson, as one opinion: the geometric mean of their probabilities.

Needs torch; used in training, never at run time. A teacher may know a part of the lessons only, or be no judge of some
families.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch

from advisor.retrieval.goals import Labels, spans


class Opinion(NamedTuple):
    """A teacher's scores, a row a lesson; of all lessons, or of those in `rows`; not heard about some families."""

    scores: torch.Tensor
    rows: tuple[int, ...] | None = None
    not_about: frozenset[str] = frozenset()


def together(thoughts: Sequence[Opinion], labels: Labels, lessons: int) -> torch.Tensor:
    """One probability a lesson and label; within a family they sum to 1. At least one teacher knows every lesson."""
    found = []
    for family, span in spans(labels):
        total = torch.zeros(lessons, span.stop - span.start)
        heard = torch.zeros(lessons, 1)
        for thought in thoughts:
            if family not in thought.not_about:
                rows = torch.tensor(thought.rows if thought.rows is not None else range(lessons))
                total[rows] += thought.scores[:, span].log_softmax(dim=-1)
                heard[rows] += 1
        found.append((total / heard).softmax(dim=-1))
    # Half the memory: a probability needs no more than three figures here.
    return torch.cat(found, dim=1).to(torch.bfloat16)
