"""Kept replies. The repository is made for a tenant; there is no way to ask without one."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select

from advisor.errors import NotFound
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.storage.database import Database
from advisor.storage.tables import ReplyRow

Kind = Literal["plan", "draft"]


class ReplyRepository:
    """The plans and drafts of one tenant."""

    def __init__(self, database: Database, tenant_id: str) -> None:
        self._database, self._tenant = database, tenant_id

    def keep_plan(self, plan: Plan) -> None:
        """Keep a plan as it was given."""
        self._keep("plan", plan.id, plan.model_dump_json(), plan.provenance.created_at)

    def keep_draft(self, draft: Draft) -> None:
        """Keep a draft as it was given."""
        self._keep("draft", draft.id, draft.model_dump_json(), draft.provenance.created_at)

    def plan(self, plan_id: str) -> Plan:
        """The plan of that id. Raises NotFound when there is none, or it is another tenant's."""
        return Plan.model_validate_json(self._body("plan", plan_id))

    def _keep(self, kind: Kind, reply_id: str, body: str, created_at: datetime) -> None:
        row = ReplyRow(id=reply_id, tenant_id=self._tenant, kind=kind, body=body, created_at=created_at)
        with self._database.session() as session:
            session.add(row)

    def _body(self, kind: Kind, reply_id: str) -> str:
        wanted = select(ReplyRow.body).where(
            ReplyRow.id == reply_id, ReplyRow.kind == kind, ReplyRow.tenant_id == self._tenant
        )
        with self._database.session() as session:
            body = session.scalar(wanted)
        if body is None:
            raise NotFound(id=reply_id)
        return body
