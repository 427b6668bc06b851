"""The turns this process works on, and how their events reach whoever listens.

The work is done in a thread and belongs to nobody's connection: readers come, go and come back, each from where it left
off. When the last one has gone and none comes back within the grace, the work ends; what was told stays, interrupted.
A reader is a task on the event loop and holds no thread.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from uuid import uuid4

import structlog
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi.sse import ServerSentEvent

from advisor.chat.assistant import Assistant, Begun
from advisor.errors import Overloaded, RateLimited
from advisor.models.conversation import ChatRequest
from advisor.models.principal import Owner, Principal
from advisor.models.turn import TERMINAL, Broken, ChatEvent

log = structlog.get_logger(__name__)
# A reader that lost its line is back sooner than this; a work that nobody hears is ended.
GRACE_SECONDS = 1.5
# Proxies close what is silent for a minute; a caller who was shut out hears of it this soon.
HEARTBEAT_SECONDS = 10.0
# A person reads one reply; a page that opens more than this is not a person's.
_STREAMS_PER_SESSION = 4
_COME_BACK_SECONDS = 5
# How long a stopping server waits for work to be stored.
DRAIN_SECONDS = 20.0


class Turn:
    """One turn being worked on: what it told so far, and who waits for more."""

    def __init__(self, begun: Begun, principal: Principal, assistant: Assistant) -> None:
        self.begun, self.principal = begun, principal
        # That the turn is understood is told at once; the rest waits until there is a thread for it.
        self.events: list[ChatEvent] = [begun.meta]
        self.over = self.stopped = self.gone = self.leaving = False
        self._loop, self._readers = asyncio.get_running_loop(), 0
        self._assistant = assistant
        self._told = asyncio.Event()

    @property
    def message_id(self) -> str:
        """The message this turn makes."""
        return self.begun.meta.message_id

    def tell(self, event: ChatEvent) -> None:
        """Take the next event; may be called from any thread."""
        self._loop.call_soon_threadsafe(self._take, event)

    def end(self) -> None:
        """Nothing more comes; may be called from any thread."""
        self._loop.call_soon_threadsafe(self._end)

    def stop(self) -> None:
        """Let the work end where it stands; it is kept as stopped."""
        self.stopped = True

    def leave(self) -> None:
        """Let every reader go; the server is closing and the rest can be read later."""
        self.leaving = True
        self._told.set()

    async def follow(self, after: int, still_good: Callable[[], bool]) -> AsyncIterator[ServerSentEvent]:
        """The events behind the first `after`, as they come, up to the last; heartbeats while there are none."""
        self._readers += 1
        after = min(after, len(self.events))
        try:
            while True:
                while after < len(self.events):
                    event = self.events[after]
                    after += 1
                    yield sent(self.message_id, after, event)
                    if isinstance(event, TERMINAL):
                        return
                if self.over or self.leaving:
                    yield self._cut_off("interrupted")
                    return
                if not await self._more_than(after):
                    if not await run_sync(still_good):
                        yield self._cut_off("session_expired")
                        return
                    yield ServerSentEvent(comment="keepalive")
        finally:
            self._readers -= 1
            if self._readers == 0 and not self.over:
                self._loop.call_later(GRACE_SECONDS, self._leave_alone)

    async def _more_than(self, count: int) -> bool:
        """Whether there is news before the next heartbeat."""
        told = self._told
        if len(self.events) > count or self.over or self.leaving:
            return True
        try:
            await asyncio.wait_for(told.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return False
        return True

    def _cut_off(self, code: str) -> ServerSentEvent:
        """The end for one reader; it has no id, so that the reader's place in the turn stays where it was."""
        broken = self._assistant.interrupted(self.message_id, self.events, code)
        return ServerSentEvent(event=broken.type, raw_data=broken.model_dump_json())

    def _take(self, event: ChatEvent) -> None:
        self.events.append(event)
        self._wake()

    def _end(self) -> None:
        self.over = True
        self._wake()

    def _wake(self) -> None:
        self._told.set()
        self._told = asyncio.Event()

    def _leave_alone(self) -> None:
        if self._readers == 0 and not self.over:
            self.gone = True


