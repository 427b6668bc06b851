"""The work of a turn and its readers: who leaves, who comes back, who stops it, and what breaks."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Sequence
from typing import Any, cast

import pytest
from fastapi.sse import ServerSentEvent
from structlog.testing import capture_logs

from advisor.chat.assistant import Assistant, Begun, Signal, never
from advisor.errors import Overloaded, RateLimited
from advisor.models.conversation import ChatRequest
from advisor.models.principal import Owner, Principal
from advisor.models.shared import Grounding, Provenance
from advisor.models.turn import Broken, ChatEvent, Delta, Finished, Meta
from api import turns as under_test
from api.turns import Turn, Turns
from tests.conftest import NOW

HOLDER = Principal(tenant_id="home", scopes=frozenset({"advise"}))
WIDGET = Principal(tenant_id="home", scopes=frozenset({"chat"}), session_id="s1", subject="c1/u1")


class Step:
    """A gate that the work of a turn waits at."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()

    def wait(self) -> None:
        self.reached.set()
        assert self.open.wait(10)


class Scripted:
    """An assistant that tells three pieces, waiting at a gate before the second, and remembers how it ended."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.gate, self.fault = Step(), fault
        self.ended: list[str] = []
        self._number = 0

    def begin(self, request: ChatRequest, principal: Principal) -> Begun:  # noqa: ARG002  (an assistant's signature)
        self._number += 1
        meta = Meta(
            conversation_id="c", message_id=f"m{self._number}", lang="en", intent="answer", ai_notice="", created_at=NOW
        )
        return Begun(meta, cast(Any, None), cast(Any, None), cast(Any, None))

    def events(self, begun: Begun, stopped: Signal = never, gone: Signal = never) -> Generator[ChatEvent]:  # noqa: ARG002
        try:
            yield begun.meta
            self.gate.wait()
            if self.fault:
                raise self.fault
            for text in ("one", "two", "three"):
                if stopped():
                    break
                yield Delta(text=text)
        except GeneratorExit:
            self.ended.append("interrupted")
            raise
        self.ended.append("stopped" if stopped() else "complete")
        yield Finished(
            message_id=begun.meta.message_id,
            status="stopped" if stopped() else "complete",
            grounding=Grounding(mode="none"),
            provenance=Provenance(engine="playbook", knowledge_version="1", created_at=NOW),
        )

    def fail(self, begun: Begun, told: Sequence[ChatEvent], code: str, **values: object) -> Broken:  # noqa: ARG002
        self.ended.append(code)
        return self.interrupted(begun.meta.message_id, told, code)

    def interrupted(self, message_id: str, told: Sequence[ChatEvent], code: str = "interrupted") -> Broken:  # noqa: ARG002
        return Broken(code=code, title="t", detail="d", retryable=True, message_id=message_id)


Story = Callable[[Scripted, Turns], Coroutine[Any, Any, None]]


def run(story: Story, scripted: Scripted | None = None, **room: int) -> None:
    """Play a story on a fresh event loop."""
    scripted = scripted or Scripted()

    async def play() -> None:
        working = Turns(cast(Assistant, scripted), room.get("streams", 10), room.get("at_once", 10))
        try:
            await asyncio.wait_for(story(scripted, working), 20)
        finally:
            scripted.gate.open.set()
            await working.drain()

    asyncio.run(play())


def hear(turn: Turn, after: int = 0) -> AsyncIterator[ServerSentEvent]:
    return turn.follow(after, lambda: True)


async def rest(reader: AsyncIterator[ServerSentEvent]) -> list[str]:
    return [str(event.event) async for event in reader]


async def started(working: Turns, principal: Principal = HOLDER) -> Turn:
    return await working.start(ChatRequest(message="x"), principal)


WHOLE = ["meta", "delta", "delta", "delta", "done"]


def test_two_readers_hear_the_same_and_each_from_where_it_left_off() -> None:
    async def story(scripted: Scripted, working: Turns) -> None:
        turn = await started(working)
        first, late = hear(turn), hear(turn, after=1)
        assert (await anext(first)).event == "meta"
        scripted.gate.open.set()
        assert list(await asyncio.gather(rest(first), rest(late))) == [WHOLE[1:], WHOLE[1:]]

    run(story)


def test_a_reader_that_comes_back_in_time_finds_the_work_going_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "GRACE_SECONDS", 0.2)

    async def story(scripted: Scripted, working: Turns) -> None:
        turn = await started(working)
        reader = hear(turn)
        await anext(reader)
        await cast(Any, reader).aclose()
        back = hear(turn, after=1)
        waiting = asyncio.create_task(rest(back))
        await asyncio.sleep(0.4)
        scripted.gate.open.set()
        assert await waiting == WHOLE[1:]
        assert scripted.ended == ["complete"]

    run(story)


def test_work_nobody_hears_is_ended_and_kept_as_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "GRACE_SECONDS", 0.05)

    async def story(scripted: Scripted, working: Turns) -> None:
        turn = await started(working)
        reader = hear(turn)
        await anext(reader)
        await cast(Any, reader).aclose()
        await asyncio.sleep(0.2)
        scripted.gate.open.set()
        while working.count:
            await asyncio.sleep(0.01)
        assert scripted.ended == ["interrupted"]
        assert (await rest(hear(turn, after=1)))[-1] == "error"

    run(story)


def test_stopping_ends_the_work_and_the_stream_ends_as_done() -> None:
    async def story(scripted: Scripted, working: Turns) -> None:
        turn = await started(working)
        turn.stop()
        scripted.gate.open.set()
        assert await rest(hear(turn)) == ["meta", "done"]
        assert scripted.ended == ["stopped"]

    run(story)


def test_a_fault_nobody_foresaw_ends_the_stream_with_one_error_that_tells_nothing() -> None:
    async def story(scripted: Scripted, working: Turns) -> None:
        turn = await started(working)
        scripted.gate.open.set()
        told = [event async for event in hear(turn)]
        assert [event.event for event in told] == ["meta", "error"]
        assert "secret" not in str(told[-1].raw_data)
        assert scripted.ended == ["internal"]

    with capture_logs() as logged:
        run(story, Scripted(RuntimeError("secret")))
    assert [entry["kind"] for entry in logged] == ["RuntimeError"]
    assert "secret" not in str(logged)


def test_above_the_limit_there_is_no_room() -> None:
    async def story(_scripted: Scripted, working: Turns) -> None:
        for _ in range(2):
            await started(working)
        with pytest.raises(Overloaded):
            await started(working)

    run(story, streams=2)


def test_one_session_cannot_hold_many_streams_but_others_may() -> None:
    async def story(_scripted: Scripted, working: Turns) -> None:
        for _ in range(4):
            await started(working, WIDGET)
        with pytest.raises(RateLimited) as refused:
            await started(working, WIDGET)
        assert refused.value.code == "too_many_streams"
        await started(working, WIDGET.model_copy(update={"session_id": "s2"}))

    run(story, streams=20, at_once=20)


def test_a_running_turn_is_found_by_its_owner_alone() -> None:
    async def story(_scripted: Scripted, working: Turns) -> None:
        turn = await started(working, WIDGET)
        owners = {
            Owner(tenant_id="home"): True,
            Owner(tenant_id="home", subject="c1/u1"): True,
            Owner(tenant_id="home", subject="c1/u2"): False,
            Owner(tenant_id="other"): False,
            Owner(tenant_id="other", subject="c1/u1"): False,
        }
        assert {owner: working.running(turn.message_id, owner) is turn for owner in owners} == owners

    run(story)


def test_a_caller_who_was_shut_out_hears_of_it_at_the_next_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "HEARTBEAT_SECONDS", 0.02)

    async def story(_scripted: Scripted, working: Turns) -> None:
        turn = await started(working)
        good = [True, True, False]
        told = [event async for event in turn.follow(0, lambda: good.pop(0))]
        assert [event.comment or event.event for event in told] == ["meta", "keepalive", "keepalive", "error"]
        assert told[-1].id is None
        assert "session_expired" in str(told[-1].raw_data)

    run(story)


def test_a_server_that_stops_lets_readers_go_and_stores_the_work() -> None:
    async def story(scripted: Scripted, working: Turns) -> None:
        turn = await started(working)
        reader = hear(turn)
        await anext(reader)
        working.leave()
        assert await rest(reader) == ["error"]
        scripted.gate.open.set()
        await working.drain()
        assert scripted.ended == ["complete"]

    run(story)


def test_only_so_many_are_worked_on_at_once_and_the_others_wait() -> None:
    async def story(scripted: Scripted, working: Turns) -> None:
        first = await started(working)
        await asyncio.to_thread(scripted.gate.reached.wait, 5)
        second = await started(working)
        assert [event.type for event in second.events] == ["meta"]
        scripted.gate.open.set()
        assert list(await asyncio.gather(rest(hear(first)), rest(hear(second)))) == [WHOLE, WHOLE]

    run(story, at_once=1)
