"""No violation of WCAG 2.2 AA that a checker can find, in any language, theme, size or state."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from evals.scripted import Hold, Problem
from evals.stage import Stage
from tests.widget.conftest import ask, finished, visit

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 640}}


def violations(page: Page) -> list[str]:
    """What axe finds, as rule and place; only the widget is judged."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(
        """async tags => (await axe.run({include: [["hr-playbook"]]},
          {runOnly: tags, rules: {region: {enabled: false}}}))
        .violations
        .flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`))""",
        RULES,
    )
    return found


def test_the_checker_sees_inside_the_widget(page: Page, stage: Stage) -> None:
    visit(page, stage, stage.tag(open="true"))
    page.locator(".greeting .chip").first.wait_for()
    page.locator(".composer textarea").evaluate(
        "node => { node.removeAttribute('aria-label'); node.title = node.placeholder = ''; }"
    )
    page.locator(".notice").evaluate("node => node.style.color = '#ccc'")
    assert {found.split(":")[0] for found in violations(page)} == {"label", "color-contrast"}


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_checker_finds_nothing_in_any_state(browser: Browser, lang: str, theme: str, size: str) -> None:
    context = browser.new_context(viewport=SIZES[size], reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(15000)
    page = context.new_page()
    with Stage(lang) as stage:
        visit(page, stage, stage.tag(theme=theme))
        page.locator(".launcher").wait_for()
        found = {"closed": violations(page)}
        page.locator(".launcher").click()
        page.locator(".greeting .chip").first.wait_for()
        found["open"] = violations(page)
        gate = Hold()
        turn = stage.turn("answer")
        stage.script = [[*turn[:5], gate, *turn[5:]], stage.turn("clarify"), stage.turn("plan"), stage.turn("draft")]
        ask(page, "a")
        page.locator(".markdown").wait_for()
        found["streaming"] = violations(page)
        gate.gate.set()
        finished(page)
        for text in "bcd":
            ask(page, text)
            finished(page)
        page.locator(".feedback .icon").last.click()
        for summary in page.locator("summary").all():
            summary.click()
        found["cards"] = violations(page)
        stage.script = [Problem(500, "internal")]
        ask(page, "e")
        page.get_by_role("alert").wait_for()
        page.context.set_offline(True)
        page.locator(".banner").wait_for()
        found["error"] = violations(page)
    context.close()
    assert found == {"closed": [], "open": [], "streaming": [], "cards": [], "error": []}
