"""Asking: only what would change the advice, at most three chips a turn, none twice, each of which may be skipped."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import cast

from advisor.chat.memory import Memory
from advisor.chat.phrases import Phrases, spoken
from advisor.corpus.knowledge import Knowledge
from advisor.diagnosis.questions import split_answers
from advisor.errors import InvalidInput
from advisor.language.folding import fold
from advisor.models.base import Lang
from advisor.models.knowledge import Department, Process
from advisor.models.shared import Diagnosis
from advisor.models.taxonomy import Level
from advisor.models.turn import ChatQuestion, Choice

MOST_QUESTIONS = 3
# Of the three, so many may separate causes; the rest is left for what the account does not tell at all.
_MOST_SEPARATING = 2
_SURE = 0.3
_SLOT = "slot."


class Asker:
    """Chooses questions and takes their answers."""

    def __init__(self, phrases: Phrases, knowledge: Knowledge) -> None:
        self._ask, self._knowledge = phrases.ask, knowledge

    def questions(self, diagnosis: Diagnosis, missing: tuple[str, ...], memory: Memory) -> tuple[ChatQuestion, ...]:
        """What to ask after a reply with this diagnosis; `missing` are the slots a plan lacks."""
        lang = diagnosis.lang
        wanted = [*self._unknown(diagnosis, lang), *_separating(diagnosis), *self._lacking(missing, memory, lang)]
        return tuple(question for question in wanted if question.id not in memory.asked)[:MOST_QUESTIONS]

    def answered(self, memory: Memory, answers: Mapping[str, str], today: date) -> Memory:
        """The memory with these answers. Raises InvalidInput for a question or an option that is not ours."""
        for question, option in answers.items():
            memory = self._answered(memory, question, option, today)
        return memory

    def told_in_words(self, message: str, memory: Memory) -> dict[str, str]:
        """The open questions this message answers by naming an option; of several options the first named counts."""
        said = spoken(message)
        picked: dict[str, str] = {}
        for question in memory.open:
            named = [(said.find(fold(option.text)), option.id) for option in question.options]
            standing = [pair for pair in named if pair[0] >= 0]
            if standing:
                picked[question.id] = min(standing)[1]
        return picked

    def _unknown(self, diagnosis: Diagnosis, lang: Lang) -> Iterator[ChatQuestion]:
        items: Mapping[str, Mapping[str, Department] | Mapping[str, Process]] = {
            "department": self._knowledge.departments,
            "process": self._knowledge.processes,
        }
        for slot, known in items.items():
            if getattr(diagnosis, slot).id is None:
                asked = getattr(self._ask, slot)
                options = [Choice(id=name, text=known[name].name.in_(lang)) for name in asked.options if name in known]
                yield ChatQuestion(id=_SLOT + slot, text=asked.text.in_(lang), options=tuple(options))

    def _lacking(self, missing: tuple[str, ...], memory: Memory, lang: Lang) -> Iterator[ChatQuestion]:
        if "facts.needed_by" in missing and memory.needed_by is None:
            asked = self._ask.needed_by
            options = tuple(Choice(id=str(days), text=text.in_(lang)) for days, text in asked.options.items())
            yield ChatQuestion(id=f"{_SLOT}needed_by", text=asked.text.in_(lang), options=options)
        if "counterpart" in missing and memory.level is None:
            where = self._ask.level
            levels = tuple(Choice(id=level, text=text.in_(lang)) for level, text in where.options.items())
            yield ChatQuestion(id=f"{_SLOT}level", text=where.text.in_(lang), options=levels)

    def _answered(self, memory: Memory, question: str, option: str, today: date) -> Memory:
        if not question.startswith(_SLOT):
            split_answers({question: option}, self._knowledge.frictions)
            return memory.but(answers={**memory.answers, question: option})
        slot = question.removeprefix(_SLOT)
        known: dict[str, list[str]] = {
            "department": list(self._knowledge.departments),
            "process": list(self._knowledge.processes),
            "level": list(self._ask.level.options),
            "needed_by": [str(days) for days in self._ask.needed_by.options],
        }
        if slot not in known:
            raise InvalidInput("unknown_question", "answers", value=question)
        if option not in known[slot]:
            raise InvalidInput("unknown_option", "answers", value=option, known=", ".join(known[slot]))
        if slot == "needed_by":
            return memory.but(needed_by=today + timedelta(days=int(option)))
        return memory.but(**{slot: cast(Level, option) if slot == "level" else option})


def _separating(diagnosis: Diagnosis) -> list[ChatQuestion]:
    """The diagnosis's own questions, where it is sure enough of what it sees for them to make sense."""
    if not diagnosis.frictions or diagnosis.frictions[0].confidence < _SURE:
        return []
    asked = [
        ChatQuestion(
            id=question.id,
            text=question.text,
            options=tuple(Choice(id=option.id, text=option.text) for option in question.options),
        )
        for question in diagnosis.questions
    ]
    return asked[:_MOST_SEPARATING]
