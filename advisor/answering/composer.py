"""The playbook answer: one sentence that answers, then what to do, in this department's words, then what to avoid.

Composed from one FAQ or guidance item, the friction's first move, a play and the department's profile; never a dump of
passages. When nothing in the material fits, it says so and invents nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from advisor.corpus.evidence import telling, worded
from advisor.corpus.knowledge import Knowledge
from advisor.corpus.passages import source_id
from advisor.corpus.sources import CitationBook, Sources
from advisor.guardrails.counterweights import called_for
from advisor.guardrails.grounding import Claim, ground
from advisor.language.measure import length
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.knowledge import Department, Faq, Friction, Play, Teaching
from advisor.models.shared import Diagnosis, Provenance
from advisor.texts.catalogue import Catalogue

# The contract's limits: characters in Chinese, words in English.
LONGEST: dict[Lang, int] = {"zh": 800, "en": 450}
# Two boundaries can be kept in mind while acting; a third goes to counsel with the file.
_MOST_RISKS = 2


@dataclass(frozen=True)
class AnswerContext:
    """One question with everything a composer may look at."""

    answer_id: str
    created_at: datetime
    lang: Lang
    question: str
    diagnosis: Diagnosis
    knowledge: Knowledge
    sources: Sources
    catalogue: Catalogue
    # FAQ and guidance items that answer the question, best first; empty when none does.
    teachings: tuple[Teaching, ...] = ()
    plays: tuple[Play, ...] = ()

    @property
    def department(self) -> Department | None:
        """The department's profile, when it is known."""
        return self.knowledge.departments.get(self.diagnosis.department.id or "")

    @property
    def friction(self) -> Friction | None:
        """The strongest friction."""
        found = self.diagnosis.frictions
        return self.knowledge.frictions[found[0].id] if found else None

    def say(self, key: str, **values: object) -> str:
        """A message of the catalogue in the answer's language."""
        return self.catalogue.say(self.lang, key, **values)


class AnswerComposer(Protocol):
    """Makes an answer from a context."""

    def compose(self, context: AnswerContext) -> Answer:
        """The answer; always within the length limit, always grounded or saying that it is not."""
        ...


@dataclass
class _Page:
    """The answer as it grows: blocks that must stand and blocks that may be left out when it gets too long."""

    blocks: list[tuple[str, tuple[str, ...], bool]] = field(default_factory=list)

    def add(self, text: str, refs: tuple[str, ...], *, optional: bool = False) -> None:
        self.blocks.append((text, refs, optional))

    def within(self, limit: int, lang: Lang) -> list[tuple[str, tuple[str, ...]]]:
        """The blocks that fit: optional ones are dropped from the end until they do."""
        kept = list(self.blocks)
        while length("\n\n".join(text for text, _, _ in kept), lang) > limit:
            droppable = [i for i, (_, _, optional) in enumerate(kept) if optional]
            if not droppable:
                break
            del kept[droppable[-1]]
        return [(text, refs) for text, refs, _ in kept]


class PlaybookAnswerer:
    """Composes answers from the knowledge alone. Pure: the same context gives the same answer."""

    def compose(self, context: AnswerContext) -> Answer:
        """The answer of this context."""
        if not context.teachings:
            return self._nothing(context)
        teaching, lang = context.teachings[0], context.lang
        book = CitationBook(context.sources, lang)
        own = book.cite(_source(teaching), teaching.conclusion.in_(lang))
        page = _Page()
        page.add(f"**{teaching.conclusion.in_(lang)}** {marks(own)}", own)
        if teaching.ask_first:
            page.add(_line(context, "ask_first", teaching.ask_first[0].in_(lang), own), own, optional=True)
        steps = [text.in_(lang) for text in teaching.steps]
        numbered = [f"{number}. {step} {marks(own)}" for number, step in enumerate(steps, start=1)]
        page.add("\n".join(numbered), own)
        _add_risk(page, context, book)
        _add_department(page, context, teaching, book)
        avoid = [text.in_(lang) for text in teaching.avoid]
        page.add(_line(context, "avoid", context.say("answer.join").join(avoid[:2]), own), own)
        _add_counterweights(page, context, teaching, book)
        _add_play(page, context, book)
        _add_evidence(page, context, teaching, book)
        kept = page.within(LONGEST[lang], lang)
        text = "\n\n".join(block for block, _ in kept)
        used = {ref for _, refs in kept for ref in refs}
        citations = tuple(citation for citation in book.citations() if citation.ref in used)
        grounding = ground(
            [Claim(block, refs) for block, refs in kept], citations, book.texts(), request=context.question
        )
        return Answer(
            id=context.answer_id,
            lang=lang,
            answer=text,
            steps=tuple(steps),
            avoid=tuple(avoid),
            follow_ups=tuple(each.in_(lang) for each in teaching.follow_ups),
            diagnosis=context.diagnosis,
            citations=citations,
            grounding=grounding,
            provenance=_provenance(context),
        )

    def _nothing(self, context: AnswerContext) -> Answer:
        return Answer(
            id=context.answer_id,
            lang=context.lang,
            answer=context.say("answer.not_in_material"),
            follow_ups=tuple(text.in_(context.lang) for text in context.catalogue.group("answer.instead").values()),
            diagnosis=context.diagnosis,
            grounding=ground([], [], {}, request=context.question),
            provenance=_provenance(context),
        )


