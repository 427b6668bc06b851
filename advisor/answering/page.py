"""The page of an answer: blocks in reading order, some of which may be left out for length.

Blocks about risks, plays and outside facts are written here alone, whoever composes the rest.
"""

from collections.abc import Iterable, Sequence

from advisor.answering.context import AnswerContext
from advisor.corpus.passages import source_id
from advisor.corpus.sources import CitationBook
from advisor.guardrails.grounding import Claim, ground
from advisor.language.measure import length
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.knowledge import Faq, Teaching
from advisor.models.shared import Provenance

# The contract's limits: characters in Chinese, words in English.
LONGEST: dict[Lang, int] = {"zh": 800, "en": 450}


class Page:
    """One answer as it grows."""

    def __init__(self, context: AnswerContext) -> None:
        self.context = context
        self.book = CitationBook(context.sources, context.lang)
        self._blocks: list[tuple[str, tuple[str, ...], bool]] = []

    def add(self, text: str, refs: tuple[str, ...], *, optional: bool = False) -> None:
        """A block that stands, or that may be left out when the answer gets too long."""
        self._blocks.append((text, refs, optional))

    def say(self, key: str, text: str, refs: tuple[str, ...], *, optional: bool = False) -> None:
        """A block that begins with a phrase of the catalogue."""
        self.add(f"{self.context.say(f'answer.{key}', text=text)} {marks(refs)}", refs, optional=optional)

    def numbered(self, steps: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """A numbered list, each step with its marks."""
        lines = list(steps)
        written = [f"{number}. {text} {marks(refs)}" for number, (text, refs) in enumerate(lines, start=1)]
        self.add("\n".join(written), tuple(dict.fromkeys(ref for _, refs in lines for ref in refs)))

    def answer(
        self, provenance: Provenance, *, steps: Sequence[str], avoid: Sequence[str], follow_ups: Sequence[str]
    ) -> Answer:
        """The answer of this page, within the limit, with the citations it uses and its grounding."""
        kept = self._within(LONGEST[self.context.lang])
        used = {ref for _, refs in kept for ref in refs}
        citations = tuple(citation for citation in self.book.citations() if citation.ref in used)
        claims = [Claim(block, refs) for block, refs in kept]
        return Answer(
            id=self.context.answer_id,
            lang=self.context.lang,
            answer="\n\n".join(block for block, _ in kept),
            steps=tuple(steps),
            avoid=tuple(avoid),
            follow_ups=tuple(follow_ups),
            diagnosis=self.context.diagnosis,
            citations=citations,
            grounding=ground(claims, citations, self.book.texts(), request=self.context.question),
            provenance=provenance,
        )

    def _within(self, limit: int) -> list[tuple[str, tuple[str, ...]]]:
        """The blocks that fit: optional ones are dropped from the end until they do."""
        kept = list(self._blocks)
        while length("\n\n".join(text for text, _, _ in kept), self.context.lang) > limit:
            droppable = [i for i, (_, _, optional) in enumerate(kept) if optional]
            if not droppable:
                break
            del kept[droppable[-1]]
        return [(text, refs) for text, refs, _ in kept]


def marks(refs: Sequence[str]) -> str:
    """The [n] marks of these refs."""
    return "".join(f"[{ref}]" for ref in refs)


def id_of(teaching: Teaching) -> str:
    """The source id of an item that answers."""
    return source_id("faq" if isinstance(teaching, Faq) else "guidance", teaching.id)


def add_risk(page: Page) -> None:
    """The boundary of the first sensitive subject the question touches; it is never left out for length."""
    if page.context.diagnosis.risk_flags:
        flag = page.context.diagnosis.risk_flags[0]
        page.say("risk", flag.advice, page.book.cite(source_id("risks", flag.id), flag.advice))


def add_department(page: Page, teaching: Teaching) -> None:
    """How it changes here: the item's own note for this department, else the ask in the department's words."""
    context, lang, book = page.context, page.context.lang, page.book
    department = context.department
    if department is None:
        return
    name = department.name.in_(lang)
    note = next((each for each in teaching.tailoring if each.department == department.id), None)
    if note is not None:
        refs = book.cite(id_of(teaching))
        said = context.say("answer.tailored", department=name, text=note.text.in_(lang))
        page.add(f"{said} {marks(refs)}", refs)
    process = context.diagnosis.process.id
    fitting = [each for each in department.reframings if each.process == process] or list(department.reframings[:1])
    words = fitting[0].theirs.in_(lang)
    refs = book.cite(source_id("departments", department.id), words)
    said = context.say("answer.in_their_words", department=name, text=words, moment=department.contact.best.in_(lang))
    page.add(f"{said} {marks(refs)}", refs, optional=note is not None)


def add_play(page: Page) -> None:
    """A way to do it, by name."""
    if page.context.plays:
        play, lang = page.context.plays[0], page.context.lang
        refs = page.book.cite(source_id("plays", play.id), play.summary.in_(lang))
        said = page.context.say("answer.play", name=play.name.in_(lang), text=play.summary.in_(lang))
        page.add(f"{said} {marks(refs)}", refs, optional=True)


def add_evidence(page: Page, teaching: Teaching) -> None:
    """At most one outside fact, worded by how far it can be trusted, with its counter-evidence."""
    context = page.context
    for source in teaching.sources:
        evidence = context.knowledge.evidence.get(source)
        if evidence is None or evidence.tier not in {"A", "B", "C"}:
            continue
        together = [evidence, *(context.knowledge.evidence[other] for other in evidence.with_)]
        refs = tuple(ref for each in together for ref in page.book.cite(source_id("evidence", each.id)))
        claims = " ".join(each.claim.in_(context.lang) for each in together)
        said = context.say(f"evidence.{evidence.tier}", claim=claims)
        page.add(f"{said} {marks(refs)}", refs, optional=True)
        return
