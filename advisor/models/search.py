"""Passages: what is indexed and cited; hits: what a search returns."""

from advisor.models.base import Frozen, Lang
from advisor.models.shared import SourceKind


class Passage(Frozen):
    """One citable piece of a source in one language. `source_id` is stable across re-indexing."""

    source_id: str
    kind: SourceKind
    lang: Lang
    title: str
    section: str
    text: str
    url: str | None = None
    departments: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()


class Hit(Frozen):
    """A passage that was found; `score` lies in 0..1, higher is better."""

    source_id: str
    kind: SourceKind
    title: str
    section: str
    text: str
    score: float
    url: str | None


class SearchResult(Frozen):
    """Hits, best first, and the time it took in milliseconds."""

    hits: tuple[Hit, ...]
    took_ms: float
