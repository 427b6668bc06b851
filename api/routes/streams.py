"""Answers and plans as streams of typed events; the grammar stands in advisor/models/events.py."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from advisor.bootstrap import Application
from advisor.models.answer import Answer
from advisor.models.plan import Plan
from advisor.models.requests import AnswerRequest, PlanRequest
from advisor.models.writing import Listener
from advisor.telling import tell
from api.deps import App, CanAdvise
from api.examples import ANSWER, PLAN
from api.language import request_language
from api.streams import stream

router = APIRouter(prefix="/v1", tags=["advice"])


@router.post("/answers/stream", response_class=EventSourceResponse)
async def stream_answer(
    asked: Annotated[AnswerRequest, Body(openapi_examples=ANSWER)], app: App, caller: CanAdvise, request: Request
) -> AsyncIterator[ServerSentEvent]:
    """Answer a question, piece by piece."""
    async for event in _told(partial(app.advisor.answer, asked, caller), app, request):
        yield event


@router.post("/plans/stream", response_class=EventSourceResponse)
async def stream_plan(
    asked: Annotated[PlanRequest, Body(openapi_examples=PLAN)], app: App, caller: CanAdvise, request: Request
) -> AsyncIterator[ServerSentEvent]:
    """Make a plan and keep it, piece by piece."""
    async for event in _told(partial(app.advisor.plan, asked, caller), app, request):
        yield event


def _told(
    use: Callable[[Listener], Answer | Plan], app: Application, request: Request
) -> AsyncIterator[ServerSentEvent]:
    """The events of a reply while it is made."""
    lang = request_language(request)
    return stream(lambda audience: tell(use, audience, app.catalogue, lang), app.catalogue, lang)
