"""Chroma as a vector index. The only file that knows chromadb, which is imported when a store is opened.

Chroma is a cache that one process may hold: two writers on one folder lose vectors in silence, and a killed writer can
leave a store that counts but never answers. So the folder is locked, marked while open, thrown away when the mark was
left behind, and believed only after it has answered a query.
"""

import fcntl
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from advisor.retrieval.embedding import Vectors
from advisor.retrieval.vectors import VectorBroken, as_score

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

# Chroma's own limit is 5,461 rows a call on this build; smaller batches cost nothing.
_BATCH = 4000


class ChromaHeld(Exception):
    """Another process holds this store."""


class ChromaStore:
    """One Chroma folder, held by this process until `close`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._mark = folder / "open"
        self._lock = _hold(folder / "lock")
        self._data = folder / "data"
        if self._mark.exists():
            shutil.rmtree(self._data, ignore_errors=True)
        self._mark.touch()
        self._client = self._opened()

    def collection(self, name: str) -> "ChromaVectors":
        """The collection of that name, made when it is missing."""
        try:
            made = self._client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        except Exception as error:
            raise VectorBroken(str(error)) from error
        return ChromaVectors(made)

    def drop_others(self, keep: Sequence[str], prefix: str) -> None:
        """Delete collections with this prefix that are not to be kept."""
        for found in self._client.list_collections():
            if found.name.startswith(prefix) and found.name not in keep:
                self._client.delete_collection(found.name)

    def start_over(self) -> None:
        """Set what is there aside and begin with an empty store."""
        self._client.clear_system_cache()
        quarantine = self._data.with_name("quarantine")
        shutil.rmtree(quarantine, ignore_errors=True)
        if self._data.exists():
            self._data.rename(quarantine)
        self._client = self._opened()

    def close(self) -> None:
        """Let the folder go; the mark is taken away only here."""
        self._client.clear_system_cache()
        self._mark.unlink(missing_ok=True)
        self._lock.close()

    def _opened(self) -> "ClientAPI":
        import chromadb
        from chromadb.config import Settings

        try:
            return chromadb.PersistentClient(path=str(self._data), settings=Settings(anonymized_telemetry=False))
        except Exception as error:  # chromadb raises its own, Rust's and SQLite's errors without a common base
            raise VectorBroken(str(error)) from error


class ChromaVectors:
    """One collection as a VectorIndex."""

    def __init__(self, collection: "Collection") -> None:
        self._collection = collection

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Upsert in batches."""
        for start in range(0, len(ids), _BATCH):
            batch: Any = vectors[start : start + _BATCH]
            self._call("upsert", ids=list(ids[start : start + _BATCH]), embeddings=batch)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete in batches."""
        for start in range(0, len(ids), _BATCH):
            self._call("delete", ids=list(ids[start : start + _BATCH]))

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Nearest by HNSW; never with a `where`, which scans the whole database."""
        if k < 1 or not np.any(vector):
            return []
        found = self._call("query", query_embeddings=[vector], n_results=k, include=["distances"])
        return [
            (entry, as_score(1.0 - distance))
            for entry, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def count(self) -> int:
        """What the collection says it holds."""
        return int(self._call("count"))

    def _call(self, method: str, **arguments: Any) -> Any:
        try:
            return getattr(self._collection, method)(**arguments)
        except Exception as error:  # see ChromaStore._opened
            raise VectorBroken(str(error)) from error


def _hold(path: Path) -> TextIO:
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise ChromaHeld(str(path)) from error
    return lock
