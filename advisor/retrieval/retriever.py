"""The hybrid retriever: words and meaning fused by rank, a learned estimate beside them, filtered in our own code.

A backend's filter costs more than looking a little further and filtering here. One hit per source. A look is taken once
per request; every question about it (best guidance, nearest frictions, nearest plays) is asked of the same look.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as Some
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from itertools import islice
from time import perf_counter

from advisor.language.detection import language_of
from advisor.models.base import Lang
from advisor.models.search import Hit, Passage, SearchResult
from advisor.retrieval.collection import Collection, Ranked
from advisor.retrieval.fusion import fuse

# How far to look before filtering; enough for the rarest kind at k = 50.
_LOOK = 200
# How much the learned estimate counts beside the two rankings together, and what the rankings alone are worth for a
# company's own item, which was never learned: behind what is likely, before what is not. Chosen on the dev split.
_LEARNED, _OWN = 12.0, 0.17

Suggest = Callable[[str], Mapping[str, float]]


@dataclass(frozen=True)
class Filters:
    """What a hit must be; None and () let everything through.

    `department` and `process` leave out passages written for another one; `prefixes` keeps source ids that begin so.
    """

    kinds: Some[str] | None = None
    department: str | None = None
    process: str | None = None
    prefixes: tuple[str, ...] = ()

    def possible(self, source: str) -> bool:
        """Whether a source may be a hit by its id alone."""
        return source.startswith(self.prefixes or "")

    def fits(self, passage: Passage) -> bool:
        """Whether a source that is possible and whose first passage is this one may be a hit."""
        if self.kinds and passage.kind not in self.kinds:
            return False
        if self.department and passage.departments and self.department not in passage.departments:
            return False
        return not (self.process and passage.processes and self.process not in passage.processes)


@dataclass(frozen=True)
class _Seen:
    """One collection's rankings for one query."""

    collection: Collection
    words: Ranked
    meaning: Ranked
    learned: Mapping[str, float]
    # The source one of whose asks is this very query, if any: then there is nothing to weigh.
    exact: str | None

    def scores(self, lang: Lang, filters: Filters) -> Mapping[str, float]:
        """How well each source that fits was found, 0..1."""

        @cache
        def wanted(source: str) -> bool:
            # An id tells in no time that a source is out of the question; only the others are looked at.
            if not filters.possible(source):
                return False
            numbers = self.collection.of_source(source, lang)
            return bool(numbers) and filters.fits(self.collection.passages[numbers[0]])

        kept = [[source for source in ranking.sources if wanted(source)] for ranking in (self.words, self.meaning)]
        found = fuse([ranking for ranking in kept if ranking])
        scores = self._with_estimate(found, {s: p for s, p in self.learned.items() if wanted(s)})
        if self.exact is not None and wanted(self.exact):
            return {**scores, self.exact: 1.0}
        return scores

    def hit(self, source: str, lang: Lang, score: float) -> Hit:
        """A source as a hit, with its best passage."""
        passage = self._best_passage(source, lang)
        return Hit(
            source_id=passage.source_id,
            kind=passage.kind,
            title=passage.title,
            section=passage.section,
            text=passage.text,
            score=round(score, 4),
            url=passage.url,
        )

    def _with_estimate(self, found: Mapping[str, float], learned: Mapping[str, float]) -> Mapping[str, float]:
        """Rank fusion and estimate as one score in 0..1."""
        if not self.learned:
            return found
        kinds = {source.partition("/")[0] for source in self.learned}
        scores = {s: (share + _LEARNED * learned.get(s, 0.0)) / (1.0 + _LEARNED) for s, share in found.items()}
        own = {s: _OWN * share for s, share in found.items() if s not in learned and s.partition("/")[0] in kinds}
        return {s: _LEARNED * share / (1.0 + _LEARNED) for s, share in learned.items()} | scores | own

    def _best_passage(self, source: str, lang: Lang) -> Passage:
        own = self.collection.of_source(source, lang)
        for best in (self.words.passages, self.meaning.passages):
            number = best.get(source)
            if number is not None and number in own:
                return self.collection.passages[number]
        return self.collection.passages[own[0]]


@dataclass(frozen=True)
class Look:
    """What one look at all collections found, to be asked for hits of several kinds."""

    lang: Lang
    seen: tuple[_Seen, ...]

    def hits(self, k: int, filters: Filters = Filters()) -> tuple[Hit, ...]:
        """The best `k` hits that fit, one per source, each with its best passage."""
        return tuple(seen.hit(source, self.lang, score) for score, source, seen in self._best(k, filters))

    def ranked(self, k: int, filters: Filters = Filters()) -> tuple[tuple[str, float], ...]:
        """The ids of the best `k` sources that fit and how well each was found, 0..1: `hits` without their passages."""
        return tuple((source, score) for score, source, _ in self._best(k, filters))

    def nearest(self, prefix: str, k: int) -> tuple[str, ...]:
        """The ids, without their prefix, of the `k` sources that begin so and lie nearest in meaning."""
        found = (source for seen in self.seen for source in seen.meaning.sources if source.startswith(prefix))
        return tuple(source.removeprefix(prefix) for source in islice(found, k))

    def _best(self, k: int, filters: Filters) -> list[tuple[float, str, _Seen]]:
        scored = [
            (score, source, seen) for seen in self.seen for source, score in seen.scores(self.lang, filters).items()
        ]
        return nlargest(k, scored, key=lambda one: one[0])


def nothing(_: str) -> Mapping[str, float]:
    """The learned estimate of a retriever that has none."""
    return {}


class HybridRetriever:
    """Search over several collections, the shared one first."""

    def __init__(self, collections: Sequence[Collection], suggest: Suggest = nothing) -> None:
        self._collections = tuple(collections)
        self._suggest = suggest

    def look(self, query: str, lang: Lang | None = None) -> Look:
        """Look once at every collection, by words, by meaning and by learned examples."""
        learned = self._suggest(query)
        seen = tuple(
            _Seen(
                collection,
                collection.by_words(query, _LOOK),
                collection.by_meaning(query, _LOOK),
                learned,
                collection.voiced_as(query),
            )
            for collection in self._collections
        )
        return Look(lang or language_of(query), seen)

    def search(self, query: str, k: int = 8, filters: Filters = Filters(), lang: Lang | None = None) -> SearchResult:
        """The best `k` sources for `query`, each with its best passage in `lang` (the query's own when None)."""
        began = perf_counter()
        hits = self.look(query, lang).hits(k, filters)
        return SearchResult(hits=hits, took_ms=round((perf_counter() - began) * 1000, 2))

    @property
    def broken(self) -> tuple[str, ...]:
        """The names of indexes that do not answer, over all collections."""
        return tuple(sorted({name for collection in self._collections for name in collection.broken}))
