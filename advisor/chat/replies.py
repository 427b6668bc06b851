"""Replies that call a use case, with what to ask and what to suggest after them.

A reply carries the memory that follows it. Nothing is stored here and nothing is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from advisor.chat import saying
from advisor.chat.asking import Asker
from advisor.chat.memory import Memory
from advisor.chat.reading import Reading
from advisor.corpus.knowledge import Knowledge
from advisor.models.base import Lang
from advisor.models.conversation import Message
from advisor.models.draft import Draft
from advisor.models.events import Delta, Started
from advisor.models.plan import Plan
from advisor.models.principal import Principal
from advisor.models.shared import Citation, Grounding, Provenance, Refusal
from advisor.models.turn import ChannelName, ChatQuestion, DraftCard, PlanCard, PlanLinks
from advisor.service import Advisor
from advisor.texts.catalogue import Catalogue

_NUDGE = "nudge"
_CHANNELS = ("wecom", "dingtalk", "feishu", "email", "document")
_MOST_SUGGESTIONS = 3


class Told(Protocol):
    """What was told before in this conversation."""

    def message(self, message_id: str) -> Message:
        """A message of this conversation. Raises NotFound."""
        ...


@dataclass(frozen=True)
class Reply:
    """What a turn says, before it is cut into events."""

    text: str
    memory: Memory
    grounding: Grounding
    provenance: Provenance
    citations: tuple[Citation, ...] = ()
    card: PlanCard | DraftCard | None = None
    questions: tuple[ChatQuestion, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """Where a reply is made: for whom, on which day, after what."""

    principal: Principal
    message_id: str
    today: date
    told: Told
    answers_only: bool = False
    given_up: Callable[[], bool] = lambda: False
    """Whether nobody wants the reply any more."""

    @property
    def gone(self) -> bool:
        """As a listener of the use case: whether work upstream may be stopped."""
        return self.given_up()

    def tell(self, event: Started | Delta) -> None:
        """A turn tells its reply in its own events, once it is whole and checked."""


@dataclass(frozen=True)
class Composer:
    """Makes the replies that call a use case, and the plain ones."""

    advisor: Advisor
    asker: Asker
    words: Catalogue
    public_url: str | None = None
    """Where people reach this service's pages, without a path; None when nobody said."""

    def plan(self, reading: Reading, turn: Turn) -> Reply:
        """A plan with what to ask next; an answer where the channel gives no plans."""
        if turn.answers_only:
            return self.answer(reading, turn)
        memory = reading.memory
        plan = self.advisor.plan(memory.plan_request(turn.today), turn.principal, turn)
        if plan.refusal:
            return self.refusal(plan.refusal, memory)
        say = self.say(plan.lang)
        missing = tuple(each.slot for each in plan.missing)
        questions = self.asker.questions(plan.diagnosis, missing, memory)
        text = saying.plan_text(plan, say)
        known = memory.but(
            department=memory.department or plan.diagnosis.department.id,
            process=memory.process or plan.diagnosis.process.id,
            last="plan",
            plan_message=turn.message_id,
            rung=0,
        )
        return Reply(
            text=text,
            memory=known.but(lang=plan.lang, **_asked(known, questions), **cited(known, plan.citations)),
            grounding=plan.grounding,
            provenance=plan.provenance,
            citations=plan.citations,
            card=PlanCard(plan=plan, links=_links(plan, self.public_url)),
            questions=questions,
            suggestions=self.suggested("plan", plan.lang),
        )

    def answer(self, reading: Reading, turn: Turn) -> Reply:
        """A cited answer with what to ask next."""
        memory = reading.memory
        answer = self.advisor.answer(memory.answer_request(), turn.principal, turn)
        if answer.refusal:
            return self.refusal(answer.refusal, memory)
        questions = () if turn.answers_only else self.asker.questions(answer.diagnosis, (), memory)
        hint = turn.answers_only and reading.wish != "answer"
        text = f"{self.say(answer.lang)('faq_only')}\n\n{answer.answer}" if hint else answer.answer
        more = () if turn.answers_only else self.suggested("answer", answer.lang)
        known = memory.but(
            department=memory.department or answer.diagnosis.department.id,
            process=memory.process or answer.diagnosis.process.id,
            last="answer",
        )
        return Reply(
            text=text,
            memory=known.but(lang=answer.lang, **_asked(known, questions), **cited(known, answer.citations)),
            grounding=answer.grounding,
            provenance=answer.provenance,
            citations=answer.citations,
            questions=questions,
            suggestions=(*more, *answer.follow_ups)[:_MOST_SUGGESTIONS],
        )

    def draft(self, reading: Reading, turn: Turn) -> Reply:
        """A text to send; an answer where the channel writes none."""
        if turn.answers_only:
            return self.answer(reading, turn)
        memory = reading.memory
        kind = memory.kind or self._fitting_kind(memory, turn)
        draft = self.advisor.draft(memory.draft_request(kind, turn.today), turn.principal, turn)
        if draft.refusal:
            return self.refusal(draft.refusal, memory)
        say = self.say(draft.lang)
        text = saying.draft_text(draft, self._kind_name(kind, draft.lang), say(f"tone.{memory.tone or 'neutral'}"), say)
        known = memory.but(kind=kind, last="draft", draft_message=turn.message_id, variant=0, open=())
        return self.about_draft(draft, text, known)

    def refusal(self, refusal: Refusal, memory: Memory) -> Reply:
        """Why there is no advice."""
        return self.plainly(refusal.message, memory, suggestions=refusal.suggestions[:_MOST_SUGGESTIONS])

    def plain(self, memory: Memory, key: str) -> Reply:
        """One message of the catalogue."""
        return self.plainly(self.say(memory.lang or "zh")(key), memory)

    def plainly(
        self,
        text: str,
        memory: Memory,
        citations: tuple[Citation, ...] = (),
        suggestions: tuple[str, ...] = (),
    ) -> Reply:
        """A text of our own, with the sources it tells of."""
        grounding = Grounding(mode="grounded" if citations else "none")
        provenance = Provenance(
            engine="playbook", knowledge_version=self._knowledge.version, created_at=self.advisor.world.now()
        )
        return Reply(text, memory, grounding, provenance, citations, suggestions=suggestions)

    def about_plan(self, plan: Plan, text: str, memory: Memory) -> Reply:
        """A text about a plan that was told before."""
        return Reply(
            text=text,
            memory=memory,
            grounding=plan.grounding,
            provenance=plan.provenance,
            citations=saying.used(text, plan.citations),
            suggestions=self.suggested("plan", plan.lang),
        )

    def about_draft(self, draft: Draft, text: str, memory: Memory, *, shows_card: bool = True) -> Reply:
        """A draft and what to say of it."""
        say = self.say(draft.lang)
        channels = tuple(ChannelName(id=name, name=say(f"channel.{name}")) for name in _CHANNELS)
        return Reply(
            text=text,
            memory=memory.but(lang=draft.lang),
            grounding=draft.grounding,
            provenance=draft.provenance,
            citations=draft.citations,
            card=DraftCard(draft=draft, channels=channels) if shows_card else None,
            suggestions=self.suggested("draft", draft.lang),
        )

    def last_plan(self, memory: Memory, turn: Turn) -> Plan | None:
        """The plan told last, if it still fits the situation."""
        return turn.told.message(memory.plan_message).plan if memory.plan_message else None

    def last_draft(self, memory: Memory, turn: Turn) -> Draft | None:
        """The draft told last."""
        return turn.told.message(memory.draft_message).draft if memory.draft_message else None

    def suggested(self, after: str, lang: Lang) -> tuple[str, ...]:
        """What could be asked next."""
        return tuple(text.in_(lang) for text in self.words.group(f"suggest.{after}").values())

    def say(self, lang: Lang) -> Callable[..., str]:
        """The words of one language."""
        return lambda key, **values: self.words.say(lang, key, **values)

    def _fitting_kind(self, memory: Memory, turn: Turn) -> str:
        """The shortest message among the texts of the strongest friction; a nudge where none shows."""
        plan = self.last_plan(memory, turn)
        found = plan.diagnosis.frictions if plan else self.advisor.diagnose(memory.plan_request(turn.today)).frictions
        offered = self._knowledge.frictions[found[0].id].deliverables if found else (_NUDGE,)
        lengths = {kind: limit.zh for kind in offered if (limit := self._knowledge.deliverables[kind].limits.im)}
        return min(lengths, key=lambda kind: lengths[kind], default=_NUDGE)

    def _kind_name(self, kind: str, lang: Lang) -> str:
        return self._knowledge.deliverables[kind].name.in_(lang)

    @property
    def _knowledge(self) -> Knowledge:
        return self.advisor.knowledge


def _asked(memory: Memory, questions: tuple[ChatQuestion, ...]) -> dict[str, object]:
    return {"asked": (*memory.asked, *(question.id for question in questions)), "open": questions}


def cited(memory: Memory, citations: tuple[Citation, ...]) -> dict[str, object]:
    """What a memory holds of sources after these were told."""
    return {"cited": tuple(dict.fromkeys((*memory.cited, *(citation.source_id for citation in citations))))}


def _links(plan: Plan, public_url: str | None) -> PlanLinks:
    base = f"/v1/plans/{plan.id}/export?format="
    return PlanLinks(
        export_ics=f"{base}ics",
        export_md=f"{base}md",
        export_docx=f"{base}docx",
        console=f"{public_url}/plans/{plan.id}" if public_url else None,
    )
