"""What HR tells us."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from advisor.models.base import Frozen, Lang
from advisor.models.taxonomy import Level, Tone

# Long enough for a page of story, short enough to read in one go.
MAX_TEXT = 4000
MAX_QUESTION = 2000
MAX_SHORT = 200

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_SHORT)]
FactValue = bool | int | float | Annotated[str, StringConstraints(max_length=MAX_SHORT)]


class Counterpart(Frozen):
    """The person on the other side."""

    name: Short | None = None
    role: Short | None = None
    level: Level | None = None


class Facts(Frozen):
    """Known numbers and dates; they may be quoted in output, never altered. Any further name is allowed."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, FactValue] = Field(init=False)

    days_waiting: Annotated[float, Field(ge=0, le=10_000)] | None = None
    items_sent: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    items_returned: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    reminders_sent: Annotated[float, Field(ge=0, le=10_000)] | None = None
    needed_by: date | None = None
    daily_cost: Annotated[float, Field(ge=0, le=1_000_000_000)] | None = None

    def named(self) -> dict[str, FactValue | date]:
        """Every fact that was given, by name."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


class Situation(Frozen):
    """One account of a department that does not cooperate; only `text` is required."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)]
    lang: Lang | None = None
    department: Short | None = None
    process: Short | None = None
    counterpart: Counterpart | None = None
    facts: Facts | None = None
    today: date | None = None
    tone: Tone | None = None

    def parts(self) -> tuple[str, ...]:
        """The short texts beside the account: they go into what is written."""
        person = (self.counterpart.name, self.counterpart.role) if self.counterpart else ()
        told = self.facts.named().values() if self.facts else ()
        return tuple(part for part in (*person, *told) if isinstance(part, str))

    @model_validator(mode="after")
    def _deadline_is_ahead(self) -> "Situation":
        if self.today and self.facts and self.facts.needed_by and self.facts.needed_by < self.today:
            raise ValueError("needed_by_past")
        return self
