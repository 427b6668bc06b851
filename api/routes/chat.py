"""Turns of a conversation as server-sent events; the grammar stands in advisor/models/turn.py and docs/chat.md."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from advisor.models.conversation import ChatRequest
from api.auth import still_good
from api.deps import App, CanChat, Counted, Running
from api.turns import Turn, heard, replayed

router = APIRouter(prefix="/v1/chat", tags=["chat"])
# FastAPI says no-cache and asks proxies not to buffer; that nobody may rewrite the stream is ours to say.
_WHOLE = "no-transform"


def _whole(response: Response) -> None:
    response.headers["Cache-Control"] = _WHOLE


Whole = Annotated[None, Depends(_whole)]


async def _started(asked: ChatRequest, turns: Running, caller: CanChat, counted: Counted) -> Turn:
    return await turns.start(asked, caller)


async def _rest(
    message_id: str,
    app: App,
    turns: Running,
    caller: CanChat,
    last_event_id: Annotated[str | None, Header()] = None,
) -> tuple[Turn | None, int, list[ServerSentEvent]]:
    """The turn that is still worked on, or what is left of one that is over. Raises NotFound."""
    after = heard(last_event_id, message_id)
    turn = turns.running(message_id, caller.owner)
    if turn is not None:
        return turn, after, []
    told = await run_in_threadpool(app.storage.turns(caller.owner).events, message_id)
    return None, after, replayed(message_id, told, after, lambda: app.assistant.interrupted(message_id, told))


@router.post("", response_class=EventSourceResponse)
async def converse(
    turn: Annotated[Turn, Depends(_started)], request: Request, whole: Whole
) -> AsyncIterator[ServerSentEvent]:
    """Say something; the reply comes as events."""
    async for event in turn.follow(0, lambda: still_good(request)):
        yield event


@router.get("/{message_id}/events", response_class=EventSourceResponse)
async def resume(
    rest: Annotated[tuple[Turn | None, int, list[ServerSentEvent]], Depends(_rest)],
    request: Request,
    whole: Whole,
) -> AsyncIterator[ServerSentEvent]:
    """Hear the rest of a reply, behind the event named in Last-Event-ID."""
    turn, after, told = rest
    for event in told:
        yield event
    if turn is not None:
        async for event in turn.follow(after, lambda: still_good(request)):
            yield event


@router.post("/{message_id}/stop", status_code=204)
def stop(message_id: str, app: App, turns: Running, caller: CanChat) -> None:
    """End the work on a reply; what was told of it is kept. A reply that is over stays as it is."""
    turn = turns.running(message_id, caller.owner)
    if turn is None:
        app.storage.turns(caller.owner).message(message_id)
        return
    turn.stop()
