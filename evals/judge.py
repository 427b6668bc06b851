"""A model as judge: a short rubric, one letter as the answer, and an honest word when there is none.

A judgement that failed is an error and counted as one: never a number, never a stop. Two replies are compared in both
orders, and only a preference that survives the swap counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from advisor.models.base import Lang
from advisor.texts.templates import Templates

Choice = Literal["A", "B", "C", "error"]
Preference = Literal["old", "new", "same", "error"]
_VALUES = {"A": 1.0, "B": 0.5, "C": 0.0}
_ATTEMPTS = 3
_LETTER = re.compile(r"(?<![A-Za-z])([ABC])(?![A-Za-z])")
_SWAPPED: dict[Choice, Choice] = {"A": "B", "B": "A", "C": "C", "error": "error"}
_PREFERENCES: dict[Choice, Preference] = {"A": "old", "B": "new", "C": "same", "error": "error"}


class JudgeMissing(Exception):
    """No model is there that could judge."""


class JudgeFailed(Exception):
    """The model gave no answer."""


class JudgeModel(Protocol):
    """A model that completes a prompt."""

    def complete(self, prompt: str) -> str:
        """The answer. Raises JudgeFailed when there is none."""
        ...


@dataclass(frozen=True)
class Judgements:
    """What a judge said of many cases: the mean over those it could judge, None when there are none."""

    mean: float | None
    judged: int
    errors: int


@dataclass(frozen=True)
class Judge:
    """Asks a model by rubric, at most three times for one judgement."""

    model: JudgeModel
    templates: Templates

    def quality(self, lang: Lang, criterion: str, request: str, reply: str) -> Choice:
        """How good one reply is: A, B or C; `error` when the model would not say."""
        return self._asked(
            self.templates.render(f"evals/rubrics/quality.{lang}", criterion=criterion, request=request, reply=reply)
        )

    def preferred(self, lang: Lang, criterion: str, request: str, old: str, new: str) -> Preference:
        """Which of two replies is better; `same` when the order decides, `error` when either order failed."""
        forth = self._pair(lang, criterion, request, (old, new))
        back = _SWAPPED[self._pair(lang, criterion, request, (new, old))]
        if "error" in (forth, back):
            return "error"
        return _PREFERENCES[forth] if forth == back else "same"

    def _pair(self, lang: Lang, criterion: str, request: str, replies: tuple[str, str]) -> Choice:
        first, second = replies
        name = f"evals/rubrics/pair.{lang}"
        return self._asked(
            self.templates.render(name, criterion=criterion, request=request, first=first, second=second)
        )

    def _asked(self, prompt: str) -> Choice:
        for _ in range(_ATTEMPTS):
            try:
                choice = choice_in(self.model.complete(prompt))
            except JudgeFailed:
                continue
            if choice != "error":
                return choice
        return "error"


def choice_in(answer: str) -> Choice:
    """The letter an answer gives, however it is dressed up; `error` when it gives none or several.

    A last line that is nothing but a letter wins over what was thought aloud before it.
    """
    lines = [line.strip(" \t*`#.。：:（）()[]") for line in answer.strip().splitlines() if line.strip()]
    if lines and lines[-1] in _VALUES:
        return lines[-1]  # type: ignore[return-value]
    letters = set(_LETTER.findall(answer))
    return letters.pop() if len(letters) == 1 else "error"


def summed(choices: Sequence[Choice]) -> Judgements:
    """The mean value of the judgements there are; errors are counted, never averaged in."""
    values = [_VALUES[choice] for choice in choices if choice in _VALUES]
    mean = sum(values) / len(values) if values else None
    return Judgements(mean, len(values), len(choices) - len(values))
