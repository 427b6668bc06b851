"""Streams: whole checked pieces, exactly one end, and `done` only for what is whole."""

import json
import threading
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from advisor.bootstrap import Application
from advisor.errors import NotAuthenticated
from advisor.models.events import Delta, Done, Event, Failed, FellBack, Started
from advisor.models.requests import AnswerRequest
from advisor.service import Advisor
from advisor.telling import tell
from advisor.texts.catalogue import Catalogue
from api.app import create_app
from api.sessions import Sessions
from tests.conftest import fixed_now
from tests.llm.conftest import CALM, QUICK, Modelled
from tests.llm.seen import faults
from tests.llm.server import ScriptedServer
from tests.llm.situations import QUESTION, asking, planning
from tests.llm.wire import recorded

# No measure of speed: so long a test waits for what must come before it gives up.
AT_MOST = 30.0
KEY = "sk_of_the_stream_tests"
# How many parts the bytes of the recorded stream are dealt to, so that they can be worked on side by side.
_PARTS = 8
_SHORT = {
    "conclusion": {"text": "先把省事的做法递过去，再用他的目标讲清时点。", "sources": ["A1"]},
    "steps": [
        {"text": "先降成本：给一份 30 分钟面试话术，评分表填好大半。", "sources": ["A1"]},
        {"text": "再用他的节点说时点，数字换成双方核过的。", "sources": ["A1"]},
    ],
    "department": [],
    "avoid": [{"text": "一天催几遍，或在群里点名。", "sources": ["A1"]}],
}


