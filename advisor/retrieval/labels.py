"""The label model: for one text, how likely each label of a family is.

Linear weights over hashed features, one block a family, trained by `evals/train.py` on the training side of the
utterances and shipped beside the embedder. Read with numpy alone. It proposes; rules and people decide.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.language.folding import fold
from advisor.retrieval.features import features

_WEIGHTS, _META = "labels.npz", "labels.json"
_REMEMBERED = 256


class LabelModel:
    """Estimates by family: `friction`, `topic`, `cause`, `process`, `deliverable`, `intent`."""

    def __init__(self, folder: Path) -> None:
        self._meta: dict[str, Any] = json.loads((folder / _META).read_text(encoding="utf-8"))
        with np.load(folder / _WEIGHTS) as stored:
            self._weights: dict[str, NDArray[np.int8]] = {family: stored[family] for family in self._meta}
        self.scores = lru_cache(maxsize=_REMEMBERED)(self._scores)

    def estimate(self, family: str, text: str) -> dict[str, float]:
        """Label -> probability; they sum to 1."""
        scores = self.scores(family, text)
        values = np.exp(scores - scores.max())
        shares = values / values.sum()
        return dict(zip(self._meta[family]["labels"], map(float, shares), strict=True))

    def _scores(self, family: str, text: str) -> NDArray[np.float32]:
        meta = self._meta[family]
        found = features(fold(text))
        rows = self._weights[family][:, list(found)].astype(np.float32) * np.asarray(meta["scale"])[:, None]
        sums: NDArray[np.float32] = rows @ np.fromiter(found.values(), np.float32) + np.asarray(meta["bias"])
        return sums