class Turns:
    """The turns of one process."""

    def __init__(self, assistant: Assistant, streams: int, at_once: int) -> None:
        self._assistant, self._streams, self._at_once = assistant, streams, at_once
        self._running: dict[str, Turn] = {}
        self._works: set[asyncio.Task[None]] = set()
        self._limiter: CapacityLimiter | None = None

    async def start(self, request: ChatRequest, principal: Principal) -> Turn:
        """Begin a turn. Raises what the assistant raises, and Overloaded or RateLimited when there is no room."""
        self._make_room(principal)
        begun = await run_sync(self._assistant.begin, request, principal)
        turn = Turn(begun, principal, self._assistant)
        self._running[turn.message_id] = turn
        work = asyncio.create_task(self._work(turn))
        self._works.add(work)
        work.add_done_callback(self._works.discard)
        return turn

    def running(self, message_id: str, owner: Owner) -> Turn | None:
        """The turn that makes this message, if this owner may see it and it is still worked on."""
        turn = self._running.get(message_id)
        if turn is None or turn.principal.tenant_id != owner.tenant_id:
            return None
        return turn if owner.subject in {None, turn.principal.subject} else None

    @property
    def count(self) -> int:
        """How many turns are worked on."""
        return len(self._running)

    def leave(self) -> None:
        """Let all readers go: the server is closing."""
        for turn in self._running.values():
            turn.leave()

    async def drain(self) -> None:
        """Wait until what is worked on is stored, but not for ever."""
        self.leave()
        if self._works:
            await asyncio.wait(self._works, timeout=DRAIN_SECONDS)

    def _make_room(self, principal: Principal) -> None:
        if len(self._running) >= self._streams:
            raise Overloaded(_COME_BACK_SECONDS)
        held = Counter(turn.principal.session_id for turn in self._running.values())
        if principal.session_id is not None and held[principal.session_id] >= _STREAMS_PER_SESSION:
            raise RateLimited(_COME_BACK_SECONDS, "too_many_streams")

    async def _work(self, turn: Turn) -> None:
        self._limiter = self._limiter or CapacityLimiter(self._at_once)
        try:
            await run_sync(self._tell, turn, limiter=self._limiter)
        finally:
            self._running.pop(turn.message_id, None)
            turn.end()

    def _tell(self, turn: Turn) -> None:
        told: list[ChatEvent] = []
        try:
            with closing(self._assistant.events(turn.begun, lambda: turn.stopped, lambda: turn.gone)) as events:
                for event in events:
                    if turn.gone and not isinstance(event, TERMINAL):
                        return
                    told.append(event)
                    if event is not turn.begun.meta:
                        turn.tell(event)
        except Exception as error:  # noqa: BLE001  (the status line has left; the stream itself must say that it failed)
            request_id = uuid4().hex[:12]
            log.error("unexpected", request_id=request_id, kind=type(error).__name__)
            turn.tell(self._assistant.fail(turn.begun, told, "internal", request_id=request_id))


def replayed(
    message_id: str, events: tuple[ChatEvent, ...], after: int, broken: Callable[[], Broken]
) -> list[ServerSentEvent]:
    """What is left of a turn that is over; one that never ended is ended as broken, one heard whole ends once more."""
    if not events or not isinstance(events[-1], TERMINAL):
        events = (*events, broken())
    after = min(after, len(events) - 1)
    return [sent(message_id, number, event) for number, event in enumerate(events[after:], start=after + 1)]


def heard(last_event_id: str | None, message_id: str) -> int:
    """How many events of this message a reader has heard, by the id it names; 0 for any other id."""
    named, _, number = (last_event_id or "").rpartition(":")
    return int(number) if named == message_id and number.isascii() and number.isdigit() and len(number) < 7 else 0


def sent(message_id: str, number: int, event: ChatEvent) -> ServerSentEvent:
    """One event as it travels."""
    return ServerSentEvent(id=f"{message_id}:{number}", event=event.type, raw_data=event.model_dump_json())
