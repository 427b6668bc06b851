"""The vector index port and its exact backend.

Scores mean the same on every backend: cosine folded to 0..1, higher is better. The exact index is the reference the
other backends are tested against, and what answers when they cannot.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from advisor.retrieval.embedding import Vectors


class VectorBroken(Exception):
    """The index cannot be opened or does not answer."""


class VectorIndex(Protocol):
    """Unit vectors by id."""

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Keep these vectors; an id that is already there is replaced."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Forget these ids; unknown ids are ignored."""
        ...

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Up to `k` ids with their score in 0..1, best first."""
        ...

    def count(self) -> int:
        """How many vectors are kept."""
        ...


class ExactVectors:
    """All vectors in one matrix; every query looks at each of them."""

    def __init__(self, ids: Sequence[str] = (), vectors: Vectors | None = None) -> None:
        self._ids = list(ids)
        self._matrix: Vectors | None = vectors

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Append, after forgetting older rows of the same ids."""
        self.delete(ids)
        self._ids.extend(ids)
        self._matrix = vectors if self._matrix is None else np.concatenate([self._matrix, vectors])

    def delete(self, ids: Sequence[str]) -> None:
        """Drop the rows of these ids."""
        gone = set(ids) & set(self._ids)
        if gone and self._matrix is not None:
            keep = [row for row, entry in enumerate(self._ids) if entry not in gone]
            self._ids = [self._ids[row] for row in keep]
            self._matrix = self._matrix[keep]

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The exact nearest rows."""
        if self._matrix is None or not self._ids or k < 1:
            return []
        scores = self._matrix @ vector
        k = min(k, len(scores))
        best = np.argpartition(-scores, k - 1)[:k]
        best = best[np.lexsort((best, -scores[best]))]
        return [(self._ids[row], as_score(float(scores[row]))) for row in best]

    def count(self) -> int:
        """The number of rows."""
        return len(self._ids)


def as_score(cosine: float) -> float:
    """A cosine as a score in 0..1; opposite directions count as unrelated."""
    return min(1.0, max(0.0, cosine))
