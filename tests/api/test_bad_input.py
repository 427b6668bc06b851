"""Bad input gets a clear 4xx in the caller's language, and nothing breaks."""

import json

import pytest
from fastapi.testclient import TestClient

from api.middleware import MAX_BODY

CASES = {
    "empty": {"text": ""},
    "blank": {"text": "   "},
    "too long": {"text": "忙" * 5000},
    "missing": {},
    "unknown field": {"text": "不回", "tenant_id": "x"},
    "unknown department": {"text": "不回", "department": "moon base"},
    "unknown process": {"text": "不回", "process": "moon landing"},
    "wrong type": {"text": 5},
    "wrong language": {"text": "不回", "lang": "fr"},
    "date in the past": {"text": "不回", "facts": {"needed_by": "2020-01-01"}},
    "date that is none": {"text": "不回", "facts": {"needed_by": "soon"}},
    "negative days": {"text": "不回", "facts": {"days_waiting": -1}},
    "unknown engine": {"text": "不回", "engine": "oracle"},
    "answers of the wrong kind": {"text": "不回", "answers": ["a"]},
}


@pytest.mark.parametrize("body", CASES.values(), ids=CASES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bad_plan_request_is_told_where_and_what(client: TestClient, body: dict[str, object], lang: str) -> None:
    reply = client.post("/v1/plans", json=body, headers={"Accept-Language": lang})
    problem = reply.json()
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert set(problem) >= {"type", "title", "status", "detail", "code", "errors"}
    assert problem["errors"]
    assert all(error["loc"] and error["msg"] for error in problem["errors"])
    words = problem["title"] + problem["detail"] + "".join(error["msg"] for error in problem["errors"])
    assert bool([char for char in words if "\u4e00" <= char <= "\u9fff"]) == (lang == "zh")
    assert "pydantic" not in reply.text
    assert "Traceback" not in reply.text


def test_the_language_of_the_body_comes_before_the_header(client: TestClient) -> None:
    reply = client.post("/v1/plans", json={"text": "", "lang": "en"}, headers={"Accept-Language": "zh"})
    assert reply.headers["content-language"] == "en"


@pytest.mark.parametrize(
    "raw",
    [b"{", b"[]", b"nothing", b'{"text": "\\ud800"}', b'{"text": NaN}', b"\xff\xfe", b"[" * 20_000, b""],
    ids=["cut", "list", "words", "lone surrogate", "nan", "not utf-8", "deep", "nothing"],
)
def test_what_is_no_request_is_told(client: TestClient, raw: bytes) -> None:
    for path in ("/v1/plans", "/v1/answers", "/v1/search", "/v1/drafts", "/v1/diagnoses"):
        reply = client.post(path, content=raw, headers={"Content-Type": "application/json"})
        assert 400 <= reply.status_code < 500, reply.text
        assert reply.headers["content-type"] == "application/problem+json"


def test_infinite_numbers_are_refused(client: TestClient) -> None:
    raw = json.dumps({"text": "不回", "facts": {"daily_cost": float("inf"), "own": float("nan")}})
    reply = client.post("/v1/plans", content=raw, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422


def test_emoji_alone_is_refused_kindly_not_broken(client: TestClient) -> None:
    reply = client.post("/v1/answers", json={"question": "😀😀"})
    assert (reply.status_code, reply.json()["refusal"]["reason"]) == (200, "empty")


def test_a_body_above_the_limit_is_told_the_limit(client: TestClient) -> None:
    reply = client.post("/v1/plans", content=b"x" * (MAX_BODY + 1))
    assert reply.status_code == 413
    assert str(MAX_BODY) in reply.json()["detail"]


def test_an_unknown_address_or_method_is_a_problem_too(client: TestClient) -> None:
    for reply, status in ((client.get("/v2/plans"), 404), (client.delete("/v1/plans"), 405)):
        assert reply.status_code == status
        assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("k", [0, 51, "many"])
def test_search_takes_one_to_fifty(client: TestClient, k: object) -> None:
    assert client.post("/v1/search", json={"query": "x", "k": k}).status_code == 422
