"""Replies to what was read: a use case, or something about the last plan, answer or draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from advisor.chat import saying
from advisor.chat.memory import Memory
from advisor.chat.reading import Reading
from advisor.chat.replies import Composer, Reply, Turn, cited
from advisor.models.base import Lang
from advisor.models.plan import Plan
from advisor.models.requests import SearchRequest
from advisor.models.shared import Citation
from advisor.models.turn import PlanCard

_ALTERNATIVES = 12
_LONGEST_QUOTE = 160
# The rung of a matter that is only beginning; who asks what to do after silence is past it.
_AT_THE_START = "S0"
# After these nothing needs to be suggested.
_PARTING = {"bye", "thanks"}


@dataclass(frozen=True)
class Replier:
    """Makes the reply to any reading."""

    compose: Composer

    def reply(self, reading: Reading, turn: Turn) -> Reply:
        """The reply to this reading. Raises what the use cases raise."""
        wishes: Mapping[str, Callable[[Reading, Turn], Reply]] = {
            "answer": self.compose.answer,
            "plan": self.compose.plan,
            "draft": self.compose.draft,
            "why_step": self._why_step,
            "next_rung": self._next_rung,
            "shorter": self._shorter,
            "another": self._another,
        }
        if reading.wish in wishes:
            return wishes[reading.wish](reading, turn)
        return self._without_advice(reading)

    def silence(self, reading: Reading) -> Reply:
        """No reply at all: what a turn says that was stopped before it began."""
        return self.compose.plainly("", reading.memory)

    def start_suggestions(self, lang: Lang) -> tuple[str, ...]:
        """What could be asked first."""
        return self.compose.suggested("start", lang)

    def _without_advice(self, reading: Reading) -> Reply:
        memory, lang = reading.memory, reading.memory.lang or "zh"
        say = self.compose.say(lang)
        if reading.refusal is not None:
            return self.compose.refusal(reading.refusal, memory)
        start = () if reading.talk in _PARTING else self.start_suggestions(lang)
        key = f"talk.{reading.talk}" if reading.talk else "nothing_yet"
        return self.compose.plainly(say(key), memory.but(open=()), suggestions=start)

    def _why_step(self, reading: Reading, turn: Turn) -> Reply:
        return self._of_plan(reading, turn, lambda plan, memory: (self._step(plan, reading.number), memory))

    def _next_rung(self, reading: Reading, turn: Turn) -> Reply:
        return self._of_plan(reading, turn, self._rung)

    def _of_plan(self, reading: Reading, turn: Turn, text: Callable[[Plan, Memory], tuple[str, Memory]]) -> Reply:
        """Something about the plan; where none fits the situation any more, one is made and shown with it."""
        plan = self.compose.last_plan(reading.memory, turn)
        if plan is not None:
            return self.compose.about_plan(plan, *text(plan, reading.memory))
        made = self.compose.plan(reading, turn)
        if not isinstance(made.card, PlanCard):
            return made
        said, memory = text(made.card.plan, made.memory)
        return replace(made, text=said, memory=memory)

    def _step(self, plan: Plan, number: int) -> str:
        say = self.compose.say(plan.lang)
        if not 1 <= number <= len(plan.steps):
            return say("why.none", count=len(plan.steps))
        return saying.step_text(number, plan.steps[number - 1], say)

    def _rung(self, plan: Plan, memory: Memory) -> tuple[str, Memory]:
        say = self.compose.say(plan.lang)
        if memory.rung == 0 and plan.escalation and plan.escalation[0].level == _AT_THE_START:
            memory = memory.but(rung=1)
        if memory.rung >= len(plan.escalation):
            refs = plan.escalation[-1].refs if plan.escalation else ()
            return say("rung.last", marks=saying.marks(refs)), memory
        rung = plan.escalation[memory.rung]
        return saying.rung_text(rung, say), memory.but(rung=memory.rung + 1, kind=rung.deliverable or memory.kind)

    def _shorter(self, reading: Reading, turn: Turn) -> Reply:
        memory = reading.memory
        if memory.last == "draft":
            return self._shorter_draft(reading, turn)
        plan = self.compose.last_plan(memory, turn) if memory.last == "plan" else None
        if plan is not None and plan.steps:
            return self.compose.about_plan(plan, saying.short_plan(plan, self.compose.say(plan.lang)), memory)
        if memory.last_message is None:
            return self._without_advice(reading)
        last = turn.told.message(memory.last_message)
        text = saying.short_answer(last.text, self.compose.say(memory.lang or "zh"))
        return self.compose.plainly(text, memory, saying.used(text, last.citations))

    def _shorter_draft(self, reading: Reading, turn: Turn) -> Reply:
        """The form of a chat message is the shortest; when it is that already, the shortest of its wordings."""
        memory, draft = reading.memory, self.compose.last_draft(reading.memory, turn)
        if draft is None or memory.channel in {"email", "document"}:
            return self.compose.draft(replace(reading, memory=memory.but(channel="wecom")), turn)
        shortest = min((draft.text, *(variant.text for variant in draft.variants)), key=len)
        quoted = f"\n\n{shortest}\n\n{saying.draft_marks(draft)}"
        text = self.compose.say(draft.lang)("short.lead", text=quoted)
        return self.compose.about_draft(draft.model_copy(update={"text": shortest}), text, memory)

    def _another(self, reading: Reading, turn: Turn) -> Reply:
        memory = reading.memory
        draft = self.compose.last_draft(memory, turn) if memory.last == "draft" else None
        if draft is None:
            return self._another_way(memory)
        say, marks = self.compose.say(draft.lang), saying.draft_marks(draft)
        if memory.variant >= len(draft.variants):
            return self.compose.about_draft(draft, say("draft.no_more", marks=marks), memory, shows_card=False)
        variant = draft.variants[memory.variant]
        text = say("draft.variant", label=variant.label, text=variant.text, marks=marks)
        varied = draft.model_copy(update={"text": variant.text})
        return self.compose.about_draft(varied, text, memory.but(variant=memory.variant + 1))

    def _another_way(self, memory: Memory) -> Reply:
        """The next best piece of the material that was not told yet."""
        lang, question = memory.lang or "zh", memory.answer_request().question
        query = SearchRequest(query=question, k=_ALTERNATIVES, kinds=("faq", "guidance"), lang=lang)
        hits = [hit for hit in self.compose.advisor.search(query).hits if hit.source_id not in memory.cited]
        if not hits:
            return self.compose.plain(memory, "another.none")
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
        lead = self.compose.say(lang)("another.lead", title=hit.title, marks="[1]")
        told = memory.but(**cited(memory, (citation,)))
        return self.compose.plainly(f"{lead}\n\n{hit.text} [1]", told, (citation,))
