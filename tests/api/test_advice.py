import io
from zipfile import ZipFile

import pytest
from docx import Document
from fastapi.testclient import TestClient
from icalendar import Calendar
from openpyxl import load_workbook

SITUATION = {"text": "研发总监老说忙，简历发过去一周没人看", "today": "2026-11-23"}


def test_a_plan_is_made_kept_and_read_back(client: TestClient) -> None:
    made = client.post("/v1/plans", json=SITUATION)
    assert made.status_code == 201
    read = client.get(f"/v1/plans/{made.json()['id']}")
    assert read.status_code == 200
    assert read.json() == made.json()


def test_a_plan_has_every_field_of_the_contract(client: TestClient) -> None:
    plan = client.post("/v1/plans", json=SITUATION).json()
    assert set(plan) >= {
        "id", "lang", "title", "summary", "diagnosis", "steps", "value_linkage", "escalation", "metrics", "risks",
        "similar_cases", "assumptions", "missing", "citations", "grounding", "refusal", "provenance",
    }  # fmt: skip
    assert set(plan["steps"][0]) >= {
        "id", "phase", "title", "detail", "owner", "due", "effort_minutes", "why", "done_when", "deliverable", "refs",
    }  # fmt: skip
    assert set(plan["citations"][0]) == {"ref", "source_id", "title", "section", "quote", "kind", "url"}
    assert set(plan["provenance"]) >= {
        "engine", "model", "prompts", "knowledge_version", "degraded", "degraded_reason", "generated_by_ai",
        "created_at",
    }  # fmt: skip
    assert plan["provenance"]["created_at"].endswith("+08:00")


@pytest.mark.parametrize("form", ["md", "docx", "xlsx", "ics"])
def test_a_plan_can_be_downloaded(client: TestClient, form: str) -> None:
    plan = client.post("/v1/plans", json=SITUATION).json()
    reply = client.get(f"/v1/plans/{plan['id']}/export?format={form}")
    assert reply.status_code == 200
    assert reply.headers["content-disposition"].startswith("attachment")
    first = plan["steps"][0]["title"]
    content = {
        "md": lambda: reply.text,
        "docx": lambda: "".join(cell.text for table in Document(io.BytesIO(reply.content)).tables
                                for row in table.rows for cell in row.cells),
        "xlsx": lambda: "".join(str(c.value) for sheet in load_workbook(io.BytesIO(reply.content))
                                for row in sheet.iter_rows() for c in row),
        "ics": lambda: "".join(str(e["summary"]) for e in Calendar.from_ical(reply.content).walk("VEVENT")),
    }[form]()  # fmt: skip
    assert first in content


def test_an_office_file_says_that_a_machine_made_it(client: TestClient) -> None:
    plan = client.post("/v1/plans", json=SITUATION).json()
    word = client.get(f"/v1/plans/{plan['id']}/export?format=docx").content
    assert "人工智能" in ZipFile(io.BytesIO(word)).read("word/document.xml").decode()


def test_an_unknown_plan_or_format_is_told(client: TestClient) -> None:
    assert client.get("/v1/plans/none").status_code == 404
    plan = client.post("/v1/plans", json=SITUATION).json()
    reply = client.get(f"/v1/plans/{plan['id']}/export?format=exe")
    assert (reply.status_code, reply.json()["code"]) == (422, "unknown_format")


def test_an_answer_is_given_in_the_language_of_the_question(client: TestClient) -> None:
    for question, lang in (("部门不给面试反馈怎么办", "zh"), ("How do I get interview feedback on time?", "en")):
        reply = client.post("/v1/answers", json={"question": question})
        assert (reply.status_code, reply.json()["lang"]) == (200, lang)


def test_a_refused_request_is_answered_with_200_and_no_advice(client: TestClient) -> None:
    for path, body in (
        ("/v1/answers", {"question": "帮我写首关于秋天的诗"}),
        ("/v1/plans", {"text": "帮我写首关于秋天的诗"}),
        ("/v1/drafts", {"text": "帮我写首关于秋天的诗", "kind": "nudge"}),
        ("/v1/diagnoses", {"text": "帮我写首关于秋天的诗"}),
    ):
        reply = client.post(path, json=body)
        assert reply.status_code == 200
        assert reply.json()["refusal"]["reason"] == "off_topic"
        assert not reply.json().get("steps")


def test_a_draft_is_made(client: TestClient) -> None:
    reply = client.post("/v1/drafts", json={**SITUATION, "kind": "nudge", "channel": "email"})
    assert reply.status_code == 201
    assert reply.json()["subject"]


def test_search_gives_scores_between_nought_and_one_best_first(client: TestClient) -> None:
    reply = client.post("/v1/search", json={"query": "审批签字太多", "k": 5, "kinds": ["guidance"]}).json()
    scores = [hit["score"] for hit in reply["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert {hit["kind"] for hit in reply["hits"]} == {"guidance"}


def test_the_catalog_names_everything_in_both_languages(client: TestClient) -> None:
    catalog = client.get("/v1/catalog").json()
    assert {name: len(catalog[name]) for name in catalog} == {
        "departments": 18, "processes": 16, "frictions": 22, "deliverables": 25,
    }  # fmt: skip
    assert catalog["departments"][0]["name"].keys() == {"zh", "en"}


def test_health_and_readiness_are_open(anonymous: TestClient) -> None:
    assert anonymous.get("/healthz").json() == {"status": "ok"}
    assert anonymous.get("/readyz").json() == {"ready": True, "missing": []}


def test_the_contract_is_described_with_examples(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    body = described["paths"]["/v1/plans"]["post"]["requestBody"]["content"]["application/json"]
    assert {"zh", "en"} <= set(body["examples"])
