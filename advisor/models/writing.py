"""The port to whoever writes for us: a task goes in, a checked shape comes out.

A writer chooses among words we issued and phrases texts; it never decides dates, ids, links or marks. It may fail in
any way, and every way is a ModelUnavailable with one of the reasons below; the floor then answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from advisor.errors import AdvisorError
from advisor.models.base import Lang
from advisor.models.events import Delta, Started
from advisor.models.principal import HOME_TENANT
from advisor.models.shared import Provenance
from advisor.models.usage import Usage

Reason = Literal[
    "model_unreachable",
    "model_unauthorized",
    "model_rate_limited",
    "model_error",
    "model_timeout",
    "model_truncated",
    "model_invalid",
    "model_ungrounded",
    "model_paused",
    "model_over_budget",
    "model_context_full",
    "model_not_opened",
    "model_stopped",
]


NO_USAGE = Usage(calls=0, tokens_in=0, tokens_out=0, upstream_ms=0)


class ModelUnavailable(AdvisorError):
    """The model did not write what was asked; `reason` says why and `usage` what was spent on trying."""

    code = "model_unavailable"

    def __init__(self, reason: Reason, usage: Usage = NO_USAGE) -> None:
        super().__init__(reason=reason)
        self.reason: Reason = reason
        self.usage = usage


class Shape(BaseModel):
    """What a model is asked to return. Fields it adds are ignored; fields it lacks are a mistake to repair."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Wanted = TypeVar("Wanted", bound=Shape)
Partial = Callable[[Mapping[str, Any]], None]


class Listener(Protocol):
    """Who follows a reply while it is made."""

    @property
    def gone(self) -> bool:
        """Whether nobody waits for the reply any more: upstream work is then stopped."""
        ...

    def tell(self, event: Started | Delta) -> None:
        """Hear that the request is understood, or of a piece that is checked and will only change with the whole."""
        ...


class _Nobody:
    """The listener of replies that are only wanted whole."""

    gone = False

    def tell(self, event: Started | Delta) -> None:
        """Nothing to tell."""


NOBODY = _Nobody()


@dataclass(frozen=True)
class Asked:
    """On whose behalf something is written, and who listens meanwhile."""

    tenant: str = HOME_TENANT
    listener: Listener = NOBODY


@dataclass(frozen=True)
class Task(Generic[Wanted]):
    """One thing to write: what to say to the model and the shape that must come back.

    `choices` closes the string fields of that name to the values given; `prompts` are the names and versions of the
    templates the texts were made from.
    """

    name: str
    lang: Lang
    system: str
    user: str
    shape: type[Wanted]
    choices: Mapping[str, tuple[str, ...]]
    prompts: Mapping[str, str]


@dataclass(frozen=True)
class Written(Generic[Wanted]):
    """What came back, in shape, who wrote it and what it took."""

    value: Wanted
    model: str
    usage: Usage

    def provenance(
        self, task: Task[Wanted], knowledge_version: str, created_at: datetime, **used: int | tuple[str, ...]
    ) -> Provenance:
        """Where a reply made of it comes from; `used` tells what of our material went into it and what did not."""
        return Provenance(
            engine="llm",
            model=self.model,
            prompts=dict(task.prompts),
            knowledge_version=knowledge_version,
            created_at=created_at,
            usage=self.usage.model_copy(update=used),
        )


class Writer(Protocol):
    """Writes tasks. May be called from any thread."""

    @property
    def room(self) -> int:
        """How many tokens a task's texts may take together."""
        ...

    @property
    def reply_room(self) -> int:
        """How many tokens a reply may have."""
        ...

    def write(self, task: Task[Wanted], asked: Asked, partial: Partial) -> Written[Wanted]:
        """The task done. `partial` hears the object as it grows. Raises ModelUnavailable and nothing else."""
        ...
