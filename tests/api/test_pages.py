import pytest
from fastapi.testclient import TestClient

from api.sessions import Sessions
from tests.api.conftest import PLAIN


@pytest.fixture
def signed_in(anonymous: TestClient, sessions: Sessions) -> TestClient:
    anonymous.get(f"/login?ticket={sessions.ticket()}")
    return anonymous


def test_one_signs_in_with_a_key_and_not_with_a_wrong_one(anonymous: TestClient) -> None:
    assert anonymous.post("/login", data={"key": "wrong"}).status_code == 401
    assert anonymous.post("/login", data={"key": PLAIN}).status_code == 200
    assert anonymous.get("/").status_code == 200


def test_one_types_a_situation_and_reads_the_plan(signed_in: TestClient) -> None:
    page = signed_in.post("/", data={"text": "研发总监一周没看简历", "want": "plan"})
    assert page.status_code == 200
    assert "升级阶梯" in page.text
    assert 'id="c1"' in page.text


def test_one_asks_in_english_on_an_english_page(signed_in: TestClient) -> None:
    page = signed_in.post("/?lang=en", data={"text": "Sales refuses training at quarter-end", "want": "answer"})
    assert "Sources" in page.text


def test_what_was_typed_is_shown_as_text_and_stays(signed_in: TestClient) -> None:
    page = signed_in.post("/", data={"text": "<script>alert(1)</script> 研发不回", "department": "moon"})
    assert page.status_code == 422
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "月" not in page.text or "moon" in page.text


def test_an_empty_situation_is_told_on_the_page(signed_in: TestClient) -> None:
    assert "不能为空" in signed_in.post("/", data={"text": " "}).text


def test_pages_load_nothing_from_elsewhere(signed_in: TestClient) -> None:
    page = signed_in.get("/")
    assert "http://" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert signed_in.get("/static/advisor.css").status_code == 200


def test_a_plan_is_read_again_under_its_address(signed_in: TestClient) -> None:
    made = signed_in.post("/", data={"text": "研发总监一周没看简历", "want": "plan"}).text
    number = made.split("/v1/plans/")[1].split("/")[0]
    page = signed_in.get(f"/plans/{number}")
    assert page.status_code == 200
    assert "升级阶梯" in page.text
    assert f"/v1/plans/{number}/export" in page.text


def test_a_plan_that_is_not_there_is_told_on_the_page(signed_in: TestClient) -> None:
    page = signed_in.get("/plans/nowhere")
    assert page.status_code == 404
    assert "<form" in page.text
