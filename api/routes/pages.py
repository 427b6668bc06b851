"""The start page: type a situation, read the plan. Server-rendered, works without JavaScript."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from advisor.bootstrap import Application
from advisor.errors import AdvisorError, NotAuthenticated, NotFound
from advisor.language.detection import language_of
from advisor.models.base import Lang
from advisor.models.principal import Principal
from advisor.models.requests import AnswerRequest, PlanRequest
from advisor.wordings import probe_line
from api.deps import App, CanAdmin, CanAdvise, sessions
from api.language import request_language
from api.sessions import COOKIE, LASTS, Sessions
from api.views import Views

router = APIRouter(include_in_schema=False)
open_router = APIRouter(include_in_schema=False)
_SEE_OTHER = 303

SignedIn = CanAdvise
Open = Annotated[Sessions, Depends(sessions)]


def _views(request: Request) -> Views:
    return cast(Views, request.app.state.views)


Pages = Annotated[Views, Depends(_views)]


@open_router.get("/login")
def sign_in_page(request: Request, views: Pages, open_sessions: Open, ticket: str | None = None) -> Response:
    """The sign-in page; a good ticket signs in at once."""
    session = open_sessions.redeem(ticket) if ticket else None
    if session:
        return _signed_in(session)
    return views.page("login", request_language(request), failed=ticket is not None)


@open_router.post("/login")
def sign_in(
    request: Request, views: Pages, app: App, open_sessions: Open, key: Annotated[str, Form()] = ""
) -> Response:
    """Sign in with a key."""
    try:
        principal = app.storage.keys.principal(key.strip())
    except NotAuthenticated:
        return views.page("login", request_language(request), failed=True, status=401)
    return _signed_in(open_sessions.open(principal))


@router.post("/logout")
def sign_out(request: Request, open_sessions: Open, signed_in: SignedIn) -> Response:
    """End the session."""
    open_sessions.close(request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/login", _SEE_OTHER)
    response.delete_cookie(COOKIE)
    return response


@router.get("/")
def start_page(request: Request, views: Pages, app: App, signed_in: SignedIn) -> Response:
    """The form."""
    return _start(views, request_language(request), app, signed_in)


@router.get("/plans/{plan_id}")
def plan_page(plan_id: str, request: Request, views: Pages, app: App, signed_in: SignedIn) -> Response:
    """A plan that was made before, to be read again."""
    lang = request_language(request)
    try:
        plan = app.advisor.kept_plan(plan_id, signed_in)
    except NotFound as missing:
        return _start(views, lang, app, signed_in, error=views.told(missing, lang), status=404)
    return _start(views, lang, app, signed_in, plan=plan)


@router.post("/model/test")
def test_model(request: Request, views: Pages, app: App, caller: CanAdmin) -> Response:
    """The form with what a test of the model found."""
    lang = request_language(request)
    tested = probe_line(app.model.probe.run(lang, caller.tenant_id), app.catalogue, lang) if app.model else None
    return _start(views, lang, app, caller, tested=tested)


def _start(views: Views, lang: Lang, app: Application, signed_in: Principal, **values: Any) -> HTMLResponse:
    """The start page; the button for the model is for those who may press it."""
    given: dict[str, Any] = {"given": {}, "plan": None, "answer": None, "tested": None, **values}
    may_test = app.model is not None and "admin" in signed_in.scopes
    return views.page("start", lang, knowledge=app.knowledge, may_test=may_test, **given)


@router.post("/")
async def advise(request: Request, views: Pages, app: App, signed_in: SignedIn) -> Response:
    """The form with the plan or the answer under it; what was typed stays."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    return await views.in_thread(_advised, form, views, app, signed_in, request)


def _advised(form: dict[str, str], views: Views, app: App, signed_in: Principal, request: Request) -> HTMLResponse:
    lang = request_language(request)
    reply_lang = language_of(form.get("text", ""))
    fields = {name: form[name] for name in ("department", "process") if form.get(name)}
    plan = answer = error = None
    try:
        if form.get("want") == "answer":
            asked = AnswerRequest(question=form.get("text", ""), lang=reply_lang, **fields)
            answer = app.advisor.answer(asked, signed_in)
        else:
            answers = {
                name.removeprefix("q."): value for name, value in form.items() if name.startswith("q.") and value
            }
            plan = app.advisor.plan(
                PlanRequest.model_validate({"text": form.get("text", ""), "answers": answers, **fields}), signed_in
            )
    except (AdvisorError, ValidationError) as raised:
        error = views.told(raised, lang)
    return _start(
        views,
        lang,
        app,
        signed_in,
        given=form,
        plan=plan,
        answer=answer,
        error=error,
        status=422 if error else 200,
    )


def _signed_in(session: str) -> Response:
    response = RedirectResponse("/", _SEE_OTHER)
    response.set_cookie(COOKIE, session, max_age=int(LASTS.total_seconds()), httponly=True, samesite="strict")
    return response
