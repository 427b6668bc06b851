"""A collection: passages with everything that leads to them, searched by words and by meaning.

Text, title and every ask of an item are entries of their own and lead to their passage (many vectors, one parent).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from advisor.language.folding import bare
from advisor.models.base import Lang
from advisor.models.search import Passage
from advisor.retrieval.embedding import Embedder
from advisor.retrieval.lexical import LexicalBroken, LexicalIndex
from advisor.retrieval.vectors import VectorBroken, VectorIndex

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Entry:
    """One indexed text and the passage it leads to; `passage` is None where it leads to the item as a whole."""

    id: str
    source_id: str
    text: str
    passage: int | None = None


@dataclass(frozen=True)
class Ranked:
    """What one index found: source ids best first, and the best passage of each by position."""

    sources: tuple[str, ...] = ()
    passages: Mapping[str, int] = field(default_factory=dict)


def entries_for(passages: Sequence[Passage], asks: Mapping[str, Sequence[str]]) -> list[Entry]:
    """The entries of these passages: title with text for each, title alone and asks for each source."""
    entries = [
        Entry(f"p{number}", passage.source_id, f"{passage.title}\n{passage.text}", number)
        for number, passage in enumerate(passages)
    ]
    titles = dict.fromkeys((passage.source_id, passage.title) for passage in passages)
    entries += [Entry(f"t{number}", source, title) for number, (source, title) in enumerate(titles)]
    spoken = [(source, ask) for source, said in asks.items() for ask in said]
    entries += [Entry(f"a{number}", source, ask) for number, (source, ask) in enumerate(spoken)]
    return entries


class Collection:
    """Passages and the indexes over them; a broken index is left out of the answer, not of the world."""

    def __init__(
        self,
        passages: Sequence[Passage],
        entries: Iterable[Entry],
        *,
        embedder: Embedder,
        lexical: LexicalIndex | None,
        vectors: VectorIndex | None,
    ) -> None:
        self.passages = tuple(passages)
        self._entries = {entry.id: entry for entry in entries}
        self._voiced = {bare(entry.text): entry.source_id for entry in self._entries.values() if entry.passage is None}
        self._embedder, self._lexical, self._vectors = embedder, lexical, vectors
        self._by_source: dict[tuple[str, Lang], list[int]] = {}
        for number, passage in enumerate(self.passages):
            self._by_source.setdefault((passage.source_id, passage.lang), []).append(number)

    def by_words(self, question: str, k: int) -> Ranked:
        """The sources the lexical index finds."""
        if self._lexical is None:
            return Ranked()
        try:
            return self._ranked(self._lexical.search(question, k))
        except LexicalBroken as error:
            log.error("lexical_index_broken", reason=type(error).__name__)
            self._lexical = None
            return Ranked()

    def by_meaning(self, question: str, k: int) -> Ranked:
        """The sources whose vectors lie nearest."""
        if self._vectors is None:
            return Ranked()
        try:
            vector = self._embedder.encode_query([question])[0]
            return self._ranked(self._vectors.query(vector, k))
        except VectorBroken as error:
            log.error("vector_index_broken", reason=type(error).__name__)
            self._vectors = None
            return Ranked()

    def voiced_as(self, question: str) -> str | None:
        """The source that has this very question among its asks or as its title."""
        return self._voiced.get(bare(question))

    def of_source(self, source_id: str, lang: Lang) -> list[int]:
        """The positions of a source's passages in one language, in reading order."""
        return self._by_source.get((source_id, lang), [])

    @property
    def broken(self) -> tuple[str, ...]:
        """The names of the indexes that do not answer."""
        parts = (("lexical", self._lexical), ("vectors", self._vectors))
        return tuple(name for name, part in parts if part is None)

    def _ranked(self, found: Sequence[tuple[str, float]]) -> Ranked:
        sources: dict[str, None] = {}
        best: dict[str, int] = {}
        for entry_id, _ in found:
            entry = self._entries.get(entry_id)
            if entry is None:
                continue
            sources.setdefault(entry.source_id)
            if entry.passage is not None:
                best.setdefault(entry.source_id, entry.passage)
        return Ranked(tuple(sources), best)
