"""What our own code adds to a model's time: a server in its own process answers at once, and what it took is left out.

The server says back sentences of the passages it is sent, so that every reply goes the whole way: read, judged, cited.
"""

import json
import multiprocessing
import re
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from advisor.bootstrap import build
from advisor.model_settings import ModelSettings
from advisor.models.requests import AnswerRequest
from advisor.settings import Settings
from evals.keep import Forgetful

_ROUNDS = 100
_PIECE = 24
_SENTENCE = re.compile(r"[^。！？.!?\n]{12,90}[。！？.!?]")


def model_overhead(folder: Path, questions: Sequence[str]) -> list[tuple[str, str, str]]:
    """The time of an answer outside the upstream call, and how many replies could be shown."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    base_url = f"http://127.0.0.1:{ours.recv()}/v1"
    settings = Settings(data_dir=folder, llm=ModelSettings(name="compatible:echo", base_url=base_url, cache_size=0))
    app = build(settings, replies=lambda _: Forgetful())
    outside, shown = [], 0
    try:
        for number, question in enumerate(questions[: _ROUNDS + 1]):
            began = time.perf_counter()
            answer = app.advisor.answer(AnswerRequest(question=question))
            seconds = time.perf_counter() - began
            upstream = 0.0
            while ours.poll():
                upstream += ours.recv()
            # The first loads packages; a refused question calls nobody.
            if number and upstream:
                outside.append((seconds - upstream) * 1000)
                shown += answer.provenance.engine == "llm"
    finally:
        app.close()
        server.terminate()
        server.join()
    spread = f"{median(outside):.0f} / {quantiles(outside, n=20)[-1]:.0f} ms"
    return [
        ("answer with a model, outside the call, p50 / p95", spread, "60 ms"),
        ("replies of the model that were shown", f"{shown} of {len(outside)}", ""),
    ]


def _serve(told: Connection) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Stay silent."""

        def do_POST(self) -> None:
            began = time.perf_counter()
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.close_connection = True
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            text = _said_back(str(body["messages"][1]["content"]))
            for start in range(0, len(text), _PIECE):
                self._send({"content": text[start : start + _PIECE]}, None)
            self._send({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")
            told.send(time.perf_counter() - began)

        def _send(self, delta: dict[str, str], finish: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "echo", "choices": [choice]}
            self.wfile.write(b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.send(server.server_address[1])
    server.serve_forever()


def _said_back(prompt: str) -> str:
    """Sentences of the first passage, in the shape of an answer."""
    piece = next(json.loads(line) for line in prompt.splitlines() if line.startswith('{"id"'))
    lines: list[Any] = [{"text": text, "sources": [piece["id"]]} for text in _SENTENCE.findall(piece["text"])[:6]]
    shape = {"conclusion": lines[0], "steps": lines[1:5], "department": [], "avoid": lines[5:6]}
    return json.dumps(shape, ensure_ascii=False)
