"""Where measured replies go: nowhere. A measurement leaves no trace in a customer's database."""

from advisor.errors import NotFound
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.requests import DraftRequest, PlanRequest


class Forgetful:
    """A reply store that keeps nothing."""

    def keep_plan(self, plan: Plan, request: PlanRequest) -> None:
        """Forget it."""

    def keep_draft(self, draft: Draft, request: DraftRequest) -> None:
        """Forget it."""

    def plan(self, plan_id: str) -> Plan:
        """Nothing is here."""
        raise NotFound(id=plan_id)
