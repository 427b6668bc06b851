"""Embedders: text to unit vectors. The bundled one needs neither torch nor a network.

Vectors are float32, one row a text, of length one, so that a dot product is the cosine.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from advisor.errors import NotReady
from advisor.language.folding import fold

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
# Texts cut into pieces at once: an encoding weighs far more than its vector.
_AT_ONCE = 256


class Embedder(Protocol):
    """Questions and documents to vectors; a model may treat the two differently."""

    @property
    def name(self) -> str:
        """Changes whenever the vectors would."""
        ...

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One unit row per question."""
        ...

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One unit row per document."""
        ...


class StaticEmbedder:
    """A sentence-transformers StaticEmbedding folder, read with tokenizers, safetensors and numpy alone.

    A text's vector is the mean of its tokens' rows. Text is folded first, as it was in training.
    """

    def __init__(self, folder: Path) -> None:
        weights = folder / "model.safetensors"
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._rows = load_file(weights)["embedding.weight"].astype(np.float32, copy=False)
        with weights.open("rb") as file:
            self._name = f"static-{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}"

    @property
    def name(self) -> str:
        """`static-` and twelve digits of the weights' hash."""
        return self._name

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Same as for documents: the model is symmetric."""
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text; a text without known tokens gives a zero row."""
        out = np.zeros((len(texts), self._rows.shape[1]), dtype=np.float32)
        for begin in range(0, len(texts), _AT_ONCE):
            folded = [fold(text) for text in texts[begin : begin + _AT_ONCE]]
            for row, encoding in enumerate(self._tokenizer.encode_batch(folded, add_special_tokens=False), begin):
                if encoding.ids:
                    out[row] = self._rows[encoding.ids].mean(axis=0)
        return unit(out)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or path; torch is imported when the first text comes."""

    def __init__(self, model: str) -> None:
        self._model_name = model
        self._model: SentenceTransformer | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return f"st-{self._model_name}"

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """With the model's own prompt for questions."""
        return unit(np.asarray(self._loaded().encode_query(list(texts)), dtype=np.float32))

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """With the model's own prompt for documents."""
        return unit(np.asarray(self._loaded().encode_document(list(texts)), dtype=np.float32))

    def _loaded(self) -> "SentenceTransformer":
        if self._model is None:
            try:
                from sentence_transformers import SentenceTransformer

                self._model = SentenceTransformer(self._model_name)
            except Exception as error:  # hub, file, torch and network errors share no base
                raise NotReady("embedding_model", model=self._model_name, reason=type(error).__name__) from error
        return self._model


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length one; zero rows stay zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return scaled
