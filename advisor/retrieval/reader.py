"""The reader: a small sentence encoder that tells our labels apart by what a sentence means.

It knows words it never saw in training, which the linear label model does not; the two are asked together. Tuned by
`python -m evals.train`, shipped beside the embedder, read with tokenizers, numpy and onnxruntime. It proposes; rules
and people decide.
"""

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from advisor.language.folding import fold

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

PIECES, WORDS, NETWORK, LABELS = "pieces.json", "words.npy", "reader.onnx", "reader.json"
# A question has at most some hundred pieces; what goes on beyond adds little to what it is about.
MOST_PIECES = 128
# Blocks of the word table: two bytes of scale, then 32 numbers of four bits.
_SCALE_BYTES, _MIDDLE = 2, 8
# Sum and norm as one step take three times as long as the two steps do (onnxruntime 1.32, one sentence).
_SLOWER = ["SkipLayerNormFusion"]


class Reader:
    """Scores by family for one text. Thread-safe: the session is, and the rest is only read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._labels: dict[str, list[str]] = json.loads((folder / LABELS).read_text(encoding="utf-8"))
        self._words: NDArray[np.uint8] = np.load(folder / WORDS, mmap_mode="r")

    def scores(self, text: str) -> dict[str, dict[str, float]]:
        """Family -> label -> log probability; within a family their exponentials sum to 1."""
        pieces = self._tokenizer.encode(fold(text)).ids[:MOST_PIECES]
        (row,) = self._session.run(["scores"], {"words": self._vectors(pieces)[None]})[0]
        found, begin = {}, 0
        for family, names in self._labels.items():
            part = row[begin : begin + len(names)].astype(np.float64)
            part = part - part.max()
            part = part - np.log(np.exp(part).sum())
            found[family] = dict(zip(names, map(float, part), strict=True))
            begin += len(names)
        return found

    def _vectors(self, pieces: list[int]) -> NDArray[np.float32]:
        """The word vectors of these pieces, out of their four-bit blocks."""
        blocks = np.asarray(self._words[pieces]).reshape(len(pieces), -1, _SCALE_BYTES + 16)
        scale = blocks[..., :_SCALE_BYTES].copy().view("<f2").astype(np.float32)
        nibbles = blocks[..., _SCALE_BYTES:]
        numbers = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - _MIDDLE
        vectors: NDArray[np.float32] = (numbers * scale).reshape(len(pieces), -1)
        return vectors

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self._folder / PIECES))

    @cached_property
    def _session(self) -> "InferenceSession":
        """One thread: a sentence is too short to share, and a server has other requests for its other cores."""
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        return InferenceSession(
            str(self._folder / NETWORK), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )
