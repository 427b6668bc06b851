"""The events of a streamed reply as an OpenAI-compatible service sends them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Body = dict[str, Any]
# Characters of one streamed piece.
PIECE = 12


def sse_stream(
    text: str, body: Body, *, finish: str | None = "stop", usage: bool = True, piece: int = PIECE
) -> Iterator[bytes]:
    """The SSE events of a streamed reply, as text or as a tool's arguments, in pieces."""
    tool = _tool_of(body)
    yield event(delta({"role": "assistant", "content": "" if tool is None else None}))
    for number, start in enumerate(range(0, len(text), piece)):
        yield event(delta(_piece(text[start : start + piece], tool, first=number == 0)))
    if finish is not None:
        yield event(delta({}, "tool_calls" if tool is not None and finish == "stop" else finish))
    if usage and (body.get("stream_options") or {}).get("include_usage"):
        counts = {"prompt_tokens": 900, "completion_tokens": 300, "total_tokens": 1200}
        yield event({**delta({}), "choices": [], "usage": counts})
    if finish is not None:
        yield b"data: [DONE]\n\n"


def recorded(text: str, body: Body) -> bytes:
    """A whole stream in few pieces, as it would be recorded."""
    return b"".join(sse_stream(text, body, piece=400))


def event(data: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def delta(change: Mapping[str, Any], finish: str | None = None) -> Body:
    choice = {"index": 0, "delta": dict(change), "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
    }


def _tool_of(body: Body) -> str | None:
    return body["tools"][0]["function"]["name"] if body.get("tools") else None


def _piece(text: str, tool: str | None, *, first: bool) -> Body:
    if tool is None:
        return {"content": text}
    head = {"id": "call_1", "type": "function"} if first else {}
    return {"tool_calls": [{"index": 0, **head, "function": {**({"name": tool} if first else {}), "arguments": text}}]}
