"""Reciprocal rank fusion: several rankings of the same things to one.

Cormack, Clarke and Büttcher, SIGIR 2009: a thing scores the sum of 1 / (60 + rank) over the rankings it stands in.
"""

from collections.abc import Mapping, Sequence

_K = 60


def fuse(rankings: Sequence[Sequence[str]]) -> Mapping[str, float]:
    """Scores in 0..1, best first: 1 means first in every ranking that was made."""
    best = len(rankings) / (_K + 1) or 1.0
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, thing in enumerate(dict.fromkeys(ranking), start=1):
            scores[thing] = scores.get(thing, 0.0) + 1.0 / (_K + rank)
    return dict(sorted(((t, s / best) for t, s in scores.items()), key=lambda pair: (-pair[1], pair[0])))
