"""Who may reach what: everything but the named open routes asks for a key."""

import re

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute

from advisor.bootstrap import Application
from api.app import create_app
from api.sessions import COOKIE, Sessions
from tests.conftest import fixed_now

OPEN = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("GET", "/widget/v1/config"),
    ("POST", "/widget/v1/sessions"),
    ("GET", "/widget/v1/check"),
    ("GET", "/widget/v1/check.html"),
    ("GET", "/widget/v1/{name}"),
}
# Bodies that are good enough to reach the question who is asking.
PLACE = re.compile(r"\{\w+\}")
BODIES: dict[str, dict[str, object]] = {"/v1/chat": {"message": "x"}, "/v1/channels": {"name": "x"}}


def routes(application: Application) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()

    def walk(items: list[BaseRoute]) -> None:
        for item in items:
            if isinstance(item, APIRoute):
                found.update((method, item.path) for method in item.methods or ())
            walk(list(getattr(getattr(item, "original_router", None), "routes", [])))

    walk(list(create_app(application, Sessions(fixed_now)).routes))
    return found


def test_there_are_routes_to_protect(served: Application) -> None:
    assert {("POST", "/v1/plans"), ("GET", "/v1/catalog"), ("GET", "/openapi.json"), ("GET", "/")} <= routes(served)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Basic abc", "bearer sk_\u00e9"])
def test_without_a_good_key_only_the_open_routes_answer(
    served: Application, anonymous: TestClient, header: str | None
) -> None:
    headers = [] if header is None else [(b"authorization", header.encode())]
    for method, path in routes(served) - OPEN:
        body = BODIES.get(path, {"text": "x"})
        reply = anonymous.request(method, PLACE.sub("x", path), headers=headers, json=body)
        assert reply.status_code == 401, (method, path)
        assert reply.json()["code"] == "not_authenticated"
        assert reply.headers["www-authenticate"] == "Bearer"


def test_a_revoked_key_opens_nothing(served: Application, anonymous: TestClient) -> None:
    secret = served.storage.keys.create("soon gone", ("advise",), fixed_now())
    headers = {"Authorization": f"Bearer {secret}"}
    assert anonymous.get("/v1/catalog", headers=headers).status_code == 200
    made = next(key for key in served.storage.keys.list() if key.name == "soon gone")
    served.storage.keys.revoke(made.id, fixed_now())
    assert anonymous.get("/v1/catalog", headers=headers).status_code == 401


def test_a_ticket_signs_in_once(anonymous: TestClient, sessions: Sessions) -> None:
    ticket = sessions.ticket()
    first = anonymous.get(f"/login?ticket={ticket}", follow_redirects=False)
    assert first.status_code == 303
    assert "HttpOnly" in first.headers["set-cookie"]
    anonymous.cookies.clear()
    assert anonymous.get(f"/login?ticket={ticket}", follow_redirects=False).status_code == 200


def test_signing_out_ends_the_session(anonymous: TestClient, sessions: Sessions) -> None:
    anonymous.get(f"/login?ticket={sessions.ticket()}")
    assert anonymous.get("/").status_code == 200
    session = anonymous.cookies[COOKIE]
    anonymous.post("/logout")
    anonymous.cookies.set(COOKIE, session)
    assert anonymous.get("/").status_code == 401


def test_another_site_cannot_make_a_session_act(anonymous: TestClient, sessions: Sessions) -> None:
    anonymous.get(f"/login?ticket={sessions.ticket()}")
    reply = anonymous.post("/", data={"text": "研发不回"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 401
