"""Citing: one numbered list of the sources a reply rests on, each with a quotation that occurs in it."""

from collections.abc import Iterable, Mapping, Sequence

from advisor.language.folding import bare
from advisor.models.base import Lang
from advisor.models.search import Passage
from advisor.models.shared import Citation

# Long enough to recognise the passage, short enough to read beside the text.
_LONGEST_QUOTE = 160


class Sources:
    """All passages of the knowledge by source id and language."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._passages: dict[tuple[str, Lang], list[Passage]] = {}
        for passage in passages:
            self._passages.setdefault((passage.source_id, passage.lang), []).append(passage)

    def __len__(self) -> int:
        return sum(map(len, self._passages.values()))

    def of(self, source_id: str, lang: Lang) -> Sequence[Passage]:
        """The passages of one source in reading order; empty when there is no such source."""
        return self._passages.get((source_id, lang), [])

    def text(self, source_id: str, lang: Lang) -> str:
        """Everything one source says in one language."""
        return "\n".join(f"{passage.title}\n{passage.text}" for passage in self.of(source_id, lang))


class CitationBook:
    """Hands out the refs of one reply: a source is numbered when it is first cited and keeps its number."""

    def __init__(self, sources: Sources, lang: Lang) -> None:
        self._sources, self._lang = sources, lang
        self._cited: dict[str, Citation] = {}

    def cite(self, source_id: str, said: str | None = None) -> tuple[str, ...]:
        """The ref of this source, as a one-tuple; empty when there is no such source.

        `said` is quoted when it occurs in the source, else the source's first line is.
        """
        if source_id not in self._cited:
            passages = self._sources.of(source_id, self._lang)
            if not passages:
                return ()
            self._cited[source_id] = _citation(str(len(self._cited) + 1), passages, said)
        return (self._cited[source_id].ref,)

    def citations(self) -> tuple[Citation, ...]:
        """Every citation so far, in order of their refs."""
        return tuple(self._cited.values())

    def texts(self) -> Mapping[str, str]:
        """The full text of each cited source, for the grounding check."""
        return {source_id: self._sources.text(source_id, self._lang) for source_id in self._cited}


def _citation(ref: str, passages: Sequence[Passage], said: str | None) -> Citation:
    passage, quote = passages[0], passages[0].text.splitlines()[0]
    if said:
        wanted = bare(said)
        for candidate in passages:
            if wanted in bare(candidate.text):
                passage, quote = candidate, said
                break
    return Citation(
        ref=ref,
        source_id=passage.source_id,
        title=passage.title,
        section=passage.section,
        quote=_shortened(quote),
        kind=passage.kind,
        url=passage.url,
    )


def _shortened(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip()
