"""The use cases over HTTP: diagnoses, plans, answers, drafts, search."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from advisor.errors import NotAllowed, NotFound
from advisor.exports.formats import export
from advisor.guardrails.redaction.exporting import for_export
from advisor.models.answer import Answer
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest, SearchRequest
from advisor.models.search import SearchResult
from advisor.models.shared import Diagnosis
from advisor.models.situation import Situation
from api.deps import App, CanAdvise, CanChat, Counted
from api.examples import ANSWER, DIAGNOSIS, DRAFT, PLAN, SEARCH

router = APIRouter(prefix="/v1", tags=["advice"])
# What a widget's session may reach beside its conversations: a text for another channel, and the files of its plans.
open_to_sessions = APIRouter(prefix="/v1", tags=["advice"])
_OK = 200


@router.post("/diagnoses")
def create_diagnosis(
    situation: Annotated[Situation, Body(openapi_examples=DIAGNOSIS)], app: App, caller: CanAdvise
) -> Diagnosis:
    """Find out why a department does not cooperate."""
    return app.advisor.diagnose(situation)


@router.post("/plans", status_code=201)
def create_plan(
    request: Annotated[PlanRequest, Body(openapi_examples=PLAN)], app: App, caller: CanAdvise, response: Response
) -> Plan:
    """Make a dated, cited plan and keep it; a refused request is answered with 200."""
    plan = app.advisor.plan(request, caller)
    if plan.refusal:
        response.status_code = _OK
    return plan


@router.get("/plans/{plan_id}")
def read_plan(plan_id: str, app: App, caller: CanAdvise) -> Plan:
    """Read a plan that was made before."""
    return app.advisor.kept_plan(plan_id, caller)


@open_to_sessions.get("/plans/{plan_id}/export", response_class=Response)
def export_plan(
    plan_id: str, app: App, caller: CanChat, form: Annotated[str, Query(alias="format")] = "md"
) -> Response:
    """Download a plan as md, docx, xlsx or ics; a session only one of its own."""
    if caller.subject is not None and not app.storage.turns(caller.owner).made(plan_id):
        raise NotFound(id=plan_id)
    plan = for_export(app.advisor.kept_plan(plan_id, caller), app.redactor)
    content, media_type = export(plan, form, lambda key, **values: app.catalogue.say(plan.lang, key, **values))
    disposition = f'attachment; filename="plan-{plan.id}.{form}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


@router.post("/answers")
def create_answer(
    request: Annotated[AnswerRequest, Body(openapi_examples=ANSWER)], app: App, caller: CanAdvise
) -> Answer:
    """Answer a question, with sources."""
    return app.advisor.answer(request, caller)


@open_to_sessions.post("/drafts", status_code=201)
def create_draft(
    request: Annotated[DraftRequest, Body(openapi_examples=DRAFT)],
    app: App,
    caller: CanChat,
    counted: Counted,
    response: Response,
) -> Draft:
    """Write a text that is ready to send; a refused request is answered with 200."""
    if caller.answers_only:
        raise NotAllowed
    draft = app.advisor.draft(request, caller)
    if draft.refusal:
        response.status_code = _OK
    return draft


@router.post("/search")
def search(
    request: Annotated[SearchRequest, Body(openapi_examples=SEARCH)], app: App, caller: CanAdvise
) -> SearchResult:
    """Find the best passages for a query."""
    return app.advisor.search(request)
