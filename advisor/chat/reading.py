"""Reading a message: what is meant, and what it adds to what is known. Pure: the same message gives the same reading.

A wish about the last reply is recognised by the whole message, so that nothing can ride along with it unscreened;
everything else is screened like any other request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from advisor.chat.asking import Asker
from advisor.chat.deadlines import deadline_in
from advisor.chat.memory import Memory
from advisor.chat.phrases import Phrases, spoken
from advisor.diagnosis.engine import Diagnostician
from advisor.diagnosis.told import facts_told
from advisor.guardrails.screen import Screen
from advisor.language.detection import language_of
from advisor.language.folding import fold
from advisor.language.measure import length
from advisor.models.base import Lang
from advisor.models.conversation import ChatRequest
from advisor.models.deliverable import Deliverable
from advisor.models.shared import Refusal
from advisor.models.situation import MAX_TEXT
from advisor.models.taxonomy import TONES
from advisor.models.turn import Intent

Wish = Literal["answer", "plan", "draft", "why_step", "next_rung", "shorter", "another", "talk", "refusal", "nothing"]
_TALK = ("thanks", "greeting", "bye", "who")
_LATER: tuple[Wish, ...] = ("next_rung", "shorter", "another")
# Below this the learned estimate of a deliverable is a guess, and the friction's own first text serves better.
_SURE_KIND = 0.3
# What a clause is never taken for, however well it fits the story.
_NEVER = {"injection", "unsafe"}
# An addition to a story is a clause; a longer message is a story of its own.
_ADDITION: Mapping[Lang, int] = {"zh": 30, "en": 16}
_NAME_ALONE: Mapping[Lang, int] = {"zh": 6, "en": 3}


@dataclass(frozen=True)
class Reading:
    """What one message means."""

    wish: Wish
    intent: Intent
    memory: Memory
    number: int = 0
    talk: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Reader:
    """Reads messages."""

    phrases: Phrases
    asker: Asker
    screen: Screen
    diagnostician: Diagnostician
    deliverables: Mapping[str, Deliverable]
    estimate_kind: Callable[[str], Mapping[str, float]]

    def read(self, request: ChatRequest, memory: Memory, today: date) -> Reading:
        """What this message means after what was said before. Raises InvalidInput for names that are not ours."""
        department, process = self.diagnostician.lookup(request.department, request.process)
        memory = memory.but(
            lang=request.lang or memory.lang or language_of(request.message),
            department=department or memory.department,
            process=process or memory.process,
        )
        picked = dict(request.answers or {}) or self._answers(request.message, memory)
        if picked and memory.story:
            return self._again(self.asker.answered(memory, picked, today), "plan")
        reading = self._small_talk(request.message, memory) or self._follow_up(request.message, memory)
        if reading is not None:
            return reading
        memory = memory.but(lang=request.lang or language_of(request.message))
        return self._addition(request.message, memory, today) or self._new(request.message, memory, today)

    def _answers(self, message: str, memory: Memory) -> dict[str, str]:
        return {} if self.phrases.part_match("asks", message) else self.asker.told_in_words(message, memory)

    def _small_talk(self, message: str, memory: Memory) -> Reading | None:
        names = (*_TALK, "skip") if memory.open else _TALK
        for name in names:
            if self.phrases.whole_match(name, message):
                return Reading("talk", "small_talk", memory, talk=name)
        return None

    def _follow_up(self, message: str, memory: Memory) -> Reading | None:
        whole = self.phrases.whole_match
        if match := whole("why_step", message):
            number = self.phrases.numbers.value(match.group("n"))
            return _about("why_step", memory, number) if number else None
        for tone, name in (("firm", "firmer"), ("warm", "softer")):
            if whole(name, message):
                stepped = _stepped(memory.tone or "neutral", 1 if tone == "firm" else -1)
                return self._again(memory.but(tone=stepped), "draft")
        for wish in _LATER:
            if whole(wish, message):
                return _about(wish, memory)
        if whole("to_plan", message):
            return self._again(memory, "plan")
        if whole("to_draft", message):
            return self._again(memory, "draft")
        change = whole("change", message)
        return self._changed(spoken(change.group("to")), memory) if change else None

    def _changed(self, to: str, memory: Memory) -> Reading | None:
        """The last request once more with one thing different; None when the thing is nothing we know."""
        if channel := self.phrases.channel(to):
            return self._again(memory.but(channel=channel), "draft")
        if lang := self.phrases.language(to):
            return self._again(memory.but(lang=lang), memory.last or "answer")
        department, process = self.diagnostician.mentions(to)
        if department is None and process is None:
            return None
        return self._again(_elsewhere(memory, department, process), memory.last or "answer")

    def _again(self, memory: Memory, wish: Literal["answer", "plan", "draft"]) -> Reading:
        if not memory.story:
            return Reading("nothing", "follow_up", memory)
        return Reading(wish, "follow_up", memory)

    def _addition(self, message: str, memory: Memory, today: date) -> Reading | None:
        """A clause that completes the story: a name, a deadline, a number, or a reply to what was asked."""
        lang = memory.lang or "zh"
        size = length(message, lang)
        asks = any(self.phrases.part_match(name, message) for name in ("asks", "wants_plan", "wants_draft"))
        if not memory.story or asks or size > _ADDITION[lang]:
            return None
        department, process = self._named(message, lang)
        if department or process:
            return self._again(_elsewhere(memory, department, process), memory.last or "answer")
        deadline = deadline_in(message, today, self.phrases)
        told = bool(facts_told(message).named())
        other = self.diagnostician.mentions(message)[0] not in {None, memory.department}
        if other or not (told or deadline or memory.open) or self._unsafe(message, lang):
            return None
        # What fills a slot is no part of the account: it must not sway the judgement of why.
        story = f"{memory.story}\n{message}" if told or not deadline else memory.story
        filled = memory.but(story=story[:MAX_TEXT], needed_by=deadline or memory.needed_by)
        return self._again(filled, memory.last or "answer")

    def _unsafe(self, message: str, lang: Lang) -> bool:
        refusal = self.screen.refusal(message, lang)
        return refusal is not None and refusal.reason in _NEVER

    def _named(self, message: str, lang: Lang) -> tuple[str | None, str | None]:
        """The department and process of a message that says no more than their name."""
        match = self.phrases.whole_match("names", message)
        name = match.group("to") if match else spoken(message)
        return self.diagnostician.mentions(name) if length(name, lang) <= _NAME_ALONE[lang] else (None, None)

    def _new(self, message: str, memory: Memory, today: date) -> Reading:
        department, process = self.diagnostician.mentions(message)
        wants_draft = self.phrases.part_match("wants_draft", message)
        # A text asked for about the story that is being told; anything else begins a new one.
        same = wants_draft and memory.story and department in {None, memory.department}
        filled = memory if same else memory.about(message, department, process)
        filled = filled.but(needed_by=deadline_in(message, today, self.phrases) or filled.needed_by)
        lang = filled.lang or "zh"
        if refusal := self.screen.refusal(message, lang):
            return Reading("refusal", "refusal", memory, refusal=refusal)
        if wants_draft:
            channel = self.phrases.channel_in(message) or filled.channel
            return Reading("draft", "draft", filled.but(kind=self._kind(message), channel=channel))
        told = facts_told(message).named() and filled.department
        if told or self.phrases.part_match("wants_plan", message):
            return Reading("plan", "plan", filled)
        return Reading("answer", "answer", filled)

    def _kind(self, message: str) -> str | None:
        """The deliverable a message asks for: one it names, else the one it is estimated to mean."""
        folded = fold(message)
        named = [
            (len(name), item.id)
            for item in self.deliverables.values()
            for name in (fold(item.name.zh), fold(item.name.en))
            if name in folded
        ]
        if named:
            return max(named)[1]
        estimate = self.estimate_kind(message)
        best = max(estimate, key=lambda kind: estimate[kind], default="")
        return best if best in self.deliverables and estimate[best] >= _SURE_KIND else None


def _elsewhere(memory: Memory, department: str | None, process: str | None) -> Memory:
    """The same story in another department or process: its plan no longer fits."""
    return memory.but(
        department=department or memory.department,
        process=process or memory.process,
        plan_message=None,
        rung=0,
        answers={},
    )


def _about(wish: Wish, memory: Memory, number: int = 0) -> Reading:
    return Reading(wish if memory.story else "nothing", "follow_up", memory, number)


def _stepped(tone: Literal["warm", "neutral", "firm"], step: int) -> Literal["warm", "neutral", "firm"]:
    return TONES[min(len(TONES) - 1, max(0, TONES.index(tone) + step))]
