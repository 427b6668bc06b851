"""`advisor model test`, the endpoint and the button say the same in one line."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

from advisor import cli
from advisor.bootstrap import Application
from advisor.call import DONE, FAILED
from advisor.modelpath import ModelPath
from advisor.models.probed import Probed
from advisor.texts.catalogue import Catalogue
from advisor.wordings import probe_line
from api.app import create_app
from api.sessions import Sessions
from tests.conftest import fixed_now
from tests.llm.server import ScriptedServer

ADMIN, PLAIN = "sk_admin_of_the_probe", "sk_plain_of_the_probe"
Paths = Callable[..., ModelPath]


@pytest.mark.parametrize(
    ("mode", "found"),
    [
        ("ok", "json_schema"),
        ("deepseek", "tool"),
        ("objects", "json_object"),
        ("text", "text"),
        ("fenced", "json_schema"),
    ],
)
def test_the_way_of_asking_is_found_and_remembered(
    path_of: Paths, server: ScriptedServer, mode: str, found: str
) -> None:
    path = path_of(f"compatible:{mode}", base_url=server.url)
    probed = path.probe.run("zh")
    assert (probed.reached, probed.chats, probed.streams, probed.mode) == (True, True, True, found)
    assert probed.reason is None
    assert path.probe.memory.ladder(path.probe.model.endpoint)[0] == found
    assert probed.tokens > 0
    assert path.ledger.today()["home"].calls == len(server.requests)


@pytest.mark.parametrize(
    ("mode", "reason"), [("401", "model_unauthorized"), ("500", "model_error"), ("html", "model_invalid")]
)
def test_what_fails_is_named(path_of: Paths, server: ScriptedServer, mode: str, reason: str) -> None:
    probed = path_of(f"compatible:{mode}", base_url=server.url).probe.run("en")
    assert (probed.reached, probed.chats, probed.reason) == (True, False, reason)


def test_nobody_there_is_not_reached(path_of: Paths, catalogue: Catalogue) -> None:
    probed = path_of("compatible:x", base_url="http://127.0.0.1:9/v1").probe.run("en")
    assert not probed.reached
    line = probe_line(probed, catalogue, "en")
    assert "reached no" in line
    assert "\n" not in line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_line_tells_time_and_cost(catalogue: Catalogue, lang: Any) -> None:
    found = Probed(
        model="a:b",
        reached=True,
        chats=True,
        streams=False,
        mode="tool",
        first_ms=12.4,
        total_ms=99.6,
        pieces=1,
        tokens=321,
        cost=0.0123,
        reason=None,
    )
    line = probe_line(found, catalogue, lang)
    assert all(part in line for part in ("a:b", "tool", "12", "100", "321", "0.0123"))


@pytest.fixture
def own_logs() -> Iterator[None]:
    """The command sets logging up for its process; the next test is another one."""
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("own_logs")
def test_the_command_prints_it(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path))
    assert cli.main(["model", "test"]) == FAILED
    monkeypatch.setenv("ADVISOR_MODEL", "compatible:ok")
    monkeypatch.setenv("ADVISOR_MODEL_BASE_URL", server.url)
    capsys.readouterr()
    assert cli.main(["model", "test"]) == DONE
    printed = capsys.readouterr().out.strip()
    assert "json_schema" in printed
    assert "\n" not in printed


@pytest.fixture
def client(pinned: Application, path_of: Paths, server: ScriptedServer) -> TestClient:
    for key, scopes in ((ADMIN, ("advise", "admin")), (PLAIN, ("advise",))):
        try:
            pinned.storage.keys.principal(key)
        except Exception:  # noqa: BLE001  (made once for the session)
            pinned.storage.keys.create("probe", scopes, fixed_now(), secret=key)  # type: ignore[arg-type]
    path = path_of("compatible:ok", base_url=server.url)
    app = replace(pinned, model=path, advisor=replace(pinned.advisor, composers=path.composers))
    return TestClient(create_app(app, Sessions(fixed_now)), follow_redirects=True)


def test_administrators_test_over_http(client: TestClient) -> None:
    assert client.post("/v1/model/test", headers={"Authorization": f"Bearer {PLAIN}"}).status_code == 403
    reply = client.post("/v1/model/test?lang=en", headers={"Authorization": f"Bearer {ADMIN}"})
    assert reply.status_code == 200
    assert reply.json()["mode"] == "json_schema"
    assert reply.json()["line"].startswith("compatible:ok: reached yes")
    today = client.get("/v1/model", headers={"Authorization": f"Bearer {ADMIN}"}).json()
    assert today["model"] == "compatible:ok"
    assert today["today"]["home"]["calls"] == 2


def test_the_start_page_has_the_button_for_administrators_alone(client: TestClient) -> None:
    client.post("/login", data={"key": ADMIN})
    assert 'action="/model/test' in client.get("/").text
    assert "json_schema" in client.post("/model/test", headers={"Sec-Fetch-Site": "same-origin"}).text
    client.cookies.clear()
    client.post("/login", data={"key": PLAIN})
    assert 'action="/model/test' not in client.get("/").text


def test_without_a_model_there_is_nothing_to_test(pinned: Application) -> None:
    client = TestClient(create_app(pinned, Sessions(fixed_now)))
    try:
        pinned.storage.keys.principal(ADMIN)
    except Exception:  # noqa: BLE001  (made once for the session)
        pinned.storage.keys.create("probe", ("advise", "admin"), fixed_now(), secret=ADMIN)
    reply = client.post("/v1/model/test?lang=en", headers={"Authorization": f"Bearer {ADMIN}"})
    assert (reply.status_code, reply.json()["code"]) == (503, "no_model")


def test_every_host_that_may_be_called_is_told(path_of: Callable[..., ModelPath], server: ScriptedServer) -> None:
    path = path_of("compatible:ok", base_url=server.url, fallbacks="anthropic:spare")
    assert path.hosts == ("127.0.0.1", "anthropic")
