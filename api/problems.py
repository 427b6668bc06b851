"""Errors as RFC 9457 problem+json, in the caller's language. One table maps the error tree to HTTP.

No stack trace, no library's own message, no path and no secret ever leaves.
"""

from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from advisor.errors import (
    AdvisorError,
    InvalidInput,
    KnowledgeInvalid,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    NotReady,
    Overloaded,
    RateLimited,
    StorageUnavailable,
)
from advisor.texts.catalogue import Catalogue
from advisor.wordings import validation_message
from api.language import request_language

log = structlog.get_logger(__name__)

STATUS: Mapping[type[AdvisorError], int] = {
    InvalidInput: 422,
    NotFound: 404,
    NotAuthenticated: 401,
    NotAllowed: 403,
    KnowledgeInvalid: 503,
    RateLimited: 429,
    Overloaded: 503,
    StorageUnavailable: 503,
    NotReady: 503,
    AdvisorError: 500,
}
_TITLES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 400: "invalid_input", 422: "invalid_input"}
_DETAILS = {404: "route_not_found", 405: "method_not_allowed"}


def install(app: FastAPI) -> None:
    """Let every error of `app` become a problem document."""
    app.add_exception_handler(AdvisorError, _advisor_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def problem(
    request: Request,
    status: int,
    title: str,
    code: str,
    *,
    errors: list[dict[str, Any]] | None = None,
    **values: object,
) -> JSONResponse:
    """One problem document. `title` and `code` are catalogue keys under `error.title` and `error`."""
    lang, catalogue = request_language(request), _catalogue(request)
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": catalogue.say(lang, f"error.title.{title}"),
        "status": status,
        "detail": catalogue.say(lang, f"error.{code}", **values),
        "code": code,
    }
    if errors is not None:
        body["errors"] = errors
    headers = {"Content-Language": lang, "Vary": "Accept-Language"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, "application/problem+json")


async def _advisor_error(request: Request, error: Exception) -> JSONResponse:
    error = cast(AdvisorError, error)
    kind: type[AdvisorError] = next(kind for kind in type(error).__mro__ if kind in STATUS)
    errors = None
    if isinstance(error, InvalidInput):
        lang = request_language(request)
        said = _catalogue(request).say(lang, f"error.{error.code}", **error.params)
        errors = [{"loc": ["body", *error.field.split(".")], "msg": said}]
    if STATUS[kind] >= 500 and not isinstance(error, RateLimited):
        log.error("request_failed", code=error.code, kind=kind.__name__)
    response = problem(request, STATUS[kind], kind.code, error.code, errors=errors, **error.params)
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


async def _invalid_request(request: Request, error: Exception) -> JSONResponse:
    lang, catalogue = request_language(request), _catalogue(request)
    errors = [
        {"loc": list(detail["loc"]), "msg": validation_message(detail, catalogue, lang)}
        for detail in cast(RequestValidationError, error).errors()
    ]
    return problem(request, 422, "invalid_input", "validation", errors=errors)


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    status = cast(HTTPException, error).status_code
    return problem(request, status, _TITLES.get(status, "internal"), _DETAILS.get(status, "validation"))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    request_id = uuid4().hex[:12]
    log.error("unexpected", request_id=request_id, kind=type(error).__name__, at=_place(error))
    return problem(request, 500, "internal", "internal", request_id=request_id)


def _place(error: Exception) -> str:
    """The module and line an error was raised in: enough to find it, nothing of the caller's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""


def _catalogue(request: Request) -> Catalogue:
    return cast(Catalogue, request.app.state.application.catalogue)
