"""What a scorer gives, and what it is given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from advisor.models.answer import Answer
from advisor.models.base import Frozen, Lang
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.search import SearchResult
from advisor.models.shared import Citation, Diagnosis, Grounding, Refusal
from evals.cases import Case
from evals.reference import Reference
from evals.scorers.wordlists import Wordlists

# check: must be whole, or the case fails. grade: counts in a mean that has a floor. info: reported only.
Kind = Literal["check", "grade", "info"]
Reply = Diagnosis | Plan | Answer | Draft | SearchResult | Grounding


@dataclass(frozen=True)
class Score:
    """One side of one reply: `value` in 0..1, and the reason as what was wanted and what was seen."""

    name: str
    value: float
    wanted: str = ""
    seen: str = ""
    kind: Kind = "check"


@dataclass(frozen=True)
class Subject:
    """One reply with everything a scorer may look at."""

    case: Case
    request: Frozen
    reply: Reply
    reference: Reference
    words: Wordlists
    today: date
    others: Mapping[str, Reply] = field(default_factory=dict)

    @property
    def lang(self) -> Lang:
        """The language the reply should be in."""
        return self.case.lang

    @cached_property
    def said(self) -> str:
        """Everything the reply says to the reader."""
        from evals.reading import said

        return said(self.reply)

    @property
    def refusal(self) -> Refusal | None:
        """Why there is no advice; None when there is."""
        return getattr(self.reply, "refusal", None)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the reply rests on."""
        return getattr(self.reply, "citations", ())

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The diagnosis in the reply, or the reply when it is one."""
        return self.reply if isinstance(self.reply, Diagnosis) else getattr(self.reply, "diagnosis", None)


Scorer = Callable[[Subject], Sequence[Score]]


def check(name: str, good: object, *, wanted: str = "", seen: str = "") -> Score:
    """A check that holds or does not."""
    return Score(name, float(bool(good)), wanted, seen)


def free_of(name: str, found: Sequence[str]) -> Score:
    """A check that holds when nothing was found."""
    return Score(name, float(not found), "-", ", ".join(dict.fromkeys(found)))
