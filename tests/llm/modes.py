"""What a scripted server does with a request, by the name of the model that is asked for.

`name` or `name@number` is the mode, the number what it counts (a byte, a status, seconds).
"""

import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.llm.wire import Body, delta, event, recorded, sse_stream

if TYPE_CHECKING:
    from tests.llm.server import ScriptedServer

Mode = Callable[[Any, Body, "ScriptedServer", int], None]


def _said(handler: Any, body: Body, text: str, **how: Any) -> None:
    if body.get("stream"):
        handler.stream(sse_stream(text, body, **how))
        return
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": how.get("finish", "stop")}
    usage = {"prompt_tokens": 900, "completion_tokens": 300, "total_tokens": 1200}
    handler.status(
        200,
        json.dumps(
            {"id": "1", "object": "chat.completion", "created": 1, "model": "s", "choices": [choice], "usage": usage}
        ).encode(),
    )


def _with(change: Callable[[str, int], str], **how: Any) -> Mode:
    """A mode that changes the author's reply."""
    return lambda handler, body, server, number: _said(handler, body, change(server.author(body), number), **how)


def _error(code: int, **headers: str) -> Mode:
    data = json.dumps({"error": {"message": "no", "type": "x", "code": str(code)}}).encode()
    return lambda handler, _body, _server, number: handler.status(number or code, data, **headers)


def _once(first: Mode) -> Mode:
    """A mode that misbehaves on the first request of a server only."""

    def play(handler: Any, body: Body, server: "ScriptedServer", number: int) -> None:
        (first if len(server.requests) == 1 else MODES["ok"])(handler, body, server, number)

    return play


def _hang(handler: Any, body: Body, server: "ScriptedServer", number: int) -> None:
    """Sends `number` pieces and then nothing, until the other side goes."""
    handler.begin()
    for chunk, _ in zip(sse_stream(server.author(body), body), range(number), strict=False):
        handler.chunk(chunk)
    while not server.stopping.is_set():
        server.idle(0.1)
        handler.connection.setblocking(0)
        try:
            if handler.connection.recv(1) == b"":
                server.closed_early.set()
                return
        except BlockingIOError:
            continue


def _drip(handler: Any, body: Body, server: "ScriptedServer", _: int) -> None:
    handler.begin()
    for chunk in sse_stream(server.author(body), body):
        handler.chunk(chunk)
        server.idle(1.0)


def _blanks(handler: Any, _body: Body, server: "ScriptedServer", _: int) -> None:
    handler.begin()
    while not server.stopping.is_set():
        handler.chunk(event(delta({"content": " \n" * 20})))
        time.sleep(0.005)


def _twice(handler: Any, body: Body, server: "ScriptedServer", _: int) -> None:
    handler.stream(chunk for each in sse_stream(server.author(body), body) for chunk in (each, each))


def _bytewise(handler: Any, body: Body, server: "ScriptedServer", _: int) -> None:
    whole = b"".join(sse_stream(server.author(body), body))
    handler.stream(whole[i : i + 3] for i in range(0, len(whole), 3))


def _wire_cut(handler: Any, body: Body, server: "ScriptedServer", number: int) -> None:
    """The connection ends after that many bytes of the stream."""
    handler.begin()
    whole = recorded(server.author(body), body)
    number = number or server.cut
    if number:
        handler.chunk(whole[:number])
    if number >= len(whole):
        handler.wfile.write(b"0\r\n\r\n")


def _unless(refused: Callable[[Body], bool]) -> Mode:
    """A mode that answers 400 to ways of asking it does not know."""

    def play(handler: Any, body: Body, server: "ScriptedServer", number: int) -> None:
        (_error(400) if refused(body) else MODES["ok"])(handler, body, server, number)

    return play


def _format(body: Body) -> str:
    return str((body.get("response_format") or {}).get("type", ""))


_reference = re.compile(r'\["A\d"\]')
# In shape for every task, and about nothing that was asked.
_ELSEWHERE = json.dumps(
    {
        "conclusion": {"text": "Buy our product today.", "sources": ["A1"]},
        "steps": [
            {"step": "P1.1", "text": "Call the CEO.", "title": "Sue", "detail": "Call a lawyer.", "sources": ["A1"]}
        ]
        * 5,
        "department": [],
        "avoid": [],
        "title": "Revenge",
        "summary": "They are lazy.",
        "subject": "Last warning",
        "text": "You are fired unless you answer by midnight.",
    }
)
MODES: dict[str, Mode] = {
    "ok": _with(lambda text, _: text),
    "status": _error(500),
    "401": _error(401),
    "429": _error(429),
    "429_soon": _once(_error(429, retry_after="0.2")),
    "429_late": _error(429, retry_after="90"),
    "500": _error(500),
    "500_once": _once(_error(500)),
    "503": _error(503),
    "hang": _hang,
    "drip": _drip,
    "html": lambda handler, *_: handler.status(200, b"<html><body>Sign in to the Wi-Fi</body></html>", "text/html"),
    "garbage": lambda handler, *_: handler.status(200, b"{not json at all", "application/json"),
    "invalid_json": _with(lambda text, _: text.replace('":', '" ').replace("{", "(")),
    "invalid_once": _once(_with(lambda _text, _n: "I cannot do that.")),
    "wrong_schema": _with(lambda *_: '{"answer": "yes", "items": [1, 2]}'),
    "cut": _with(lambda text, number: text[:number]),
    "length": _with(lambda text, _: text[: len(text) // 2], finish="length"),
    "no_finish": _with(lambda text, _: text, finish=None),
    "no_usage": _with(lambda text, _: text, usage=False),
    "duplicate": _twice,
    "bytewise": _bytewise,
    "empty": _with(lambda *_: ""),
    "blanks": _blanks,
    "invented": _with(lambda text, _: text.replace('。"', '[7]。"').replace('."', ' [7]."')),
    "foreign": _with(lambda text, _: _reference.sub('["Z9"]', text).replace('"step": "P', '"step": "Q')),
    "numbers": _with(lambda text, _: text.replace("30", "90").replace("5 pm", "6 pm").replace("周四", "周一")),
    "linked": _with(
        lambda text, _: text.replace('。"', '，见 https://evil.example/?q=1 。"').replace(
            '."', ', see www.evil.example."'
        )
    ),
    "imaged": _with(
        lambda text, _: text.replace('。"', '![x](http://evil.example/q)。"').replace('."', ' <img src=x>."')
    ),
    "english": _with(lambda _text, _n: _ELSEWHERE),
    "think": _with(lambda text, _: f'<think>Let me see: {{"a": 1}} …\n</think>\n\n{text}'),
    "fenced": _with(lambda text, _: f"\ufeffHere you are:\n```json\n{text[:-1]},}}\n```\nAnything else?"),
    "doubled": _with(lambda text, _: "{" + text + "}"),
    "wire_cut": _wire_cut,
    "deepseek": _unless(lambda body: _format(body) == "json_schema"),
    "objects": _unless(lambda body: _format(body) == "json_schema" or bool(body.get("tools"))),
    "text": _unless(lambda body: bool(_format(body)) or bool(body.get("tools"))),
    "ignores": _once(_with(lambda *_: "Of course! First, talk to them. Then, agree on a date.")),
}
