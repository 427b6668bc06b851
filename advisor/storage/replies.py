"""Kept replies. The repository is made for a tenant; there is no way to ask without one."""

import json
from typing import Any, Literal, NamedTuple

from sqlalchemy import select

from advisor.errors import NotFound
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.requests import DraftRequest, PlanRequest
from advisor.storage.database import Database
from advisor.storage.tables import ReplyRow

Kind = Literal["plan", "draft"]


class Kept(NamedTuple):
    """A reply as it was given and the request it answers; None where it was kept before requests were."""

    kind: Kind
    reply: dict[str, Any]
    request: dict[str, Any] | None


class ReplyRepository:
    """The plans and drafts of one tenant."""

    def __init__(self, database: Database, tenant_id: str) -> None:
        self._database, self._tenant = database, tenant_id

    def keep_plan(self, plan: Plan, request: PlanRequest) -> None:
        """Keep a plan as it was given, with what was asked."""
        self._keep("plan", plan, request)

    def keep_draft(self, draft: Draft, request: DraftRequest) -> None:
        """Keep a draft as it was given, with what was asked."""
        self._keep("draft", draft, request)

    def plan(self, plan_id: str) -> Plan:
        """The plan of that id. Raises NotFound when there is none, or it is another tenant's."""
        return Plan.model_validate_json(self._body("plan", plan_id))

    def kept(self, reply_id: str) -> Kept:
        """A reply of either kind with its request. Raises NotFound."""
        wanted = select(ReplyRow.kind, ReplyRow.body, ReplyRow.request).where(
            ReplyRow.id == reply_id, ReplyRow.tenant_id == self._tenant
        )
        with self._database.session() as session:
            row = session.execute(wanted).one_or_none()
        if row is None:
            raise NotFound(id=reply_id)
        return Kept(row.kind, json.loads(row.body), json.loads(row.request) if row.request else None)

    def _keep(self, kind: Kind, reply: Plan | Draft, request: PlanRequest | DraftRequest) -> None:
        row = ReplyRow(
            id=reply.id,
            tenant_id=self._tenant,
            kind=kind,
            body=reply.model_dump_json(),
            request=request.model_dump_json(exclude_none=True),
            created_at=reply.provenance.created_at,
        )
        with self._database.writing() as session:
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
