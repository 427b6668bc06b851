"""Replies to what was read: each calls a use case, or looks at the last plan or draft, and says what it found.

A reply carries the memory that follows it. Nothing is stored here and nothing is told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
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
from advisor.models.plan import Plan
from advisor.models.principal import Principal
from advisor.models.requests import SearchRequest
from advisor.models.shared import Citation, Grounding, Provenance, Refusal
from advisor.models.turn import ChannelName, ChatQuestion, DraftCard, PlanCard, PlanLinks
from advisor.service import Advisor
from advisor.texts.catalogue import Catalogue

_NUDGE = "nudge"
_CHANNELS = ("wecom", "dingtalk", "feishu", "email", "document")
_MOST_SUGGESTIONS = 3
_ALTERNATIVES = 12
_LONGEST_QUOTE = 160


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


@dataclass(frozen=True)
class Replier:
    """Makes replies."""

    advisor: Advisor
    asker: Asker
    words: Catalogue
    wishes: dict[str, Callable[[Reading, Turn], Reply]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        wishes = {
            "answer": self._answer,
            "plan": self._plan,
            "draft": self._draft,
            "why_step": self._why_step,
            "next_rung": self._next_rung,
            "shorter": self._shorter,
            "another": self._another,
            "talk": self._talk,
            "refusal": self._refused,
            "nothing": self._nothing,
        }
        object.__setattr__(self, "wishes", wishes)

    def reply(self, reading: Reading, turn: Turn) -> Reply:
        """The reply to this reading. Raises what the use cases raise."""
        return self.wishes[reading.wish](reading, turn)

    def silence(self, reading: Reading) -> Reply:
        """No reply at all: what a turn says that was stopped before it began."""
        return self._plainly("", reading.memory)

    def start_suggestions(self, lang: Lang) -> tuple[str, ...]:
        """What could be asked first."""
        return self._suggested("start", lang)

    def _plan(self, reading: Reading, turn: Turn) -> Reply:
        if turn.answers_only:
            return self._answer(reading, turn)
        memory = reading.memory
        plan = self.advisor.plan(memory.plan_request(turn.today), turn.principal)
        if plan.refusal:
            return self._refusal(plan.refusal, memory)
        say = self._say(plan.lang)
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
            memory=known.but(lang=plan.lang, **_asked(known, questions), **_cited(known, plan.citations)),
            grounding=plan.grounding,
            provenance=plan.provenance,
            citations=plan.citations,
            card=PlanCard(plan=plan, links=_links(plan)),
            questions=questions,
            suggestions=self._suggested("plan", plan.lang),
        )

    def _answer(self, reading: Reading, turn: Turn) -> Reply:
        memory = reading.memory
        answer = self.advisor.answer(memory.answer_request())
        if answer.refusal:
            return self._refusal(answer.refusal, memory)
        questions = () if turn.answers_only else self.asker.questions(answer.diagnosis, (), memory)
        hint = turn.answers_only and reading.wish != "answer"
        text = f"{self._say(answer.lang)('faq_only')}\n\n{answer.answer}" if hint else answer.answer
        more = () if turn.answers_only else self._suggested("answer", answer.lang)
        known = memory.but(
            department=memory.department or answer.diagnosis.department.id,
            process=memory.process or answer.diagnosis.process.id,
            last="answer",
        )
        return Reply(
            text=text,
            memory=known.but(lang=answer.lang, **_asked(known, questions), **_cited(known, answer.citations)),
            grounding=answer.grounding,
            provenance=answer.provenance,
            citations=answer.citations,
            questions=questions,
            suggestions=(*more, *answer.follow_ups)[:_MOST_SUGGESTIONS],
        )

    def _draft(self, reading: Reading, turn: Turn) -> Reply:
        if turn.answers_only:
            return self._answer(reading, turn)
        memory = reading.memory
        kind = memory.kind or self._fitting_kind(memory, turn)
        draft = self.advisor.draft(memory.draft_request(kind, turn.today), turn.principal)
        if draft.refusal:
            return self._refusal(draft.refusal, memory)
        say = self._say(draft.lang)
        text = saying.draft_text(draft, self._kind_name(kind, draft.lang), say(f"tone.{memory.tone or 'neutral'}"), say)
        known = memory.but(kind=kind, last="draft", draft_message=turn.message_id, variant=0, open=())
        return self._about_draft(draft, text, known)

    def _why_step(self, reading: Reading, turn: Turn) -> Reply:
        plan = self._last_plan(reading.memory, turn)
        if plan is None:
            return self._plain(reading.memory, "why.no_plan")
        say = self._say(plan.lang)
        if not 1 <= reading.number <= len(plan.steps):
            return self._about_plan(plan, say("why.none", count=len(plan.steps)), reading.memory)
        step = plan.steps[reading.number - 1]
        return self._about_plan(plan, saying.step_text(reading.number, step, say), reading.memory)

    def _next_rung(self, reading: Reading, turn: Turn) -> Reply:
        memory = reading.memory
        plan = self._last_plan(memory, turn)
        if plan is None or not plan.escalation:
            made = self._plan(reading, turn)
            if turn.answers_only or made.card is None:
                return made
            return _led(made, self._say(made.memory.lang or "zh")("rung.no_plan"))
        say = self._say(plan.lang)
        if memory.rung >= len(plan.escalation):
            last = plan.escalation[-1]
            return self._about_plan(plan, say("rung.last", marks="".join(f"[{ref}]" for ref in last.refs)), memory)
        rung = plan.escalation[memory.rung]
        taken = memory.but(rung=memory.rung + 1, kind=rung.deliverable or memory.kind)
        return self._about_plan(plan, saying.rung_text(rung, say), taken)

    def _shorter(self, reading: Reading, turn: Turn) -> Reply:
        memory = reading.memory
        if memory.last == "draft":
            return self._shorter_draft(reading, turn)
        plan = self._last_plan(memory, turn) if memory.last == "plan" else None
        if plan is not None and plan.steps:
            return self._about_plan(plan, saying.short_plan(plan, self._say(plan.lang)), memory)
        if memory.last_message is None:
            return self._nothing(reading, turn)
        last = turn.told.message(memory.last_message)
        text = saying.short_answer(last.text, self._say(memory.lang or "zh"))
        return self._plainly(text, memory, saying.used(text, last.citations))

    def _shorter_draft(self, reading: Reading, turn: Turn) -> Reply:
        """The form of a chat message is the shortest; when it is that already, the shortest of its wordings."""
        memory, draft = reading.memory, self._last_draft(reading.memory, turn)
        if draft is None or memory.channel in {"email", "document"}:
            return self._draft(Reading("draft", "follow_up", memory.but(channel="wecom")), turn)
        shortest = min((draft.text, *(variant.text for variant in draft.variants)), key=len)
        return self._about_draft(
            draft.model_copy(update={"text": shortest}),
            self._say(draft.lang)("short.lead", text=f"\n\n{shortest}\n\n{saying.draft_marks(draft)}"),
            memory,
        )

    def _another(self, reading: Reading, turn: Turn) -> Reply:
        memory = reading.memory
        draft = self._last_draft(memory, turn) if memory.last == "draft" else None
        if draft is None:
            return self._another_way(memory, turn)
        say, marks = self._say(draft.lang), saying.draft_marks(draft)
        if memory.variant >= len(draft.variants):
            return self._about_draft(draft, say("draft.no_more", marks=marks), memory, shows_card=False)
        variant = draft.variants[memory.variant]
        text = say("draft.variant", label=variant.label, text=variant.text, marks=marks)
        varied = draft.model_copy(update={"text": variant.text})
        return self._about_draft(varied, text, memory.but(variant=memory.variant + 1))

    def _another_way(self, memory: Memory, turn: Turn) -> Reply:
        """The next best piece of the material that was not told yet."""
        lang = memory.lang or "zh"
        query = SearchRequest(query=memory.answer_request().question, k=_ALTERNATIVES, kinds=("faq", "guidance"), lang=lang)
        hits = [hit for hit in self.advisor.search(query).hits if hit.source_id not in memory.cited]
        if not hits:
            return self._plain(memory, "another.none")
        hit = hits[0]
        citation = Citation(
            ref="1",
            source_id=hit.source_id,
            title=hit.title,
            section=hit.section,
            quote=hit.text.splitlines()[0][:_LONGEST_QUOTE],
            kind=hit.kind,
            url=hit.url,
        )
        lead = self._say(lang)("another.lead", title=hit.title, marks="[1]")
        return self._plainly(f"{lead}\n\n{hit.text} [1]", memory.but(**_cited(memory, (citation,))), (citation,))

    def _talk(self, reading: Reading, turn: Turn) -> Reply:
        lang = reading.memory.lang or "zh"
        suggestions = () if reading.talk in {"bye", "thanks"} else self._suggested("start", lang)
        memory = reading.memory.but(open=())
        return self._plainly(self._say(lang)(f"talk.{reading.talk}"), memory, suggestions=suggestions)

    def _refused(self, reading: Reading, turn: Turn) -> Reply:
        refusal = reading.refusal
        return self._refusal(refusal, reading.memory) if refusal else self._nothing(reading, turn)

    def _nothing(self, reading: Reading, turn: Turn) -> Reply:
        lang = reading.memory.lang or "zh"
        return self._plainly(
            self._say(lang)("nothing_yet"), reading.memory, suggestions=self.start_suggestions(lang)
        )

    def _refusal(self, refusal: Refusal, memory: Memory) -> Reply:
        return self._plainly(refusal.message, memory, suggestions=refusal.suggestions[:_MOST_SUGGESTIONS])

    def _plain(self, memory: Memory, key: str) -> Reply:
        return self._plainly(self._say(memory.lang or "zh")(key), memory)

    def _plainly(
        self,
        text: str,
        memory: Memory,
        citations: tuple[Citation, ...] = (),
        suggestions: tuple[str, ...] = (),
    ) -> Reply:
        grounding = Grounding(mode="grounded" if citations else "none")
        provenance = Provenance(
            engine="playbook", knowledge_version=self._knowledge.version, created_at=self.advisor.world.now()
        )
        return Reply(text, memory, grounding, provenance, citations, suggestions=suggestions)

    def _about_plan(self, plan: Plan, text: str, memory: Memory) -> Reply:
        return Reply(
            text=text,
            memory=memory,
            grounding=plan.grounding,
            provenance=plan.provenance,
            citations=saying.used(text, plan.citations),
            suggestions=self._suggested("plan", plan.lang),
        )

    def _about_draft(self, draft: Draft, text: str, memory: Memory, *, shows_card: bool = True) -> Reply:
        say = self._say(draft.lang)
        channels = tuple(ChannelName(id=name, name=say(f"channel.{name}")) for name in _CHANNELS)
        return Reply(
            text=text,
            memory=memory.but(lang=draft.lang),
            grounding=draft.grounding,
            provenance=draft.provenance,
            citations=draft.citations,
            card=DraftCard(draft=draft, channels=channels) if shows_card else None,
            suggestions=self._suggested("draft", draft.lang),
        )

    def _last_plan(self, memory: Memory, turn: Turn) -> Plan | None:
        return turn.told.message(memory.plan_message).plan if memory.plan_message else None

    def _last_draft(self, memory: Memory, turn: Turn) -> Draft | None:
        return turn.told.message(memory.draft_message).draft if memory.draft_message else None

    def _fitting_kind(self, memory: Memory, turn: Turn) -> str:
        """The first text of the strongest friction the story shows; a nudge where it shows none."""
        plan = self._last_plan(memory, turn)
        found = plan.diagnosis.frictions if plan else self.advisor.diagnose(memory.plan_request(turn.today)).frictions
        return self._knowledge.frictions[found[0].id].deliverables[0] if found else _NUDGE

    def _kind_name(self, kind: str, lang: Lang) -> str:
        return self._knowledge.deliverables[kind].name.in_(lang)

    def _suggested(self, after: str, lang: Lang) -> tuple[str, ...]:
        return tuple(text.in_(lang) for text in self.words.group(f"suggest.{after}").values())

    def _say(self, lang: Lang) -> Callable[..., str]:
        return lambda key, **values: self.words.say(lang, key, **values)

    @property
    def _knowledge(self) -> Knowledge:
        return self.advisor.knowledge


def _asked(memory: Memory, questions: tuple[ChatQuestion, ...]) -> dict[str, object]:
    return {"asked": (*memory.asked, *(question.id for question in questions)), "open": questions}


def _cited(memory: Memory, citations: tuple[Citation, ...]) -> dict[str, object]:
    return {"cited": tuple(dict.fromkeys((*memory.cited, *(citation.source_id for citation in citations))))}


def _led(reply: Reply, lead: str) -> Reply:
    return Reply(**{**vars(reply), "text": f"{lead}\n\n{reply.text}"})


def _links(plan: Plan) -> PlanLinks:
    base = f"/v1/plans/{plan.id}/export?format="
    return PlanLinks(export_ics=f"{base}ics", export_md=f"{base}md", export_docx=f"{base}docx")
