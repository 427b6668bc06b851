"""Nearest examples: which labels the most similar training sentences carry.

A sentence that was told in nearly the same words is a surer witness than any weight. Sentences are kept as an inverted
index over hashed features: for each bucket, the sentences that have it and how strongly. Read with numpy alone, out of
mapped files: only the buckets that a text has come into memory.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

# How many neighbours vote, and how much more the nearer ones count; chosen on the dev split.
_NEIGHBOURS, _SHARPNESS = 25, 2.0

PARTS = ("starts", "rows", "values", "labels", "rarity")
Arrays = Mapping[str, NDArray[np.generic]]


class Examples:
    """The sentences of one family, as arrays: `starts`, `rows`, `values` (postings), `labels`, `rarity`."""

    def __init__(self, arrays: Arrays, count: int) -> None:
        self._starts, self._rows = arrays["starts"], arrays["rows"]
        self._values, self._labels = arrays["values"], arrays["labels"].astype(np.int64)
        self._rarity = arrays["rarity"]
        self._count = count

    @classmethod
    def read(cls, folder: Path, count: int) -> Self:
        """The sentences of the family that `folder` is named after; `count` labels take votes."""
        # Seen as plain arrays: a mapped one is slow to cut into the many small pieces that a vote takes.
        return cls({part: np.asarray(np.load(folder / f"{part}.npy", mmap_mode="r")) for part in PARTS}, count)

    def _similarity(self, found: Mapping[int, float]) -> NDArray[np.float64]:
        """How like the text each sentence is: the postings of all its buckets, summed at once."""
        buckets = np.fromiter(found, np.int64, len(found))
        weights = np.fromiter(found.values(), np.float64, len(found)) * self._rarity[buckets].astype(np.float64)
        begins, ends = self._starts[buckets].astype(np.int64), self._starts[buckets + 1].astype(np.int64)
        spans = [slice(begin, end) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        if not spans:
            return np.zeros(len(self._labels))
        rows = np.concatenate([self._rows[span] for span in spans])
        values = np.concatenate([self._values[span] for span in spans]) * np.repeat(weights, ends - begins)
        summed: NDArray[np.float64] = np.bincount(rows, weights=values, minlength=len(self._labels))  # type: ignore[assignment]
        return summed

    def votes(self, found: Mapping[int, float]) -> NDArray[np.float64]:
        """The share of votes each label gets from the nearest sentences; all zero when nothing is near."""
        similarity = self._similarity(found)
        near = np.argpartition(-similarity, min(_NEIGHBOURS, len(similarity) - 1))[:_NEIGHBOURS]
        votes: NDArray[np.float64] = np.bincount(
            self._labels[near], weights=similarity[near] ** _SHARPNESS, minlength=self._count
        )  # type: ignore[assignment]
        total = votes.sum()
        return votes / total if total > 0 else votes
