"""An OpenAI-compatible server on loopback that answers, fails or misbehaves as the model's name says.

A real HTTP server with real chunked SSE: what is tested is everything from our sockets up. `name` or `name@number` is
the mode, the number what the mode counts (a byte, a status, seconds). Every request body is kept in `requests`.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Author = Callable[[Body], str]
# Characters of one streamed piece.
PIECE = 12


class ScriptedServer:
    """The server; `author` writes the reply of the modes that reply."""

    def __init__(self, author: Author) -> None:
        self.author = author
        self.requests: list[Body] = []
        self.closed_early = threading.Event()
        # Where streams of the mode `wire_cut` end when the name does not say.
        self.cut = 0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        """Where it listens, as a base URL."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def idle(self, seconds: float) -> None:
        """Wait, but not beyond the end of the test."""
        self._stopping.wait(seconds)


def sse_stream(
    text: str, body: Body, *, finish: str | None = "stop", usage: bool = True, piece: int = PIECE
) -> Iterator[bytes]:
    """The SSE events of a streamed reply, as text or as a tool's arguments, in pieces."""
    tool = _tool_of(body)
    yield event(_delta({"role": "assistant", "content": "" if tool is None else None}))
    for number, start in enumerate(range(0, len(text), piece)):
        yield event(_delta(_piece(text[start : start + piece], tool, first=number == 0)))
    if finish is not None:
        yield event(_delta({}, "tool_calls" if tool is not None and finish == "stop" else finish))
    if usage and (body.get("stream_options") or {}).get("include_usage"):
        counts = {"prompt_tokens": 900, "completion_tokens": 300, "total_tokens": 1200}
        yield event({**_delta({}), "choices": [], "usage": counts})
    if finish is not None:
        yield b"data: [DONE]\n\n"


def recorded(text: str, body: Body) -> bytes:
    """A whole stream in few pieces, as it would be recorded."""
    return b"".join(sse_stream(text, body, piece=400))


def event(data: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def _delta(delta: Mapping[str, Any], finish: str | None = None) -> Body:
    choice = {"index": 0, "delta": dict(delta), "finish_reason": finish}
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


def _handler(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Stay silent."""

        def do_POST(self) -> None:
            body: Body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            server.requests.append(body)
            mode, _, number = str(body["model"]).partition("@")
            self.close_connection = True
            try:
                _MODES[mode](self, body, server, int(number or 0))
            except (BrokenPipeError, ConnectionResetError):
                server.closed_early.set()

        def status(self, code: int, data: bytes = b"{}", kind: str = "application/json", **headers: str) -> None:
            self.send_response(code)
            self.send_header("connection", "close")
            for name, value in {"content-type": kind, "content-length": str(len(data)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(data)

        def stream(self, chunks: Iterator[bytes]) -> None:
            self.begin()
            for chunk in chunks:
                self.chunk(chunk)
            self.wfile.write(b"0\r\n\r\n")

        def begin(self) -> None:
            self.send_response(200)
            # Said aloud, since a client that keeps the connection would find it cut on its next call.
            self.send_header("connection", "close")
            self.send_header("content-type", "text/event-stream; charset=utf-8")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()

        def chunk(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

    return Handler


Mode = Callable[[Any, Body, ScriptedServer, int], None]


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

    def play(handler: Any, body: Body, server: ScriptedServer, number: int) -> None:
        (first if len(server.requests) == 1 else _MODES["ok"])(handler, body, server, number)

    return play


def _hang(handler: Any, body: Body, server: ScriptedServer, number: int) -> None:
    """Sends `number` pieces and then nothing, until the other side goes."""
    handler.begin()
    for chunk, _ in zip(sse_stream(server.author(body), body), range(number), strict=False):
        handler.chunk(chunk)
    while not server._stopping.is_set():
        server.idle(0.1)
        handler.connection.setblocking(0)
        try:
            if handler.connection.recv(1) == b"":
                server.closed_early.set()
                return
        except BlockingIOError:
            continue


def _drip(handler: Any, body: Body, server: ScriptedServer, _: int) -> None:
    handler.begin()
    for chunk in sse_stream(server.author(body), body):
        handler.chunk(chunk)
        server.idle(1.0)


def _blanks(handler: Any, _body: Body, server: ScriptedServer, _: int) -> None:
    handler.begin()
    while not server._stopping.is_set():
        handler.chunk(event(_delta({"content": " \n" * 20})))
        time.sleep(0.005)


def _twice(handler: Any, body: Body, server: ScriptedServer, _: int) -> None:
    handler.stream(chunk for each in sse_stream(server.author(body), body) for chunk in (each, each))


def _bytewise(handler: Any, body: Body, server: ScriptedServer, _: int) -> None:
    whole = b"".join(sse_stream(server.author(body), body))
    handler.stream(whole[i : i + 3] for i in range(0, len(whole), 3))


def _wire_cut(handler: Any, body: Body, server: ScriptedServer, number: int) -> None:
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

    def play(handler: Any, body: Body, server: ScriptedServer, number: int) -> None:
        (_error(400) if refused(body) else _MODES["ok"])(handler, body, server, number)

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
_MODES: dict[str, Mode] = {
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
