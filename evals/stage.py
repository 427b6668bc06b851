"""A pretend service on loopback that keeps the widget's contract: scripted streams that can break, wait or refuse.

It serves the built files, the widget's routes and any page put on it. `localhost` and `127.0.0.1` are two origins of
the same server, so a page on the one embeds the widget of the other, as in the field. Nothing here advises anybody.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from evals.scripted import Cut, Event, Hold, Page, Problem, Seen, Step, scripts

_STATIC = Path(__file__).parent.parent / "api" / "static" / "widget"

# What only an allowed page may read.
_CLOSED = re.compile(r"/v1/|/widget/v1/(?:config|sessions)")


class Stage:
    """The service and the pages around it; a context manager. Scripts are consumed in order, one a question."""

    def __init__(self, lang: str = "zh") -> None:
        self.words = scripts(lang)
        self.lang = lang
        self.script: list[Sequence[Step] | Problem] = []
        self.pages: dict[str, Page] = {}
        self.answers: dict[str, Problem] = {}
        self.seen: list[Seen] = []
        self.messages: dict[str, Sequence[Step]] = {}
        self.stopped: set[str] = set()
        self.tokens: list[str] = []
        self.expired: set[str] = set()
        self.allowed: set[str] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"stage": self}))
        self._server.daemon_threads = True

    def __enter__(self) -> "Stage":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        """Where the service is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def host(self) -> str:
        """Where the pages are: another origin."""
        return f"http://localhost:{self._server.server_port}"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The names and hashes of the built files."""
        read: dict[str, Any] = json.loads((_STATIC / "manifest.json").read_text(encoding="utf-8"))
        return read

    def tag(self, **attributes: str) -> str:
        """The one line of HTML, with `data-` attributes."""
        told = {"channel": "pk_demo", "lang": "zh-CN" if self.lang == "zh" else "en", **attributes}
        data = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in told.items())
        return f'<script src="{self.origin}/widget/v1/loader.js"{data} defer></script>'

    def turn(self, name: str) -> list[Step]:
        """A fresh copy of a named turn."""
        return [dict(event) for event in self.words[name]]

    def welcomes(self, origin: str | None) -> bool:
        """Whether a page of this origin may embed the widget."""
        return self.allowed is None or origin in self.allowed

    def took(self, path: str) -> list[Seen]:
        """The requests to a path, in order."""
        return [seen for seen in self.seen if seen.path == path]


class _Handler(BaseHTTPRequestHandler):
    stage: Stage

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
        """Say nothing."""

    def do_OPTIONS(self) -> None:
        """Answer the browser's question before a request of another origin."""
        self._reply(204, b"")

    def do_GET(self) -> None:
        """A page, a built file, the channel's look, a file, or the rest of a stream."""
        path = self._note(None)
        name = path.rsplit("/", 1)[-1]
        if path in self.stage.pages:
            page = self.stage.pages[path]
            self._reply(200, page.html.encode(), "text/html; charset=utf-8", page.headers)
        elif path.startswith("/widget/v1/") and (_STATIC / name).is_file():
            self._reply(200, (_STATIC / name).read_bytes(), "text/javascript; charset=utf-8")
        elif path == "/identity":
            self._json({"token": "signed"})
        elif path == "/widget/v1/check":
            asked = parse_qs(urlsplit(self.path).query)["origin"][0]
            self._json({"allowed": self.stage.welcomes(asked)})
        elif self._refused(path):
            return
        elif path == "/widget/v1/config":
            lang = parse_qs(urlsplit(self.path).query)["lang"][0]
            self._json(scripts(lang)["channel"] if self.stage.lang != lang else self.stage.words["channel"])
        elif path.endswith("/events"):
            last = self.headers["Last-Event-ID"]
            self._stream(path.split("/")[3], int(last.rsplit(":", 1)[1]))
        elif path.endswith("/export"):
            self._reply(200, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
        else:
            self._problem(Problem(404, "not_found"))

    def do_POST(self) -> None:
        """A session, a question, a stop, a thumb, or a draft for another channel."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = self._note(body)
        if self._refused(path):
            return
        if path == "/widget/v1/sessions":
            self.stage.tokens.append(f"ws_{len(self.stage.tokens) + 1}")
            self._json({"token": self.stage.tokens[-1], "expires_at": "", "subject": "u1", "anonymous": False}, 201)
        elif path == "/v1/chat":
            self._ask()
        elif path.endswith("/stop"):
            self.stage.stopped.add(path.split("/")[3])
            self._json({})
        elif path == "/v1/drafts":
            self._json({**self.stage.words["rewritten"], "channel": body["channel"]}, 201)
        else:
            self._json({})

    def _note(self, body: Any) -> str:
        path = urlsplit(self.path).path
        self.stage.seen.append(Seen(self.command, path, body, dict(self.headers.items())))
        return path

    def _refused(self, path: str) -> bool:
        origin = self.headers["Origin"]
        token = (self.headers["Authorization"] or "").removeprefix("Bearer ")
        if not self.stage.welcomes(origin):
            self._problem(Problem(403, "origin_not_allowed"))
        elif path in self.stage.answers:
            self._problem(self.stage.answers[path])
        elif path.startswith("/v1/") and token not in self.stage.tokens:
            self._problem(Problem(401, "unauthorized"))
        elif token in self.stage.expired:
            self._problem(Problem(401, "session_expired"))
        else:
            return False
        return True

    def _ask(self) -> None:
        script = self.stage.script.pop(0) if self.stage.script else self.stage.turn("answer")
        if isinstance(script, Problem):
            self._problem(script)
            return
        message_id = f"m{len(self.stage.messages) + 1}"
        meta = {"type": "meta", "conversation_id": "c1", "message_id": message_id, "lang": self.stage.lang}
        self.stage.messages[message_id] = [{**meta, "intent": "answer", "ai_notice": ""}, *script]
        self._stream(message_id, 0)

    def _stream(self, message_id: str, last: int) -> None:
        self._head(200, "text/event-stream", {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"})
        for number, event in self._events(message_id):
            if number > last:
                told = json.dumps({"message_id": message_id, **event}, ensure_ascii=False)
                frame = f"id: {message_id}:{number}\nevent: {event['type']}\ndata: {told}\n\n"
                try:
                    self.wfile.write(frame.encode())
                except OSError:
                    return

    def _events(self, message_id: str) -> Iterator[tuple[int, Event]]:
        number = 0
        for step in self.stage.messages[message_id]:
            if message_id in self.stage.stopped:
                yield number + 1, {"type": "done", "status": "stopped"}
                return
            if isinstance(step, Cut):
                if not step.used:
                    step.used = True
                    return
            elif isinstance(step, Hold):
                self._wait(step.gate, message_id)
            else:
                number += 1
                yield number, step

    def _wait(self, gate: threading.Event, message_id: str) -> None:
        while not gate.wait(0.02) and message_id not in self.stage.stopped:
            continue

    def _problem(self, problem: Problem) -> None:
        told = {"status": problem.status, "code": problem.code, "title": problem.code, "detail": problem.code}
        self._reply(problem.status, json.dumps(told).encode(), "application/problem+json", problem.headers)

    def _json(self, told: Mapping[str, Any], status: int = 200) -> None:
        self._reply(status, json.dumps(told, ensure_ascii=False).encode(), "application/json")

    def _reply(
        self, status: int, body: bytes, kind: str = "text/plain", headers: Mapping[str, str] | None = None
    ) -> None:
        self._head(status, kind, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def _head(self, status: int, kind: str, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        origin = self.headers["Origin"]
        # As the service does: a page that is not allowed may read the widget's files and the check alone.
        readable = self.stage.welcomes(origin) or not _CLOSED.match(self.path)
        shared = {
            "Content-Type": kind,
            **({"Access-Control-Allow-Origin": origin or "*"} if readable else {}),
            "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
            "Access-Control-Expose-Headers": "retry-after",
            "Access-Control-Max-Age": "600",
        }
        for name, value in {**shared, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
