"""An OpenAI-compatible server on loopback that answers, fails or misbehaves as the model's name says.

A real HTTP server with real chunked SSE: what is tested is everything from our sockets up. Every request body is kept
in `requests`.
"""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.llm.modes import MODES
from tests.llm.wire import Body

Author = Callable[[Body], str]


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
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        """Where it listens, as a base URL."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def idle(self, seconds: float) -> None:
        """Wait, but not beyond the end of the test."""
        self.stopping.wait(seconds)


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
                MODES[mode](self, body, server, int(number or 0))
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
