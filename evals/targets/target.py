"""The port: something that answers requests, wherever it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from advisor.models.answer import Answer
from advisor.models.base import Frozen
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.search import SearchResult
from advisor.models.shared import Diagnosis, Grounding
from evals.cases import Door
from evals.reference import Reference
from evals.scorers.score import Reply

REPLIES: Mapping[Door, type[Frozen]] = {
    "diagnose": Diagnosis,
    "plan": Plan,
    "answer": Answer,
    "draft": Draft,
    "search": SearchResult,
    "ground": Grounding,
}


class TargetFailed(Exception):
    """The service gave no reply; `code` says how, `detail` what it said."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Told:
    """A reply, how long it took in milliseconds, and texts of sources that only the service knows."""

    reply: Reply
    ms: float
    passages: Mapping[str, str] = field(default_factory=dict)


class Target(Protocol):
    """Answers requests through the use cases. Implementations may be called from any thread."""

    @property
    def doors(self) -> frozenset[Door]:
        """The doors it has; cases of other doors are skipped, and counted as such."""
        ...

    @property
    def reference(self) -> Reference:
        """What its replies are held against."""
        ...

    def identity(self) -> Mapping[str, str]:
        """What was measured: the kind of target, its knowledge version, where it stands."""
        ...

    def ask(self, door: Door, request: Frozen) -> Told:
        """The reply. Raises TargetFailed when there is none."""
        ...

    def close(self) -> None:
        """Let files and connections go."""
        ...
