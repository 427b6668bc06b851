"""Plans and drafts in the widget: read, opened, copied, rewritten."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from evals.stage import Stage
from tests.widget.conftest import ask, opened

pytestmark = pytest.mark.browser


def test_a_plan_shows_phases_days_and_owners_and_opens_its_details(page: Page, stage: Stage) -> None:
    stage.script = [stage.turn("plan")]
    opened(page, stage)
    ask(page, "给我一份计划")
    card = page.locator(".card.plan")
    expect(card.locator("h4")).to_have_text(["准备", "对齐", "减负", "约定", "升级", "复盘"])
    expect(card.locator("summary")).to_have_count(6)
    expect(card.locator("summary").first).to_contain_text("11月30日 周一 · HR · 约 40 分钟")
    card.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_text("每份简历都能只用“见”或“不见”来回复。")).to_be_visible()
    with page.expect_download() as downloading:
        card.get_by_role("button", name="加入日历").click()
    assert downloading.value.suggested_filename == "plan-p1.ics"
    assert stage.took("/v1/plans/p1/export")[0].headers["Authorization"].startswith("Bearer ws_")
    console = card.get_by_role("link", name="在工作台打开")
    expect(console).to_have_attribute("href", "https://hr.example.cn/console/plans/p1")


def test_a_draft_is_copied_by_one_tap_and_rewritten_for_another_channel(
    context: BrowserContext, page: Page, stage: Stage
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    stage.script = [stage.turn("draft")]
    opened(page, stage)
    ask(page, "给王总写条消息")
    card = page.locator(".card.draft")
    expect(card.locator("mark")).to_have_text("〔待确认：希望的日期〕")
    expect(card.locator(".blanks")).to_have_text("发出前请补全标出的 1 处")
    card.get_by_role("button", name="坚定").click()
    card.get_by_role("button", name="复制").click()
    expect(card.locator(".first")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()").startswith("王总好，后端岗位的 8 份简历已等了 7 天")
    card.get_by_role("button", name="邮件").click()
    expect(card.locator(".subject")).to_contain_text("请您确认后端岗位的 8 份简历")
    asked = stage.took("/v1/drafts")[0].body
    assert asked == {
        "text": "给王总写条消息",
        "kind": "nudge",
        "channel": "email",
        "lang": "zh",
        "slots": {"candidate_count": "8"},
    }


def test_copying_works_on_a_page_without_the_clipboard_interface(page: Page, stage: Stage) -> None:
    page.add_init_script(
        """Object.defineProperty(navigator, "clipboard", {value: undefined});
          addEventListener("copy", () => window.copied = getSelection().toString() || "field")"""
    )
    stage.script = [stage.turn("draft")]
    opened(page, stage)
    ask(page, "写条消息")
    page.locator(".card.draft .first").click()
    expect(page.locator(".card.draft .first")).to_have_text("已复制")
    assert page.evaluate("window.copied")
