"""Answers and plans as streams of typed events; the grammar stands in advisor/models/events.py."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Body, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from advisor.models.requests import AnswerRequest, PlanRequest
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
    lang = request_language(request)
    async for event in stream(
        lambda audience: tell(
            lambda listener: app.advisor.answer(asked, caller, listener), audience, app.catalogue, lang
        ),
        app.catalogue,
        lang,
    ):
        yield event


@router.post("/plans/stream", response_class=EventSourceResponse)
async def stream_plan(
    asked: Annotated[PlanRequest, Body(openapi_examples=PLAN)], app: App, caller: CanAdvise, request: Request
) -> AsyncIterator[ServerSentEvent]:
    """Make a plan and keep it, piece by piece."""
    lang = request_language(request)
    async for event in stream(
        lambda audience: tell(
            lambda listener: app.advisor.plan(asked, caller, listener), audience, app.catalogue, lang
        ),
        app.catalogue,
        lang,
    ):
        yield event