class Heard:
    """An audience that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.gone = False

    def tell(self, event: Event) -> None:
        self.events.append(event)

    @property
    def ends(self) -> list[Event]:
        return [event for event in self.events if isinstance(event, Done | FellBack | Failed)]


def told(advisor: Advisor, catalogue: Catalogue, request: Any, audience: Heard | None = None) -> Heard:
    heard = audience or Heard()
    make = advisor.answer if isinstance(request, AnswerRequest) else advisor.plan
    tell(lambda listener: make(request, listener=listener), heard, catalogue, "zh")
    return heard


@pytest.mark.parametrize("request_", [asking("zh"), asking("en"), planning("zh"), planning("en")], ids=repr)
def test_a_models_reply_comes_in_checked_pieces(modelled: Modelled, catalogue: Catalogue, request_: Any) -> None:
    heard = told(modelled("ok"), catalogue, request_)
    assert isinstance(heard.events[0], Started)
    assert isinstance(heard.events[-1], Done)
    assert len(heard.ends) == 1
    reply = heard.events[-1].reply
    assert faults(reply) == []
    deltas = [event.text for event in heard.events if isinstance(event, Delta)]
    assert len(deltas) > 3
    shown = reply.model_dump_json()
    assert all(json.dumps(text, ensure_ascii=False)[1:-1] in shown for text in deltas)


@pytest.mark.parametrize("request_", [asking("zh"), planning("en")], ids=repr)
def test_without_a_model_the_same_events_come(pinned: Application, catalogue: Catalogue, request_: Any) -> None:
    heard = told(pinned.advisor, catalogue, request_)
    assert [event.type for event in heard.events[:2]] == ["started", "delta"]
    assert isinstance(heard.events[-1], Done)


@pytest.mark.parametrize(
    "mode",
    ["401", "hang@3", "no_finish", "english", "linked", "numbers", "foreign", "empty", "duplicate", "wire_cut@900"],
)
def test_a_failing_model_ends_with_the_playbooks_reply(modelled: Modelled, catalogue: Catalogue, mode: str) -> None:
    limits = QUICK if mode.startswith("hang") else CALM
    heard = told(modelled(mode, **limits), catalogue, asking("zh"))
    (end,) = heard.ends
    assert isinstance(end, Done | FellBack)
    assert faults(end.reply) == []
    assert isinstance(end, FellBack) is end.reply.provenance.degraded
    assert "evil" not in "".join(event.model_dump_json() for event in heard.events)


def test_a_refused_request_is_told_and_ends(pinned: Application, catalogue: Catalogue) -> None:
    heard = told(pinned.advisor, catalogue, AnswerRequest(question="……"))
    assert [event.type for event in heard.events] == ["started", "done"]


def test_a_name_that_is_not_ours_ends_as_failed(pinned: Application, catalogue: Catalogue) -> None:
    heard = told(pinned.advisor, catalogue, AnswerRequest(question="怎么办", department="不存在的部门"))
    (end,) = heard.ends
    assert isinstance(end, Failed)
    assert end.code == "unknown_department"


def _short(_: Any) -> str:
    return json.dumps(_SHORT, ensure_ascii=False)


@pytest.mark.parametrize("part", range(_PARTS))
def test_a_stream_cut_at_any_byte_has_one_end_and_is_done_only_when_whole(
    modelled: Modelled, server: ScriptedServer, catalogue: Catalogue, part: int
) -> None:
    server.author, server.cut = _short, 100_000
    advisor = modelled("wire_cut")
    assert isinstance(told(advisor, catalogue, asking("zh")).ends[0], Done)
    stream = recorded(_short(None), server.requests[-1])
    whole, first = len(stream), stream.index(b"\n\n") + 2
    for cut in range(part, whole + 1, _PARTS):
        server.cut = cut
        if cut < first:
            # Such an endpoint is soon left alone; a fresh one has no failures yet.
            advisor = modelled("wire_cut")
        (end,) = told(advisor, catalogue, asking("zh")).ends
        assert isinstance(end, Done if cut == whole else FellBack), (cut, whole)


def test_stopping_cancels_upstream(modelled: Modelled, server: ScriptedServer, catalogue: Catalogue) -> None:
    heard = Heard()
    advisor = modelled("hang@4", first_token_seconds=30, between_tokens_seconds=30, total_seconds=60)
    telling = threading.Thread(target=told, args=(advisor, catalogue, asking("zh"), heard))
    telling.start()
    while not server.requests:
        time.sleep(0.01)
    heard.gone = True
    assert server.closed_early.wait(AT_MOST)
    telling.join(AT_MOST)
    assert not telling.is_alive()


@pytest.fixture
def served(pinned: Application, modelled: Modelled) -> Any:
    """A client of the API over an advisor with a scripted model of that mode."""

    def serve(mode: str, **use: Any) -> Any:
        app = replace(pinned, advisor=modelled(mode, **use))
        try:
            app.storage.keys.principal(KEY)
        except NotAuthenticated:
            app.storage.keys.create("streams", ("advise",), fixed_now(), secret=KEY)
        return create_app(app, Sessions(fixed_now))

    return serve


@pytest.mark.parametrize("path", ["answers", "plans"])
def test_the_endpoint_speaks_server_sent_events(served: Any, path: str) -> None:
    body = {"answers": {"question": QUESTION["zh"]}, "plans": {"text": QUESTION["zh"]}}[path]
    client = TestClient(served("ok"))
    reply = client.post(f"/v1/{path}/stream", json=body, headers={"Authorization": f"Bearer {KEY}"})
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/event-stream")
    names = [line.removeprefix("event: ") for line in reply.text.splitlines() if line.startswith("event: ")]
    assert names[0] == "started"
    assert names[-1] == "done"
    assert set(names[1:-1]) == {"delta"}
    assert "研发" in reply.text, "Chinese is sent as it is"


def test_a_stream_needs_a_key_and_a_valid_body(served: Any) -> None:
    client = TestClient(served("ok"))
    assert client.post("/v1/answers/stream", json={"question": "x"}).status_code == 401
    bad = client.post("/v1/answers/stream", json={"quest": "x"}, headers={"Authorization": f"Bearer {KEY}"})
    assert bad.status_code == 422


def test_a_client_that_leaves_stops_the_model(served: Any, server: ScriptedServer) -> None:
    app = served("hang@4", first_token_seconds=30, between_tokens_seconds=30, total_seconds=60)
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {KEY}"}) as client,
        client.stream("POST", "/v1/answers/stream", json={"question": QUESTION["zh"]}) as reply,
    ):
        # Held on to: an iterator that is let go closes the connection.
        lines = reply.iter_lines()
        assert next(lines) == "event: started"
        while not server.requests:
            time.sleep(0.01)
    assert server.closed_early.wait(AT_MOST)
    running.should_exit = True
    thread.join(AT_MOST)
