"""The label model: for one text, how likely each label of a family is.

Linear weights over hashed features, one block a family, and for the families that tell why people ask, the votes of the
nearest training sentences beside them. Trained by `evals/train.py` on the training side alone, shipped beside the
embedder, read with numpy. It proposes; rules and people decide.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.language.folding import fold
from advisor.retrieval.examples import Examples
from advisor.retrieval.features import features

WEIGHTS, NEIGHBOURS, META = "labels.npz", "examples.npz", "labels.json"
_REMEMBERED = 256
# The votes count with their root, and a label without votes keeps this much; chosen on the dev split.
_VOTE_POWER, _NO_VOTES = 0.5, 0.005


class LabelModel:
    """Estimates by family: `friction`, `topic`, `cause`, `process`, `deliverable`, `intent`."""

    def __init__(self, folder: Path) -> None:
        self._meta: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
        with np.load(folder / WEIGHTS) as stored:
            self._weights: dict[str, NDArray[np.int8]] = {family: stored[family] for family in self._meta}
        with np.load(folder / NEIGHBOURS) as stored:
            self._examples = {
                family: Examples(
                    {name: stored[f"{family}.{name}"] for name in ("starts", "rows", "values", "labels", "rarity")},
                    len(self._meta[family]["labels"]),
                )
                for family in {name.partition(".")[0] for name in stored.files}
            }
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._shares)

    def estimate(self, family: str, text: str) -> dict[str, float]:
        """Label -> probability; they sum to 1."""
        return dict(zip(self._meta[family]["labels"], self._remembered(family, text), strict=True))

    def _shares(self, family: str, text: str) -> tuple[float, ...]:
        meta, found = self._meta[family], features(fold(text))
        rows = self._weights[family][:, list(found)].astype(np.float32) * np.asarray(meta["scale"])[:, None]
        scores = rows @ np.fromiter(found.values(), np.float32) + np.asarray(meta["bias"])
        shares = np.exp(scores - scores.max())
        if family in self._examples:
            shares = shares * (self._examples[family].votes(found) + _NO_VOTES) ** _VOTE_POWER
        return tuple(map(float, shares / shares.sum()))
