"""Training of what retrieval ships: the static embedder and the label model. Needs torch and scikit-learn.

Deterministic on one machine for a given seed. Run by `python -m evals.train`; never at run time.
"""

import json
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from advisor.language.folding import fold
from advisor.retrieval.features import BUCKETS, features
from advisor.retrieval.labels import META, NEIGHBOURS, WEIGHTS

# 10,000 rows of 128 floats are 5 MB: under the 8 MB that may be shipped.
_VOCABULARY, _DIMENSION = 10_000, 128
_BATCH, _EPOCHS, _RATE = 256, 8, 0.02
# How sharply a pair is told from the rest of its batch; the usual scale for cosine similarities.
_SCALE = 20.0
# Inverse strength of the penalty, chosen on the dev split.
_LOGISTIC_C = 5.0
_INT8, _UINT8 = 127, 255


class Example(NamedTuple):
    """A sentence and its label."""

    label: str
    text: str


def train_labels(families: Mapping[str, Sequence[Example]], voting: Collection[str], folder: Path) -> None:
    """One linear model a family, quantised to eight bits, and the sentences themselves for the `voting` ones.

    Writes labels.npy, labels.json, and a folder of examples for each voting family.
    """
    weights: list[NDArray[np.int8]] = []
    meta: dict[str, object] = {}
    begin = 0
    for family, examples in families.items():
        rows = _matrix([example.text for example in examples])
        rarity = np.log((1 + len(examples)) / (1 + np.bincount(rows.indices, minlength=BUCKETS))) + 1
        model = LogisticRegression(C=_LOGISTIC_C, max_iter=400, class_weight="balanced")
        model.fit(rows.multiply(rarity).tocsr(), [example.label for example in examples])
        coefficients = model.coef_ * rarity
        scale = np.abs(coefficients).max(axis=1) / _INT8
        weights.append(np.round(coefficients / scale[:, None]).astype(np.int8))
        if family in voting:
            order = {label: number for number, label in enumerate(model.classes_)}
            labels = np.asarray([order[example.label] for example in examples], dtype=np.uint8)
            _write(_postings(rows, rarity, labels), folder / NEIGHBOURS / family)
        meta[family] = {
            "begin": begin,
            "labels": [str(label) for label in model.classes_],
            "scale": [float(value) for value in scale],
            "bias": [float(value) for value in model.intercept_],
        }
        begin += len(scale)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / WEIGHTS, np.ascontiguousarray(np.concatenate(weights).T), allow_pickle=False)
    (folder / META).write_text(json.dumps(meta, ensure_ascii=False, indent=1), encoding="utf-8")


def _postings(
    rows: csr_matrix, rarity: NDArray[np.float64], labels: NDArray[np.uint8]
) -> dict[str, NDArray[np.generic]]:
    """The sentences as an inverted index; values are eight-bit shares of a sentence's length."""
    scaled = normalize(rows.multiply(rarity).tocsr()).tocsc()
    return {
        "starts": scaled.indptr.astype(np.int32),
        "rows": scaled.indices.astype(np.uint16),
        "values": np.round(scaled.data * _UINT8).astype(np.uint8),
        "labels": labels,
        "rarity": rarity.astype(np.float16),
    }


def _write(parts: Mapping[str, NDArray[np.generic]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in parts.items():
        np.save(folder / f"{name}.npy", part, allow_pickle=False)


def train_embedder(
    groups: Sequence[Example],
    pairs: Sequence[tuple[str, str]],
    titled: Sequence[tuple[str, str]],
    folder: Path,
    seed: int,
) -> None:
    """A StaticEmbedding by contrast: sentences of one label, paraphrases, and titles with their text come near."""
    torch.manual_seed(seed)
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(mode=True)
    shuffler = random.Random(seed)  # noqa: S311  (an order, not a secret)
    texts = [e.text for e in groups] + [t for pair in (*pairs, *titled) for t in pair]
    embedding = StaticEmbedding(_tokenizer(texts), embedding_dim=_DIMENSION)
    model = SentenceTransformer(modules=[embedding], device="cpu")
    optimiser = torch.optim.AdamW(model.parameters(), lr=_RATE)
    steps_ahead = _EPOCHS * (len(groups) + len(pairs) + len(titled)) // _BATCH + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=_RATE, total_steps=steps_ahead + _EPOCHS)
    for _ in range(_EPOCHS):
        for batch in _batches(groups, [*pairs, *titled], shuffler):
            optimiser.zero_grad()
            torch.autograd.backward(_loss(model, batch))
            optimiser.step()
            schedule.step()
    model.save(str(folder), create_model_card=False)


class _Pair(NamedTuple):
    label: str
    left: str
    right: str


def _batches(
    groups: Sequence[Example], pairs: Sequence[tuple[str, str]], shuffler: random.Random
) -> Iterator[list[_Pair]]:
    by_label: dict[str, list[str]] = {}
    for example in groups:
        by_label.setdefault(example.label, []).append(example.text)
    made = [_Pair(e.label, e.text, shuffler.choice(by_label[e.label])) for e in groups]
    made += [_Pair(f"pair{number}", left, right) for number, (left, right) in enumerate(pairs)]
    shuffler.shuffle(made)
    for start in range(0, len(made), _BATCH):
        yield made[start : start + _BATCH]


def _loss(model: SentenceTransformer, batch: Sequence[_Pair]) -> torch.Tensor:
    """Each left should find the rights of its own label among all rights of the batch (supervised contrast)."""
    left, right = (_encoded(model, [getattr(pair, side) for pair in batch]) for side in ("left", "right"))
    logits = _SCALE * left @ right.T
    same = torch.tensor([[a.label == b.label for b in batch] for a in batch])
    own = torch.logsumexp(logits.masked_fill(~same, float("-inf")), dim=1)
    return (torch.logsumexp(logits, dim=1) - own).mean()


def _encoded(model: SentenceTransformer, texts: Sequence[str]) -> torch.Tensor:
    vectors: torch.Tensor = model(model.preprocess([fold(text) for text in texts]))["sentence_embedding"]
    return torch.nn.functional.normalize(vectors, dim=1)


def _tokenizer(texts: Sequence[str]) -> Tokenizer:
    """Unigram pieces over folded text; Han runs and Latin words are cut apart first."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.Metaspace(prepend_scheme="never")]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=_VOCABULARY, special_tokens=["[UNK]"], unk_token="[UNK]")  # noqa: S106
    tokenizer.train_from_iterator((fold(text) for text in texts), trainer)
    return tokenizer


def _matrix(texts: Sequence[str]) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for text in texts:
        found = features(fold(text))
        columns.extend(found)
        values.extend(found.values())
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(texts), BUCKETS))
