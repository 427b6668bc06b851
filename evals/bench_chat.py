"""Conversations under load, on this machine alone: many streams at once on one process, the first event, the leavers.

    python -m evals.bench_chat [--streams 500] [--seconds 20]

Client and server share the machine; the figures say so.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from evals.conversations import scripts

_KEY = "bench-key-of-this-run"
_START_SECONDS = 90.0
# Streams are opened at a pace a crowd would have, not in one instant.
_OPENED_A_SECOND = 50
_LEAVERS = 20
_FREED_WITHIN = 2.0


@dataclass
class Seen:
    """What one client saw, in milliseconds: until the first event, and how late each timed one was."""

    first: float | None = None
    late: list[float] = field(default_factory=list)
    message_id: str = ""
    ended: str = ""


@dataclass(frozen=True)
class Sayings:
    """What the clients say: something that takes a plan, and something whose reply costs nothing to make."""

    story: str
    small: str

    @classmethod
    def read(cls) -> "Sayings":
        """From the first script of a conversation."""
        said = [turn.say or "" for turn in list(scripts())[-1].turns]
        return cls(story=said[1] + " ({number})", small=said[-1])


def main() -> int:
    """Print the figures; 1 when a stream broke or a leaver's work went on."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_chat")
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    broken, sayings = 0, Sayings.read()
    with TemporaryDirectory() as folder:
        with _served(Path(folder), ["-m", "api"], given.streams) as port:
            alone = [asyncio.run(_ask(port, sayings.story.format(number=number))) for number in range(30)]
            broken += _report("plans, one at a time", alone)
            broken += _report("100 plans at once", asyncio.run(_crowd(port, 100, 10_000, sayings.story)))
        with _served(Path(folder), ["-m", "evals.paced", str(given.seconds)], given.streams) as port:
            seen = asyncio.run(_crowd(port, given.streams, _OPENED_A_SECOND, sayings.small))
            broken += _report(f"{given.streams} streams of {given.seconds:g} s at once", seen)
            still = asyncio.run(_leave(port, sayings.small))
            print(f"work still going on {_FREED_WITHIN:g} s after {_LEAVERS} readers left: {still}")
    return 1 if broken or still else 0


async def _crowd(port: int, streams: int, a_second: int, said: str) -> list[Seen]:
    async def arriving(number: int) -> Seen:
        await asyncio.sleep(number / a_second)
        return await _ask(port, said.format(number=number))

    return list(await asyncio.gather(*(arriving(number) for number in range(streams))))


async def _ask(port: int, said: str) -> Seen:
    seen = Seen()
    began = time.perf_counter()
    body = json.dumps({"message": said}).encode()
    try:
        async for event in _events(port, "POST", "/v1/chat", body):
            if seen.first is None:
                seen.first = (time.perf_counter() - began) * 1000
                seen.message_id = event.get("message_id", "")
            if event["type"] == "status" and event["text"].isdigit():
                seen.late.append((time.time_ns() - int(event["text"])) / 1e6)
            seen.ended = event["type"] if event["type"] != "error" else event["code"]
    except OSError as error:
        seen.ended = type(error).__name__
    return seen


async def _leave(port: int, said: str) -> int:
    """Open streams, leave them, and count those that are still worked on after the time they have."""
    left: list[str] = []
    for _ in range(_LEAVERS):
        events = _events(port, "POST", "/v1/chat", json.dumps({"message": said}).encode())
        left.append((await anext(events))["message_id"])
        await events.aclose()
    await asyncio.sleep(_FREED_WITHIN)
    still = 0
    for message_id in left:
        events = _events(port, "GET", f"/v1/chat/{message_id}/events", b"")
        told = [event async for event in events]
        still += not (told and told[-1]["type"] == "error")
    return still


async def _events(port: int, method: str, path: str, body: bytes) -> AsyncGenerator[dict[str, str]]:
    """The events of one reply, over a bare socket: a client that costs next to nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    try:
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {_KEY}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        status = await reader.readline()
        if b" 200 " not in status:
            raise ConnectionError(status.decode())
        async for line in reader:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
    finally:
        writer.close()


def _report(title: str, seen: list[Seen]) -> int:
    """Print one line of figures; how many streams did not end as they should."""
    broken = sum(each.ended != "done" for each in seen)
    firsts = sorted(each.first for each in seen if each.first is not None)
    late = sorted(value for each in seen for value in each.late)
    line = f"{title}: {len(seen)} streams, {broken} broken; first event {_spread(firsts)}"
    if broken:
        line += f"; ended as {dict(Counter(each.ended for each in seen))}"
    print(line + (f"; {len(late)} timed events late by {_spread(late)}" if late else ""), flush=True)
    return broken


def _spread(values: list[float]) -> str:
    if not values:
        return "none"
    return f"p50 {median(values):.0f} ms, p99 {values[int(len(values) * 0.99) - 1]:.0f} ms"


@contextmanager
def _served(folder: Path, command: list[str], streams: int) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        **os.environ,
        "ADVISOR_DATA_DIR": str(folder),
        "ADVISOR_ADMIN_KEY": _KEY,
        "ADVISOR_PORT": str(port),
        "ADVISOR_LOG_LEVEL": "ERROR",
        "ADVISOR_STREAMS": str(streams + _LEAVERS),
    }
    if "evals.paced" in command:
        environment["ADVISOR_TURNS"] = str(streams + _LEAVERS)
    server = subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=40)


def _wait(port: int) -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(port)


if __name__ == "__main__":
    sys.exit(main())
