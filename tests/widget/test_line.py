"""The line to the service: it breaks, ends, refuses and comes back; what is unfinished never looks finished."""

import pytest
from playwright.sync_api import Page, expect

from evals.scripted import Cut, Hold, Problem
from evals.stage import Stage
from tests.widget.conftest import ask, finished, opened, visit

pytestmark = pytest.mark.browser


def test_a_line_that_breaks_is_taken_up_where_it_was(page: Page, stage: Stage) -> None:
    turn = stage.turn("answer")
    stage.script = [[*turn[:4], Cut(), *turn[4:6], Cut(), *turn[6:]]]
    opened(page, stage)
    ask(page, "问")
    finished(page)
    rest = stage.took("/v1/chat/m1/events")
    assert [seen.headers["Last-Event-ID"] for seen in rest] == ["m1:5", "m1:7"]
    whole = "".join(event["text"] for event in turn if isinstance(event, dict) and event["type"] == "delta")
    assert page.locator(".markdown").inner_text().count("先别再催一遍") == whole.count("先别再催一遍") == 1
    expect(page.locator(".markdown ol li")).to_have_count(3)
    assert len(stage.took("/v1/chat")) == 1


def test_a_line_that_stays_broken_leaves_an_answer_that_looks_unfinished(page: Page, stage: Stage) -> None:
    turn = stage.turn("answer")
    stage.script = [[*turn[:4], Cut(), *turn[4:]]]
    stage.answers["/v1/chat/m1/events"] = Problem(404, "not_found")
    opened(page, stage)
    ask(page, "问")
    expect(page.locator(".reply")).to_have_attribute("data-state", "interrupted")
    expect(page.get_by_role("alert")).to_contain_text("回答中断，以上内容不完整。")
    expect(page.locator(".feedback")).to_have_count(0)
    expect(page.get_by_role("button", name="复制")).to_have_count(0)
    page.get_by_role("button", name="重试").click()
    finished(page)
    expect(page.locator(".reply")).to_have_count(1)
    assert [seen.body["message"] for seen in stage.took("/v1/chat")] == ["问", "问"]


def test_the_rest_can_be_fetched_by_hand_after_giving_up(page: Page, stage: Stage) -> None:
    page.clock.install()
    turn = stage.turn("answer")
    stage.script = [[*turn[:4], Cut(), *turn[4:]]]
    opened(page, stage)
    page.route("**/events", lambda route: route.abort())
    ask(page, "问")
    for _ in range(7):
        page.wait_for_timeout(60)
        page.clock.run_for(9000)
    expect(page.locator(".reply")).to_have_attribute("data-state", "interrupted")
    page.unroute("**/events")
    page.get_by_role("button", name="重新连接").click()
    finished(page)
    expect(page.locator(".markdown ol li")).to_have_count(3)


def test_an_error_event_is_told_and_may_be_retried(page: Page, stage: Stage) -> None:
    failed = {"type": "error", "code": "server_error", "title": "出错", "detail": "检索暂时不可用。", "retryable": True}
    stage.script = [[{"type": "delta", "text": "先看"}, failed]]
    opened(page, stage)
    ask(page, "问")
    expect(page.get_by_role("alert")).to_contain_text("检索暂时不可用。")
    expect(page.locator(".reply")).to_have_attribute("data-state", "interrupted")
    expect(page.get_by_role("button", name="重试")).to_be_visible()


def test_what_cannot_be_retried_offers_no_retry(page: Page, stage: Stage) -> None:
    stage.script = [[{"type": "error", "code": "x", "title": "出错", "detail": "不行。", "retryable": False}]]
    opened(page, stage)
    ask(page, "问")
    expect(page.get_by_role("alert")).to_contain_text("不行。")
    expect(page.get_by_role("button", name="重试")).to_have_count(0)


def test_a_session_that_ended_is_renewed_without_a_word(page: Page, stage: Stage) -> None:
    script = """<script>let n = 0;
      addEventListener("DOMContentLoaded", () => HRPlaybook.identify(async () => "jwt" + ++n));</script>"""
    visit(page, stage, stage.tag() + script)
    page.locator(".launcher").click()
    ask(page, "第一问")
    finished(page)
    stage.expired.update(stage.tokens)
    ask(page, "第二问")
    expect(page.locator('.reply[data-state="complete"]')).to_have_count(2)
    assert [seen.body["identity"] for seen in stage.took("/widget/v1/sessions")] == ["jwt1", "jwt2"]
    assert [seen.headers["Authorization"] for seen in stage.took("/v1/chat")] == [
        "Bearer ws_1",
        "Bearer ws_1",
        "Bearer ws_2",
    ]


def test_the_identity_may_come_from_an_address_of_the_page(page: Page, stage: Stage) -> None:
    visit(page, stage, stage.tag(token_endpoint="/identity"))
    page.locator(".launcher").click()
    ask(page, "问")
    finished(page)
    assert stage.took("/widget/v1/sessions")[0].body == {"key": "pk_demo", "identity": "signed"}


def test_a_page_that_is_not_allowed_learns_its_own_address(page: Page, stage: Stage) -> None:
    stage.allowed = {"https://intranet.corp.cn"}
    visit(page, stage)
    page.locator(".launcher").click()
    expect(page.locator(".banner")).to_contain_text(f"此页面（{stage.host}）不在允许的来源中")
    ask(page, "问")
    expect(page.get_by_role("alert")).to_contain_text(stage.host)


def test_an_identity_that_is_refused_is_told(page: Page, stage: Stage) -> None:
    stage.answers["/widget/v1/sessions"] = Problem(401, "unauthorized")
    opened(page, stage)
    expect(page.locator(".banner")).to_contain_text("无法确认您的身份")


def test_too_many_questions_tell_how_long_to_wait(page: Page, stage: Stage) -> None:
    stage.script = [Problem(429, "rate_limited", {"Retry-After": "17"})]
    opened(page, stage)
    ask(page, "问")
    expect(page.get_by_role("alert")).to_have_text("提问有些频繁，请在 17 秒后重试。")


def test_being_offline_is_shown_and_passes(page: Page, stage: Stage) -> None:
    opened(page, stage)
    page.context.set_offline(True)
    expect(page.locator(".banner")).to_have_text("网络已断开，恢复后可重试。")
    ask(page, "问")
    expect(page.get_by_role("alert")).to_contain_text("网络已断开")
    page.context.set_offline(False)
    expect(page.locator(".banner")).to_be_hidden()
    page.get_by_role("button", name="重试").click()
    finished(page)


def test_a_service_that_fails_is_told_in_its_own_words(page: Page, stage: Stage) -> None:
    stage.script = [Problem(500, "internal")]
    opened(page, stage)
    ask(page, "问")
    expect(page.get_by_role("alert")).to_have_text("服务暂时出错，请稍后重试。")


def test_no_cookie_and_no_storage_is_used(page: Page, stage: Stage) -> None:
    opened(page, stage)
    ask(page, "问")
    finished(page)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert not [seen for seen in stage.seen if "Cookie" in seen.headers and seen.path.startswith(("/v1", "/widget"))]


def test_a_widget_that_is_taken_away_ends_its_stream(page: Page, stage: Stage) -> None:
    stage.script = [[{"type": "delta", "text": "先"}, Hold(), {"type": "done", "status": "complete"}]]
    opened(page, stage)
    ask(page, "问")
    expect(page.locator(".markdown")).to_have_text("先")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/v1/chat")):
        page.evaluate("HRPlaybook.destroy()")
