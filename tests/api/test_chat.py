"""Conversations over HTTP: the stream, its rest, its end."""

import io
import json
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from advisor.bootstrap import Application
from advisor.models.conversation import ChatRequest
from advisor.models.principal import HOME_TENANT, Owner, Principal
from advisor.models.turn import ChatEvent, obeys_grammar
from api.app import create_app
from api.sessions import Sessions
from tests.api.conftest import ADMIN, PLAIN

ONE: TypeAdapter[ChatEvent] = TypeAdapter(ChatEvent)
HOLDER = Principal(tenant_id=HOME_TENANT, scopes=frozenset({"advise"}))
STORY = "研发总监老说忙，简历发过去一周没人看，怎么办"


def told(body: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream: id and data."""
    found = []
    for block in body.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line and not line.startswith(":"))
        if "data" in lines:
            data = json.loads(lines["data"])
            assert data["type"] == lines["event"]
            found.append((lines.get("id", ""), data))
    return found


def say(client: TestClient, message: str, **more: Any) -> list[tuple[str, dict[str, Any]]]:
    reply = client.post("/v1/chat", json={"message": message, **more})
    assert reply.status_code == 200, reply.text
    return told(reply.text)


@pytest.fixture(scope="module")
def stream(served: Application) -> list[tuple[str, dict[str, Any]]]:
    client = TestClient(create_app(served, Sessions(served.now)))
    client.headers["Authorization"] = f"Bearer {PLAIN}"
    return say(client, STORY)


def test_a_reply_is_a_stream_that_obeys_the_grammar(stream: list[tuple[str, dict[str, Any]]]) -> None:
    assert obeys_grammar(ONE.validate_python(data) for _, data in stream)
    kinds = [data["type"] for _, data in stream]
    assert {"meta", "status", "citations", "delta", "plan", "question", "suggestions", "done"} <= set(kinds)


def test_ids_count_the_events_of_the_message(stream: list[tuple[str, dict[str, Any]]]) -> None:
    message = stream[0][1]["message_id"]
    assert [event_id for event_id, _ in stream] == [f"{message}:{n}" for n in range(1, len(stream) + 1)]


def test_the_headers_keep_proxies_from_buffering(client: TestClient) -> None:
    reply = client.post("/v1/chat", json={"message": "你好"})
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["x-accel-buffering"] == "no"
    assert {"no-cache", "no-transform"} <= {part.strip() for part in reply.headers["cache-control"].split(",")}


def test_what_was_cut_anywhere_can_be_heard_to_the_end(
    client: TestClient, stream: list[tuple[str, dict[str, Any]]]
) -> None:
    message = stream[0][1]["message_id"]
    for number in range(len(stream)):
        rest = client.get(f"/v1/chat/{message}/events", headers={"Last-Event-ID": f"{message}:{number}"})
        assert told(rest.text) == stream[number:]


@pytest.mark.parametrize("last", ["", "nonsense", "other:3", "{id}:x", "{id}:-1", "{id}:9999999999"])
def test_an_id_that_is_none_of_ours_starts_from_the_beginning(
    client: TestClient, stream: list[tuple[str, dict[str, Any]]], last: str
) -> None:
    message = stream[0][1]["message_id"]
    header = {"Last-Event-ID": last.replace("{id}", message)}
    assert told(client.get(f"/v1/chat/{message}/events", headers=header).text) == stream


def test_who_heard_everything_hears_the_end_once_more(
    client: TestClient, stream: list[tuple[str, dict[str, Any]]]
) -> None:
    message = stream[0][1]["message_id"]
    header = {"Last-Event-ID": f"{message}:{len(stream)}"}
    assert told(client.get(f"/v1/chat/{message}/events", headers=header).text) == stream[-1:]


def test_a_turn_whose_process_died_has_a_clear_end(client: TestClient, served: Application) -> None:
    begun = served.assistant.begin(ChatRequest(message=STORY), HOLDER)
    rest = told(client.get(f"/v1/chat/{begun.meta.message_id}/events").text)
    assert [(data["type"], data["code"]) for _, data in rest] == [("error", "interrupted")]
    kept = client.get(f"/v1/conversations/{begun.meta.conversation_id}").json()["messages"]
    assert [(each["role"], each["status"]) for each in kept] == [("user", "complete"), ("assistant", "interrupted")]
    assert kept[0]["text"] == STORY


def test_a_stopped_turn_ends_as_stopped_and_keeps_what_was_told(served: Application) -> None:
    begun = served.assistant.begin(ChatRequest(message=STORY), HOLDER)
    heard: list[ChatEvent] = []
    heard.extend(served.assistant.events(begun, lambda: sum(each.type == "delta" for each in heard) >= 2))
    assert obeys_grammar(heard)
    assert heard[-1].type == "done"
    assert heard[-1].status == "stopped"
    kept = served.storage.turns(Owner(tenant_id=HOME_TENANT)).message(begun.meta.message_id)
    assert kept.status == "stopped"
    assert kept.text == "".join(each.text for each in heard if each.type == "delta")
    assert kept.text


def test_a_turn_nobody_hears_is_kept_as_interrupted(served: Application) -> None:
    begun = served.assistant.begin(ChatRequest(message=STORY), HOLDER)
    events = served.assistant.events(begun)
    heard = [next(events) for _ in range(9)]
    events.close()
    turns = served.storage.turns(Owner(tenant_id=HOME_TENANT))
    assert turns.message(begun.meta.message_id).status == "interrupted"
    assert list(turns.events(begun.meta.message_id)) == heard


def test_what_was_said_is_listed_read_renamed_searched_and_forgotten(client: TestClient) -> None:
    first = say(client, "市场部的培训签到率一直很低，怎么办")
    conversation = first[0][1]["conversation_id"]
    say(client, "谢谢", conversation_id=conversation)
    found = client.get("/v1/conversations", params={"q": "培训签到率"}).json()["conversations"]
    assert [each["id"] for each in found] == [conversation]
    assert found[0]["message_count"] == 4
    read = client.get(f"/v1/conversations/{conversation}").json()
    assert [each["role"] for each in read["messages"]] == ["user", "assistant"] * 2
    assert read["messages"][1]["text"] == "".join(data["text"] for _, data in first if data["type"] == "delta")
    assert read["messages"][1]["citations"]
    assert client.patch(f"/v1/conversations/{conversation}", json={"title": "签到"}).json()["title"] == "签到"
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 204
    assert client.get(f"/v1/conversations/{conversation}").status_code == 404


def test_pages_of_conversations_hold_each_once(client: TestClient) -> None:
    made = {say(client, "你好")[0][1]["conversation_id"] for _ in range(5)}
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = client.get("/v1/conversations", params=params).json()
        seen += [each["id"] for each in page["conversations"]]
        if page["next"] is None:
            break
        params["before"] = page["next"]
    assert len(seen) == len(set(seen))
    assert made <= set(seen)


@pytest.mark.parametrize("q", ["%", "_", "\\", "' or 1=1 --"])
def test_marks_of_the_query_language_are_letters_in_a_search(client: TestClient, q: str) -> None:
    assert client.get("/v1/conversations", params={"q": q}).json()["conversations"] == []


def test_a_thumb_down_is_kept_listed_as_a_gap_and_taken_back(client: TestClient, served: Application) -> None:
    heard = say(client, STORY)
    message = heard[0][1]["message_id"]
    plan = next(data for _, data in heard if data["type"] == "plan")["plan"]["id"]
    body = {"rating": "down", "reasons": ["too_vague", "not_for_us"], "text": "我们没有每日例会"}
    judged = client.post(f"/v1/messages/{message}/feedback", json=body)
    assert judged.json()["feedback"] == body
    admin = {"Authorization": f"Bearer {ADMIN}"}
    gaps = {each["message_id"]: each for each in client.get("/v1/gaps", headers=admin).json()["gaps"]}
    assert gaps[message]["kind"] == "disliked"
    assert gaps[message]["question"] == STORY
    assert gaps[message]["reply_id"] == plan
    repository = served.storage.conversations(Owner(tenant_id="home"))
    assert repository.reason(plan) == "too_vague not_for_us 我们没有每日例会"
    client.post(f"/v1/messages/{message}/feedback", json={"rating": None})
    assert repository.reason(plan) is None
    assert client.get("/v1/gaps").status_code == 403


def test_an_unknown_reason_is_refused_with_the_known_ones(client: TestClient) -> None:
    message = say(client, "你好")[0][1]["message_id"]
    reply = client.post(f"/v1/messages/{message}/feedback", json={"rating": "down", "reasons": ["ugly"]})
    assert reply.status_code == 422
    assert "not_true" in reply.json()["detail"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_export_holds_what_was_said_and_the_label(client: TestClient, lang: str) -> None:
    conversation = say(client, STORY)[0][1]["conversation_id"]
    url = f"/v1/conversations/{conversation}/export"
    markdown = client.get(url, params={"lang": lang}).text
    notice = {"zh": "人工智能生成", "en": "artificial intelligence"}[lang]
    assert STORY in markdown
    assert notice in markdown
    word = Document(io.BytesIO(client.get(url, params={"lang": lang, "format": "docx"}).content))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert STORY in text
    assert notice in text
    assert client.get(url, params={"format": "exe"}).status_code == 422


def test_an_export_holds_no_credential(client: TestClient) -> None:
    said = "研发总监一周没看简历，接口密钥 sk-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c，怎么办"
    conversation = say(client, said)[0][1]["conversation_id"]
    exported = client.get(f"/v1/conversations/{conversation}/export").text
    assert "一周没看简历" in exported
    assert "4f9a8b7c6d5e" not in exported


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"message": ""}, 422, "validation"),
        ({"message": "x" * 4001}, 422, "validation"),
        ({"message": "x", "tenant_id": "other"}, 422, "validation"),
        ({"message": "x", "conversation_id": "none"}, 404, "not_found"),
        ({"message": "x", "department": "no such"}, 422, "unknown_department"),
    ],
    ids=["empty", "too long", "extra field", "no such conversation", "unknown department"],
)
def test_bad_input_is_a_problem_before_any_stream_begins(
    client: TestClient, body: dict[str, Any], status: int, code: str
) -> None:
    reply = client.post("/v1/chat", json=body)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_an_answer_to_no_question_of_ours_is_refused(client: TestClient) -> None:
    conversation = say(client, STORY)[0][1]["conversation_id"]
    body = {"message": "x", "conversation_id": conversation}
    for answers in ({"slot.nothing": "1"}, {"slot.needed_by": "4"}):
        reply = client.post("/v1/chat", json={**body, "answers": answers})
        assert reply.status_code == 422
