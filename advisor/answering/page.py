"""The page of an answer: blocks in reading order, some of which may be left out for length.

Blocks about risks, plays and outside facts are written here alone, whoever composes the rest.
"""

from collections.abc import Iterable, Sequence

from advisor.answering.context import AnswerContext
from advisor.corpus.evidence import telling, worded
from advisor.corpus.passages import source_id
from advisor.corpus.sources import CitationBook
from advisor.guardrails.counterweights import called_for
from advisor.guardrails.grounding import Claim, ground
from advisor.language.measure import length
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.knowledge import Faq, Teaching
from advisor.models.shared import Provenance

# The contract's limits: characters in Chinese, words in English.
LONGEST: dict[Lang, int] = {"zh": 800, "en": 450}
# Two boundaries can be kept in mind while acting; a third goes to counsel with the file.
_MOST_RISKS = 2


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

    @property
    def texts(self) -> list[str]:
        """What is written so far."""
        return [text for text, _, _ in self._blocks]

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
    """The boundaries of the sensitive subjects the question touches; the first is never left out for length."""
    for number, flag in enumerate(page.context.diagnosis.risk_flags[:_MOST_RISKS]):
        page.say("risk", flag.advice, page.book.cite(source_id("risks", flag.id), flag.advice), optional=number > 0)


def add_department(page: Page, teaching: Teaching) -> None:
    """How it changes here: the item's own note, the ask in its words or else what it is out for, the moment to talk."""
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
    words = next((each.theirs.in_(lang) for each in department.reframings if each.process == process), None)
    moment = department.contact.best.in_(lang)
    goal = department.goals[0].in_(lang)
    refs = book.cite(source_id("departments", department.id), words or goal)
    key = "in_their_words" if words else "goal"
    said = context.say(f"answer.{key}", department=name, text=words, goal=goal, moment=moment)
    page.add(f"{said} {marks(refs)}", refs, optional=note is not None)


def add_counterweights(page: Page, teaching: Teaching) -> None:
    """What speaks against a subject that the question or the answer so far touches; never left out for length.

    An item that rests on this very evidence has told it in its own words; then it is only cited.
    """
    context = page.context
    for row in called_for(context.knowledge.counterweights, [context.question, *page.texts]):
        refs = page.book.cite(source_id("counterweights", row.id), row.note.in_(context.lang))
        refs += tuple(ref for each in row.evidence for ref in page.book.cite(source_id("evidence", each)))
        told = set(row.evidence) <= set(teaching.sources)
        page.say("counterweight_told" if told else "counterweight", row.note.in_(context.lang), refs)


def add_play(page: Page) -> None:
    """A way to do it, by name."""
    if page.context.plays:
        play, lang = page.context.plays[0], page.context.lang
        refs = page.book.cite(source_id("plays", play.id), play.summary.in_(lang))
        said = page.context.say("answer.play", name=play.name.in_(lang), text=play.summary.in_(lang))
        page.add(f"{said} {marks(refs)}", refs, optional=True)


def add_evidence(page: Page, teaching: Teaching) -> None:
    """One outside finding, worded by how far it can be trusted; its counter-evidence follows or both are left out.

    Each stands in a paragraph of its own, so that none holds the figures of two.
    """
    context = page.context
    said: list[str] = []
    refs: tuple[str, ...] = ()
    for evidence in telling(context.knowledge.evidence, teaching.sources):
        ref = page.book.cite(source_id("evidence", evidence.id))
        said.append(f"{worded(evidence, context.created_at.date(), context.lang, context.say)} {marks(ref)}")
        refs += ref
    if said:
        page.add("\n\n".join(said), refs, optional=True)
