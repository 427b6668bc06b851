"""The indexes on disk: caches with a fingerprint, checked with a real query, rebuilt when stale or broken.

Losing them loses time, never data. Where the disk cannot be written the same indexes are built in memory, and `notes`
says so.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import structlog

from advisor.models.search import Passage
from advisor.retrieval.chroma import ChromaStore
from advisor.retrieval.collection import Collection, Entry, entries_for
from advisor.retrieval.embedding import Embedder, Vectors
from advisor.retrieval.lexical import LexicalBroken, LexicalIndex
from advisor.retrieval.vectors import ExactVectors, VectorBroken, VectorIndex

log = structlog.get_logger(__name__)

# Raised when the way entries are made or cut changes, so that older caches are rebuilt.
_LAYOUT = 1
_READY = "ready.json"


class IndexCache:
    """Opens or builds the indexes of collections under one folder (None: in memory only)."""

    def __init__(self, folder: Path | None, embedder: Embedder, store: ChromaStore | None = None) -> None:
        self._folder, self._embedder, self._store = folder, embedder, store
        self.notes: list[str] = []

    def collection(
        self, name: str, version: str, passages: Sequence[Passage], asks: Mapping[str, Sequence[str]]
    ) -> Collection:
        """The collection of these passages, from the cache when it still fits and answers."""
        entries = entries_for(passages, asks)
        key = hashlib.sha256(f"{_LAYOUT} {version} {self._embedder.name}".encode()).hexdigest()[:16]
        lexical, rows = self._opened(name, key, entries) or self._built(name, key, entries)
        vectors = self._vectors(f"{name}-{key}", name, [entry.id for entry in entries], rows)
        return Collection(passages, entries, embedder=self._embedder, lexical=lexical, vectors=vectors)

    def _opened(self, name: str, key: str, entries: Sequence[Entry]) -> tuple[LexicalIndex, Vectors] | None:
        folder = self._folder / name / key if self._folder else None
        if folder is None or not folder.exists():
            return None
        try:
            ready = json.loads((folder / _READY).read_text(encoding="utf-8"))
            rows: Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
            lexical = LexicalIndex(folder / "lexical")
            if ready["entries"] == len(entries) == len(rows) == lexical.count() and _answers(lexical, entries):
                return lexical, rows
            reason = "incomplete"
        except (OSError, ValueError, KeyError, LexicalBroken) as error:
            reason = type(error).__name__
        log.warning("index_rebuilt", index=name, reason=reason)
        self.notes.append("index_rebuilt")
        self._set_aside(folder)
        return None

    def _built(self, name: str, key: str, entries: Sequence[Entry]) -> tuple[LexicalIndex, Vectors]:
        rows = self._embedder.encode_document([entry.text for entry in entries])
        try:
            if self._folder is not None:
                return self._written(self._folder / name, key, entries, rows), rows
        except (OSError, LexicalBroken) as error:
            log.warning("index_in_memory", index=name, reason=type(error).__name__)
            self.notes.append("index_in_memory")
        lexical = LexicalIndex()
        lexical.add((entry.id, entry.text) for entry in entries)
        return lexical, rows

    def _written(self, home: Path, key: str, entries: Sequence[Entry], rows: Vectors) -> LexicalIndex:
        """Build beside and move into place whole, so that a killed build is never taken for an index."""
        home.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix="building-", dir=home))
        LexicalIndex(building / "lexical").add((entry.id, entry.text) for entry in entries)
        np.save(building / "vectors.npy", rows)
        (building / _READY).write_text(json.dumps({"entries": len(entries)}), encoding="utf-8")
        for old in home.iterdir():
            if old != building:
                shutil.rmtree(old, ignore_errors=True)
        building.replace(home / key)
        return LexicalIndex(home / key / "lexical")

    def _set_aside(self, folder: Path) -> None:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            log.warning("index_not_removed", reason=type(error).__name__)

    def _vectors(self, full_name: str, name: str, ids: Sequence[str], rows: Vectors) -> VectorIndex:
        """In Chroma where this process holds it and it answers, else exact over the same rows."""
        if self._store is not None:
            for attempt in ("opened", "started over"):
                try:
                    if attempt == "started over":
                        self._store.start_over()
                    return _filled(self._store, full_name, name, ids, rows)
                except VectorBroken as error:
                    log.error("chroma_broken", attempt=attempt, reason=type(error).__name__)
            self.notes.append("chroma_broken")
        return ExactVectors(ids, np.asarray(rows))


def _filled(store: ChromaStore, full_name: str, name: str, ids: Sequence[str], rows: Vectors) -> VectorIndex:
    store.drop_others([full_name], prefix=f"{name}-")
    vectors = store.collection(full_name)
    if vectors.count() != len(ids):
        vectors.add(ids, np.asarray(rows))
    if ids and not vectors.query(np.asarray(rows[0]), 1):
        raise VectorBroken("no answer to a known vector")
    return vectors


def _answers(lexical: LexicalIndex, entries: Sequence[Entry]) -> bool:
    return not entries or bool(lexical.search(entries[0].text, 1))
