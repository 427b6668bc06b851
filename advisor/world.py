"""What the use cases are given: who composes, what time it is, where replies are kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from advisor.answering.context import AnswerComposer
from advisor.drafting.context import DraftComposer
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.requests import DraftRequest, PlanRequest
from advisor.planning.context import PlanComposer


class ReplyStore(Protocol):
    """Where one tenant's replies are kept."""

    def keep_plan(self, plan: Plan, request: PlanRequest) -> None:
        """Keep a plan as it was given, with what was asked."""
        ...

    def keep_draft(self, draft: Draft, request: DraftRequest) -> None:
        """Keep a draft as it was given, with what was asked."""
        ...

    def plan(self, plan_id: str) -> Plan:
        """The plan of that id. Raises NotFound."""
        ...


@dataclass(frozen=True)
class Composers:
    """Who composes each kind of reply."""

    plan: PlanComposer
    answer: AnswerComposer
    draft: DraftComposer


@dataclass(frozen=True)
class World:
    """What a request cannot know by itself: the time, fresh ids, and where a tenant's replies are kept."""

    now: Callable[[], datetime]
    new_id: Callable[[], str]
    replies: Callable[[str], ReplyStore]
