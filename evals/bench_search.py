"""Search over many synthetic passages: ours beside LangChain's EnsembleRetriever(BM25Retriever + Chroma).

Both sides get the same passages, the same embedder, the same terms and the same questions, in one process.
"""

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TypeVar

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import Chroma
from langchain_core.embeddings import Embeddings

from advisor.models.search import Passage
from advisor.retrieval.cache import IndexCache
from advisor.retrieval.chroma import ChromaStore
from advisor.retrieval.embedding import StaticEmbedder
from advisor.retrieval.retriever import HybridRetriever
from advisor.retrieval.tokens import terms
from advisor.settings import Settings
from evals.timing import milliseconds, spread
from evals.utterances import utterances
from evals.voices import voices

_SEED, _SENTENCES, _K = 11, 4, 8
_OURS, _THEIRS = 200, 40
_BATCH = 4000
Made = TypeVar("Made")


class _Adapter(Embeddings):
    """Our embedder as LangChain sees one."""

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return [[float(x) for x in row] for row in self._embedder.encode_document(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


def compare_search(count: int) -> list[tuple[str, str, str]]:
    """Build and query both, and how they compare."""
    texts = _synthetic(count)
    questions = [u.text for u in utterances("topic", "dev")]
    embedder = StaticEmbedder(Settings().model_dir)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, our_build = _timed(lambda: _ours(texts, folder / "ours", embedder))
        theirs, their_build = _timed(lambda: _theirs(texts, folder / "theirs", embedder))
        our_times = milliseconds(lambda question: ours.search(question, _K), questions[:_OURS])
        their_times = milliseconds(theirs.invoke, questions[:_THEIRS])
    ratio = median(their_times) / median(our_times)
    return [
        (f"search over {count:,} passages, p50 / p95", spread(our_times), "15 ms"),
        ("  LangChain EnsembleRetriever, p50 / p95", spread(their_times), ""),
        ("  ours is faster by a factor of (p50)", f"{ratio:.1f}", ""),
        ("  build, ours / LangChain", f"{our_build:.0f} / {their_build:.0f} s", ""),
    ]


def _synthetic(count: int) -> list[str]:
    """Passages made by shuffling training sentences; latencies carry over, relevance does not."""
    chance = random.Random(_SEED)  # noqa: S311  (an order, not a secret)
    sentences = [v.text for family in ("friction", "topic") for v in voices(family)]
    return ["。".join(chance.sample(sentences, _SENTENCES)) for _ in range(count)]


def _ours(texts: Sequence[str], folder: Path, embedder: StaticEmbedder) -> HybridRetriever:
    passages = [
        Passage(source_id=f"document/{n}", kind="document", lang="zh", title=str(n), section="", text=text)
        for n, text in enumerate(texts)
    ]
    cache = IndexCache(folder, embedder, ChromaStore(folder / "chroma"))
    return HybridRetriever([cache.collection("synthetic", "bench", passages, {})])


def _theirs(texts: Sequence[str], folder: Path, embedder: StaticEmbedder) -> EnsembleRetriever:
    words = BM25Retriever.from_texts(list(texts), preprocess_func=terms, k=_K)
    store = Chroma(persist_directory=str(folder), embedding_function=_Adapter(embedder))
    for start in range(0, len(texts), _BATCH):
        store.add_texts(list(texts[start : start + _BATCH]))
    meaning = store.as_retriever(search_kwargs={"k": _K})
    return EnsembleRetriever(retrievers=[words, meaning], weights=[0.5, 0.5])


def _timed(work: Callable[[], Made]) -> tuple[Made, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began
