"""Server-sent events: the reply is made in a thread, and its events cross into the response as they come.

The response waits for events, never for the thread: when the client goes, the listener is told at once and upstream
work stops.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import structlog
from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from advisor.models.base import Lang
from advisor.models.events import Done, Event, Failed, FellBack
from advisor.telling import Audience
from advisor.texts.catalogue import Catalogue

log = structlog.get_logger(__name__)
_LAST = Done | FellBack | Failed


class Inbox:
    """Events from a thread, waited for on the event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self.gone = False

    def tell(self, event: Event) -> None:
        """Pass one event on; may be called from any thread."""
        self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    async def next(self) -> Event:
        """The next event."""
        return await self._events.get()


async def stream(work: Callable[[Audience], None], catalogue: Catalogue, lang: Lang) -> AsyncIterator[ServerSentEvent]:
    """What `work` tells, up to and with its last event."""
    inbox = Inbox()
    working = asyncio.create_task(run_in_threadpool(_worked, work, inbox, catalogue, lang))
    try:
        while True:
            event = await inbox.next()
            yield ServerSentEvent(event=event.type, raw_data=event.model_dump_json())
            if isinstance(event, _LAST):
                break
        await working
    finally:
        inbox.gone = True


def _worked(work: Callable[[Audience], None], inbox: Inbox, catalogue: Catalogue, lang: Lang) -> None:
    try:
        work(inbox)
    except Exception as error:  # noqa: BLE001  (the status line has left; the stream itself must say it failed)
        request_id = uuid4().hex[:12]
        log.error("unexpected", request_id=request_id, kind=type(error).__name__)
        detail = catalogue.say(lang, "error.internal", request_id=request_id)
        inbox.tell(Failed(code="internal", detail=detail))