def marks(refs: Sequence[str]) -> str:
    """The [n] marks of these refs."""
    return "".join(f"[{ref}]" for ref in refs)


def _source(teaching: Teaching) -> str:
    return source_id("faq" if isinstance(teaching, Faq) else "guidance", teaching.id)


def _line(context: AnswerContext, key: str, text: str, refs: tuple[str, ...]) -> str:
    return f"{context.say(f'answer.{key}', text=text)} {marks(refs)}"


def _add_risk(page: _Page, context: AnswerContext, book: CitationBook) -> None:
    """The boundaries of the sensitive subjects the question touches; the first is never left out for length."""
    for number, flag in enumerate(context.diagnosis.risk_flags[:_MOST_RISKS]):
        refs = book.cite(source_id("risks", flag.id), flag.advice)
        page.add(_line(context, "risk", flag.advice, refs), refs, optional=number > 0)


def _add_department(page: _Page, context: AnswerContext, teaching: Teaching, book: CitationBook) -> None:
    """How it changes here: the item's own note for this department, the ask in its words, the moment to talk."""
    department, lang = context.department, context.lang
    if department is None:
        return
    name = department.name.in_(lang)
    note = next((each for each in teaching.tailoring if each.department == department.id), None)
    if note is not None:
        refs = book.cite(_source(teaching))
        said = context.say("answer.tailored", department=name, text=note.text.in_(lang))
        page.add(f"{said} {marks(refs)}", refs)
    process = context.diagnosis.process.id
    words = next((each.theirs.in_(lang) for each in department.reframings if each.process == process), None)
    moment = department.contact.best.in_(lang)
    refs = book.cite(source_id("departments", department.id), words or moment)
    key = "in_their_words" if words else "moment"
    said = context.say(f"answer.{key}", department=name, text=words, moment=moment)
    page.add(f"{said} {marks(refs)}", refs, optional=note is not None)


def _add_counterweights(page: _Page, context: AnswerContext, teaching: Teaching, book: CitationBook) -> None:
    """What speaks against a subject that the question or the answer so far touches; never left out for length.

    An item that rests on this very evidence has told it in its own words; then it is only cited.
    """
    texts = [context.question, *(text for text, _, _ in page.blocks)]
    for row in called_for(context.knowledge.counterweights, texts):
        refs = book.cite(source_id("counterweights", row.id), row.note.in_(context.lang))
        refs += tuple(ref for each in row.evidence for ref in book.cite(source_id("evidence", each)))
        told = set(row.evidence) <= set(teaching.sources)
        key = "counterweight_told" if told else "counterweight"
        page.add(_line(context, key, row.note.in_(context.lang), refs), refs)


def _add_play(page: _Page, context: AnswerContext, book: CitationBook) -> None:
    if context.plays:
        play, lang = context.plays[0], context.lang
        refs = book.cite(source_id("plays", play.id), play.summary.in_(lang))
        said = context.say("answer.play", name=play.name.in_(lang), text=play.summary.in_(lang))
        page.add(f"{said} {marks(refs)}", refs, optional=True)


def _add_evidence(page: _Page, context: AnswerContext, teaching: Teaching, book: CitationBook) -> None:
    """One outside finding, worded by how far it can be trusted; its counter-evidence follows or both are left out.

    Each stands in a paragraph of its own, so that none holds the figures of two.
    """
    said: list[str] = []
    refs: tuple[str, ...] = ()
    for evidence in telling(context.knowledge.evidence, teaching.sources):
        ref = book.cite(source_id("evidence", evidence.id))
        said.append(f"{worded(evidence, context.created_at.date(), context.lang, context.say)} {marks(ref)}")
        refs += ref
    if said:
        page.add("\n\n".join(said), refs, optional=True)


def _provenance(context: AnswerContext) -> Provenance:
    return Provenance(engine="playbook", knowledge_version=context.knowledge.version, created_at=context.created_at)
