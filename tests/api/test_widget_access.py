"""What a widget's session may reach, whose conversations it sees, and which pages may read the replies."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from advisor.bootstrap import Application, build
from advisor.models.channel import ChannelIn, Limits
from advisor.settings import Settings
from api.app import create_app
from api.sessions import Sessions
from tests.api.test_access import BODIES, OPEN, PLACE, routes
from tests.api.test_chat import STORY, say
from tests.conftest import fixed_now

PAGE, KEY = {"Origin": "https://intra.corp.cn"}, "sk_of_the_widget_tests"
FOREIGN = [
    "https://evil.cn",
    "http://intra.corp.cn",
    "https://intra.corp.cn:8443",
    "https://intra.corp.cn.evil.cn",
    "null",
]
REACHED = {
    ("POST", "/v1/chat"),
    ("POST", "/v1/chat/{message_id}/stop"),
    ("GET", "/v1/chat/{message_id}/events"),
    ("GET", "/v1/conversations"),
    ("GET", "/v1/conversations/{conversation_id}"),
    ("PATCH", "/v1/conversations/{conversation_id}"),
    ("DELETE", "/v1/conversations/{conversation_id}"),
    ("GET", "/v1/conversations/{conversation_id}/export"),
    ("POST", "/v1/messages/{message_id}/feedback"),
    ("POST", "/v1/drafts"),
    ("GET", "/v1/plans/{plan_id}/export"),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    made = build(Settings(data_dir=tmp_path_factory.mktemp("widget")), now=fixed_now)
    made.storage.keys.create("key", ("advise", "admin"), fixed_now(), secret=KEY)
    yield made
    made.close()


@pytest.fixture(scope="module")
def http(app: Application) -> TestClient:
    return TestClient(create_app(app, Sessions(fixed_now)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def pk(app: Application) -> str:
    wanted = ChannelIn(name="intranet", origins=("https://intra.corp.cn",), limits=Limits(per_session_minute=500))
    return app.channels.create("home", wanted).channel.public_key


def opened(http: TestClient, pk: str) -> dict[str, str]:
    reply = http.post("/widget/v1/sessions", json={"key": pk}, headers=PAGE)
    assert reply.status_code == 201, reply.text
    return {**PAGE, "Authorization": f"Bearer {reply.json()['token']}"}


def within(http: TestClient, headers: dict[str, str]) -> TestClient:
    client = TestClient(http.app, raise_server_exceptions=False)
    client.headers.update(headers)
    return client


def test_a_session_reaches_its_routes_and_no_other(app: Application, http: TestClient, pk: str) -> None:
    session = within(http, opened(http, pk))
    known = routes(app)
    assert known >= REACHED
    for method, path in known - OPEN:
        reply = session.request(method, PLACE.sub("x", path), json=BODIES.get(path, {"text": "x"}))
        if (method, path) in REACHED:
            assert reply.status_code != 403, (method, path)
        else:
            assert (reply.status_code, reply.json()["code"]) == (403, "not_allowed"), (method, path)


def test_a_subject_sees_its_own_conversations_and_nobody_else_s(http: TestClient, pk: str) -> None:
    mine, other = within(http, opened(http, pk)), within(http, opened(http, pk))
    heard = [data for _, data in say(mine, STORY)]
    conversation, message = heard[0]["conversation_id"], heard[0]["message_id"]
    plan = next(data["plan"]["id"] for data in heard if data["type"] == "plan")
    attempts: list[tuple[str, str, dict[str, Any] | None]] = [
        ("GET", f"/v1/conversations/{conversation}", None),
        ("GET", f"/v1/conversations/{conversation}/export", None),
        ("PATCH", f"/v1/conversations/{conversation}", {"title": "taken"}),
        ("DELETE", f"/v1/conversations/{conversation}", None),
        ("GET", f"/v1/chat/{message}/events", None),
        ("POST", f"/v1/chat/{message}/stop", None),
        ("POST", f"/v1/messages/{message}/feedback", {"rating": "up"}),
        ("POST", "/v1/chat", {"message": "x", "conversation_id": conversation}),
        ("GET", f"/v1/plans/{plan}/export", None),
    ]
    for method, path, body in attempts:
        reply = other.request(method, path, json=body)
        assert reply.status_code == 404, (method, path)
        assert STORY not in reply.text
    assert other.get("/v1/conversations").json()["conversations"] == []
    assert mine.get(f"/v1/conversations/{conversation}").json()["title"] == STORY
    assert mine.get(f"/v1/plans/{plan}/export").status_code == 200
    assert mine.get("/v1/conversations").json()["conversations"][0]["id"] == conversation


def test_another_tenant_sees_nothing(app: Application, http: TestClient, pk: str) -> None:
    from advisor.models.principal import Owner

    heard = [data for _, data in say(within(http, opened(http, pk)), STORY)]
    conversation, message = heard[0]["conversation_id"], heard[0]["message_id"]
    stranger = Owner(tenant_id="other")
    turns, conversations = app.storage.turns(stranger), app.storage.conversations(stranger)
    for act in (
        lambda: conversations.read(conversation),
        lambda: conversations.rename(conversation, "taken"),
        lambda: conversations.delete(conversation),
        lambda: turns.message(message),
        lambda: turns.events(message),
        lambda: turns.memory(conversation),
    ):
        with pytest.raises(Exception, match="not_found"):
            act()
    assert conversations.list(10).conversations == ()
    assert conversations.gaps() == ()


def test_a_key_s_holder_sees_the_tenant_s_conversations(http: TestClient, pk: str) -> None:
    conversation = say(within(http, opened(http, pk)), "你好")[0][1]["conversation_id"]
    holder = within(http, {"Authorization": f"Bearer {KEY}"})
    assert holder.get(f"/v1/conversations/{conversation}").status_code == 200


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_is_told_so_and_may_read_nothing(http: TestClient, pk: str, origin: str) -> None:
    headers = {**opened(http, pk), "Origin": origin}
    plain = {"Origin": origin}
    replies = [
        http.get("/widget/v1/config", params={"key": pk}, headers=plain),
        http.post("/widget/v1/sessions", json={"key": pk}, headers=plain),
        http.get("/v1/conversations", headers=headers),
    ]
    for reply in replies:
        assert (reply.status_code, reply.json()["code"]) == (403, "origin_not_allowed")
        assert origin in reply.json()["detail"]
        assert "access-control-allow-origin" not in reply.headers
    preflight = http.options("/v1/chat", headers={**plain, "Access-Control-Request-Method": "POST"})
    assert "access-control-allow-origin" not in preflight.headers


def test_the_allowed_page_may_read_and_is_named_exactly(http: TestClient, pk: str) -> None:
    headers = opened(http, pk)
    asked = {**PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    replies = [
        http.options("/v1/chat", headers=asked),
        http.get("/widget/v1/config", params={"key": pk}, headers=PAGE),
        http.get("/v1/conversations", headers=headers),
        http.post("/v1/chat", json={"message": "你好"}, headers=headers),
        http.post("/v1/chat", json={"message": ""}, headers=headers),
        http.get("/v1/conversations", headers={**PAGE, "Authorization": "Bearer ws_gone"}),
    ]
    assert [reply.status_code for reply in replies] == [204, 200, 200, 200, 422, 401]
    for reply in replies:
        assert reply.headers["access-control-allow-origin"] == PAGE["Origin"]
        assert "Origin" in reply.headers["vary"]
        assert "access-control-allow-credentials" not in reply.headers


@pytest.mark.parametrize("path", ["/v1/plans", "/v1/channels", "/v1/catalog", "/", "/openapi.json", "/v1/gaps"])
def test_no_other_route_answers_a_page_of_another_site(http: TestClient, path: str) -> None:
    reply = http.get(path, headers={**PAGE, "Authorization": f"Bearer {KEY}"})
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_widget_is_told_how_to_look(http: TestClient, pk: str, lang: str) -> None:
    told = http.get("/widget/v1/config", params={"key": pk, "lang": lang}, headers=PAGE).json()
    assert told["greeting"]
    assert len(told["suggestions"]) == 3
    assert {"zh": "人工智能", "en": "artificial intelligence"}[lang] in told["ai_notice"]
    assert {reason["id"] for reason in told["reasons"]} >= {"not_true", "missing", "other"}
    assert "secret" not in str(told)


@pytest.mark.parametrize(
    ("origin", "reason"),
    [("https://intra.corp.cn", "listed"), ("https://evil.cn", "unlisted"), ("", "no_origin"), ("corp", "bad_origin")],
)
def test_an_integrator_is_told_which_rule_decides(http: TestClient, pk: str, origin: str, reason: str) -> None:
    told = http.get("/widget/v1/check", params={"key": pk, "origin": origin}).json()
    assert (told["allowed"], told["reason"]) == (reason == "listed", reason)
    assert told["advice"]
    page = http.get("/widget/v1/check.html", params={"key": pk, "origin": origin or "<script>"})
    assert page.status_code == 200
    assert "<script>" not in page.text


@pytest.mark.parametrize(("asked", "readable"), [("https://evil.cn", True), ("https://intra.corp.cn", False)])
def test_a_page_may_read_what_is_said_of_itself_alone(http: TestClient, pk: str, asked: str, *, readable: bool) -> None:
    reply = http.get("/widget/v1/check", params={"key": pk, "origin": asked}, headers={"Origin": "https://evil.cn"})
    assert reply.headers.get("access-control-allow-origin") == ("https://evil.cn" if readable else None)


def test_an_unknown_key_opens_nothing(http: TestClient) -> None:
    for reply in (
        http.get("/widget/v1/config", params={"key": "pk_none"}, headers=PAGE),
        http.post("/widget/v1/sessions", json={"key": "pk_none"}, headers=PAGE),
        http.get("/widget/v1/check", params={"key": "pk_none"}),
    ):
        assert (reply.status_code, reply.json()["code"]) == (404, "channel_unknown")


def test_too_many_messages_are_asked_to_come_back(app: Application, http: TestClient) -> None:
    wanted = ChannelIn(name="tight", origins=("https://intra.corp.cn",), limits=Limits(per_session_minute=2))
    session = within(http, opened(http, app.channels.create("home", wanted).channel.public_key))
    replies = [session.post("/v1/chat", json={"message": "你好"}) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 429, 429]
    assert int(replies[-1].headers["retry-after"]) > 0
    assert replies[-1].json()["code"] == "rate_limited"


def test_a_channel_for_questions_makes_no_plans_and_writes_no_texts(app: Application, http: TestClient) -> None:
    wanted = ChannelIn(name="faq", origins=("https://intra.corp.cn",), scope="faq")
    session = within(http, opened(http, app.channels.create("home", wanted).channel.public_key))
    heard = [data for _, data in say(session, STORY)]
    assert {data["type"] for data in heard}.isdisjoint({"plan", "draft", "question"})
    assert any(data["type"] == "citations" for data in heard)
    body = {"text": STORY, "kind": "nudge"}
    assert session.post("/v1/drafts", json=body).status_code == 403


def test_channels_are_made_changed_and_closed_over_http(http: TestClient) -> None:
    admin = within(http, {"Authorization": f"Bearer {KEY}"})
    body = {"name": "hr", "origins": ["https://HR.corp.cn/"], "identity": "HS256"}
    made = admin.post("/v1/channels", json=body).json()
    assert made["origins"] == ["https://hr.corp.cn"]
    assert len(made["identity"]["secret"]) >= 43
    assert admin.get(f"/v1/channels/{made['id']}").json()["identity"] == {"alg": "HS256", "secret": None}
    assert made["id"] in {each["id"] for each in admin.get("/v1/channels").json()["channels"]}
    changed = admin.put(f"/v1/channels/{made['id']}", json={**body, "name": "hr2"}).json()
    assert (changed["name"], changed["public_key"]) == ("hr2", made["public_key"])
    rotated = admin.post(f"/v1/channels/{made['id']}/rotate").json()
    assert rotated["public_key"] != made["public_key"]
    assert admin.post(f"/v1/channels/{made['id']}/disable").json()["enabled"] is False
    assert admin.post("/v1/channels", json={**body, "origins": ["*"]}).json()["code"] == "bad_origin_rule"


def test_no_file_but_the_widget_s_own_is_served(http: TestClient) -> None:
    for name in ("advisor.css", "..%2Fadvisor.css", "hrp-.js", "hrp-zzzz.js", ".env", "loader.js.map"):
        assert http.get(f"/widget/v1/{name}").status_code == 404
