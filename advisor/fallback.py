"""Falling back: the model first, and the playbook as the floor under it, whatever happens above."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import structlog

from advisor.models.answer import Answer
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.usage import Usage
from advisor.models.writing import ModelUnavailable

log = structlog.get_logger(__name__)

Reply = TypeVar("Reply", Answer, Plan, Draft)
Context = TypeVar("Context")
Given_contra = TypeVar("Given_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)


class Composer(Protocol[Given_contra, Made_co]):
    """Makes a reply from a context."""

    def compose(self, context: Given_contra) -> Made_co:
        """The reply."""
        ...


@dataclass(frozen=True)
class FallbackComposer(Generic[Context, Reply]):
    """Tries the first; when it cannot, the floor's reply is given and says why."""

    primary: Composer[Context, Reply]
    floor: Composer[Context, Reply]

    def compose(self, context: Context) -> Reply:
        """The primary's reply, or the floor's with `degraded` and the reason."""
        try:
            return self.primary.compose(context)
        except ModelUnavailable as error:
            return _degraded(self.floor.compose(context), error.reason, error.usage)
        except Exception as error:  # noqa: BLE001  (a fault above the floor must not take the floor away)
            log.error("model_path_failed", kind=type(error).__name__)
            return _degraded(self.floor.compose(context), "model_error", None)


def _degraded(reply: Reply, reason: str, usage: Usage | None) -> Reply:
    told = {"degraded": True, "degraded_reason": reason, "usage": usage if usage and usage.calls else None}
    return reply.model_copy(update={"provenance": reply.provenance.model_copy(update=told)})
