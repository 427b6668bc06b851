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

WEIGHTS, NEIGHBOURS, META = "labels.npy", "examples", "labels.json"
_REMEMBERED = 64
# The votes count with their root, and a label without votes keeps this much; chosen on the dev split.
_VOTE_POWER, _NO_VOTES = 0.5, 0.005


class LabelModel:
    """Estimates by family: `friction`, `topic`, `cause`, `process`, `department`, `deliverable`, `intent`, `family`.

    A row of the weights holds what one feature says of every label of every family, so that a text touches a few
    pages of the file and the rest never comes into memory.
    """

    def __init__(self, folder: Path) -> None:
        self._meta: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
        self._weights: NDArray[np.int8] = np.asarray(np.load(folder / WEIGHTS, mmap_mode="r"))
        self._examples = {
            home.name: Examples.read(home, len(self._meta[home.name]["labels"]))
            for home in sorted((folder / NEIGHBOURS).iterdir())
        }
        self._found = lru_cache(maxsize=_REMEMBERED)(self._features)
        self._remembered = lru_cache(maxsize=_REMEMBERED * len(self._meta))(self._shares)

    def estimate(self, family: str, text: str) -> dict[str, float]:
        """Label -> probability; they sum to 1."""
        return dict(zip(self._meta[family]["labels"], self._remembered(family, text), strict=True))

    def _shares(self, family: str, text: str) -> tuple[float, ...]:
        meta = self._meta[family]
        found, sums = self._found(text)
        begin = meta["begin"]
        scores = sums[begin : begin + len(meta["labels"])] * np.asarray(meta["scale"]) + np.asarray(meta["bias"])
        shares = np.exp(scores - scores.max())
        if family in self._examples:
            shares = shares * (self._examples[family].votes(found) + _NO_VOTES) ** _VOTE_POWER
        return tuple(map(float, shares / shares.sum()))

    def _features(self, text: str) -> tuple[dict[int, float], NDArray[np.float32]]:
        """The features of a text, and the sums of their weights for every label of every family."""
        found = features(fold(text))
        rows = self._weights[list(found)].astype(np.float32)
        return found, np.fromiter(found.values(), np.float32) @ rows
