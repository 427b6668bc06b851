"""What each use case is asked with: the bodies of the endpoints, of `--batch` lines and of the Python calls."""

from typing import Annotated

from pydantic import Field, StringConstraints

from advisor.models.base import Frozen, Lang
from advisor.models.shared import Engine, SourceKind
from advisor.models.situation import MAX_QUESTION, MAX_SHORT, MAX_TEXT, Short, Situation
from advisor.models.taxonomy import Channel

_MOST_HITS = 50
_SlotName = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SHORT)]
_SlotValue = Annotated[str, StringConstraints(max_length=MAX_TEXT)]


class PlanRequest(Situation):
    """A situation, the answers to separating questions, and who should compose."""

    answers: dict[_SlotName, _SlotName] | None = None
    engine: Engine = "auto"


class AnswerRequest(Frozen):
    """A question."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
    department: Short | None = None
    process: Short | None = None
    lang: Lang | None = None
    engine: Engine = "auto"


class DraftRequest(Situation):
    """A situation, the deliverable wanted, where it goes, and what is known for its blanks."""

    kind: Short
    channel: Channel = "wecom"
    slots: dict[_SlotName, _SlotValue] = Field(default_factory=dict)
    engine: Engine = "auto"

    def parts(self) -> tuple[str, ...]:
        """The short texts beside the account, the values of the blanks among them."""
        return (*super().parts(), *self.slots.values())


class SearchRequest(Frozen):
    """A query over everything that is indexed."""

    query: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
    k: Annotated[int, Field(ge=1, le=_MOST_HITS)] = 8
    kinds: tuple[SourceKind, ...] | None = None
    department: Short | None = None
    process: Short | None = None
    lang: Lang | None = None
