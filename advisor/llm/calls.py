"""One upstream call: bounded in every stretch of time, stopped when nobody listens, whole or a failure.

A reply counts as whole only when the server said why it ended; a stream that just stops is a failure.
"""

from __future__ import annotations

import asyncio
import json
import queue
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor.language.measure import tokens
from advisor.llm.endpoint import Limits
from advisor.llm.failures import Failure, failure_of
from advisor.llm.loop import Loop

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_core.runnables import Runnable

# How often a waiting call looks whether anybody still listens.
_LOOK = 0.1
# Some servers, asked for JSON, send blanks until they are stopped.
_MOST_BLANKS = 400
# Characters a token can stand for; with the token limit it bounds a reply whose server ignores that limit.
_LONGEST_TOKEN = 8
# How a model says that it came to the end of its reply by itself.
_WHOLE = frozenset({"stop", "tool_calls", "end_turn", "tool_use", "stop_sequence"})

OnText = Callable[[str], None]


@dataclass(frozen=True)
class Raw:
    """A whole reply as text, with its cost in tokens (estimated where the server told none) and milliseconds."""

    text: str
    tokens_in: int
    tokens_out: int
    first_ms: float
    total_ms: float


@dataclass(frozen=True)
class Bounds:
    """What ends a call early: its limits, the moment (time.monotonic) the request is over, a listener that is gone."""

    limits: Limits
    deadline: float
    gone: Callable[[], bool]
    stream: bool = True

    def left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - time.monotonic()


class Caller:
    """Makes calls on one loop. May be used from any thread."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def call(
        self, model: Runnable[Any, AIMessageChunk], messages: Sequence[BaseMessage], bounds: Bounds, on_text: OnText
    ) -> Raw:
        """The whole reply; `on_text` hears all text so far whenever more has come. Raises Failure."""
        pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        running = self._loop.start(_collected(model, list(messages), bounds, pieces.put))
        running.add_done_callback(lambda _: pieces.put(None))
        try:
            self._follow(pieces, bounds, on_text)
            return running.result(timeout=0)
        except Failure:
            raise
        except Exception as error:  # whatever the vendor's library raised is translated here
            raise failure_of(error) from error
        finally:
            running.cancel()

    def _follow(self, pieces: queue.SimpleQueue[str | None], bounds: Bounds, on_text: OnText) -> None:
        while True:
            if bounds.gone():
                raise Failure("model_stopped")
            try:
                text = pieces.get(timeout=_LOOK)
            except queue.Empty:
                if bounds.left() < -_LOOK:
                    raise Failure("model_timeout") from None
                continue
            if text is None:
                return
            on_text(text)


async def _collected(
    model: Runnable[Any, AIMessageChunk], messages: list[BaseMessage], bounds: Bounds, put: OnText
) -> Raw:
    from langsmith.run_helpers import tracing_context

    # A tracer configured by environment would send the request to a third party; nobody but the model gets it.
    with tracing_context(enabled=False):
        async with asyncio.timeout(max(bounds.left(), 0.001)), aclosing(_chunks(model, messages, bounds)) as chunks:
            reading = _Reading(bounds.limits, put)
            try:
                await reading.all(chunks)
            except Exception as error:
                failure = failure_of(error)
                # Nothing had come: most likely an idle connection that the server closed, which is worth another try.
                lost = failure.reason == "model_truncated" and not reading.began
                raise (Failure("model_unreachable") if lost else failure) from error
            return reading.whole(_estimate(messages))


class _Reading:
    """A reply as it comes in."""

    def __init__(self, limits: Limits, put: OnText) -> None:
        self._limits, self._put = limits, put
        self.text, self._ended = "", ""
        self._start, self._first = time.perf_counter(), 0.0
        self._usage: Any = None

    @property
    def began(self) -> bool:
        """Whether anything has come."""
        return bool(self._first)

    async def all(self, chunks: AsyncGenerator[AIMessageChunk]) -> None:
        """Read to the end, waiting no longer for any chunk than the limits say."""
        while True:
            patience = self._limits.between_tokens if self._first else self._limits.first_token
            chunk = await asyncio.wait_for(anext(chunks, None), patience)
            if chunk is None:
                return
            self._first = self._first or time.perf_counter()
            self._usage = chunk.usage_metadata or self._usage
            self._ended = self._ended or _ending(chunk)
            if piece := _text_of(chunk):
                self.text += piece
                _check_size(self.text, self._limits)
                self._put(self.text)

    def whole(self, prompt_tokens: int) -> Raw:
        """The reply, when it came to its own end. Raises Failure."""
        if self._ended not in _WHOLE:
            raise Failure("model_truncated" if self._first else "model_invalid")
        return Raw(
            text=self.text,
            tokens_in=self._usage["input_tokens"] if self._usage else prompt_tokens,
            tokens_out=self._usage["output_tokens"] if self._usage else tokens(self.text),
            first_ms=(self._first - self._start) * 1000,
            total_ms=(time.perf_counter() - self._start) * 1000,
        )


async def _chunks(
    model: Runnable[Any, AIMessageChunk], messages: list[BaseMessage], bounds: Bounds
) -> AsyncGenerator[AIMessageChunk]:
    if not bounds.stream:
        yield await model.ainvoke(messages)
        return
    # Closing the inner generator at once is what closes the connection at once.
    async with aclosing(model.astream(messages)) as stream:  # type: ignore[type-var]
        async for chunk in stream:
            yield chunk


def _ending(chunk: AIMessageChunk) -> str:
    told = chunk.response_metadata
    return str(told.get("finish_reason") or told.get("stop_reason") or "")


def _text_of(chunk: AIMessageChunk) -> str:
    """The text of a chunk, or the arguments of the tool it calls; thinking is not text."""
    if hasattr(chunk, "tool_call_chunks"):
        arguments = "".join(call["args"] or "" for call in chunk.tool_call_chunks)
    else:
        arguments = json.dumps(chunk.tool_calls[0]["args"], ensure_ascii=False) if chunk.tool_calls else ""
    if arguments:
        return arguments
    if isinstance(chunk.content, str):
        return chunk.content
    return "".join(
        block.get("text", "") for block in chunk.content if isinstance(block, dict) and block.get("type") == "text"
    )


def _check_size(text: str, limits: Limits) -> None:
    if len(text) - len(text.rstrip()) > _MOST_BLANKS or len(text) > limits.output_tokens * _LONGEST_TOKEN:
        raise Failure("model_invalid")


def _estimate(messages: Sequence[BaseMessage]) -> int:
    return sum(tokens(str(message.content)) for message in messages)
