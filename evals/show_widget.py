"""Pictures of every state of the widget: `python -m evals.show_widget docs/img`. Look at each after a change."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.browser import started
from evals.scripted import Cut, Hold, Page, Problem
from evals.stage import Stage

_EXAMPLE = Path(__file__).parent.parent / "examples" / "embed" / "index.html"
_DESK = {"width": 760, "height": 720}
_PHONE = {"width": 360, "height": 640}


def main() -> None:
    """Take the pictures into the folder named."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m evals.show_widget FOLDER")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with started() as browser:
        for name, lang, theme, size, pose in SHOTS:
            with Stage(lang) as stage:
                _take(browser, stage, folder / f"widget-{name}.png", theme, size, pose)


def _take(
    browser: Any, stage: Stage, to: Path, theme: str, size: dict[str, int], pose: Callable[[Any, Stage], None]
) -> None:
    html = _EXAMPLE.read_text(encoding="utf-8")
    html = html[: html.index("<script")] + stage.tag(theme=theme) + "</body></html>"
    stage.pages["/page"] = Page(html)
    page = browser.new_context(viewport=size, reduced_motion="reduce").new_page()
    page.goto(f"{stage.host}/page")
    page.locator(".launcher").wait_for()
    pose(page, stage)
    page.mouse.move(1, 1)
    page.wait_for_timeout(250)
    page.screenshot(path=to)
    page.context.close()


def closed(page: Any, stage: Stage) -> None:
    """Only the launcher."""


def opened(page: Any, _: Stage) -> None:
    """The greeting and the suggested questions."""
    page.locator(".launcher").click()
    page.locator(".greeting .chip").first.wait_for()


def _asked(page: Any, stage: Stage, *turns: str) -> None:
    opened(page, stage)
    for turn in turns:
        stage.script.append(stage.turn(turn))
        page.locator("textarea").fill(stage.words["question"])
        page.keyboard.press("Enter")
        page.locator('.reply:last-child[data-state="complete"]').wait_for()


def answer(page: Any, stage: Stage) -> None:
    """A cited answer."""
    _asked(page, stage, "answer")


def source(page: Any, stage: Stage) -> None:
    """The second source, opened from its mark."""
    answer(page, stage)
    page.locator(".mark").nth(2).click()


def feedback(page: Any, stage: Stage) -> None:
    """What was wrong."""
    answer(page, stage)
    page.locator(".feedback .icon").last.click()
    page.locator(".why .chip").nth(3).click()
    page.locator(".log").evaluate("node => node.scrollTo(0, 1e6)")


def questions(page: Any, stage: Stage) -> None:
    """Chips."""
    _asked(page, stage, "clarify")
    page.locator(".question .chip").first.click()


def plan(page: Any, stage: Stage) -> None:
    """The plan card."""
    _asked(page, stage, "plan")


def plan_open(page: Any, stage: Stage) -> None:
    """A step's details."""
    plan(page, stage)
    page.locator(".card summary").first.click()
    page.locator(".log").evaluate("node => node.scrollTo(0, 130)")


def plan_end(page: Any, stage: Stage) -> None:
    """The escalation and what can be done with the plan."""
    plan(page, stage)
    page.locator(".log").evaluate("node => node.scrollTo(0, 1e6)")


def draft(page: Any, stage: Stage) -> None:
    """The draft card."""
    _asked(page, stage, "draft")


def large(page: Any, stage: Stage) -> None:
    """The enlarged window."""
    plan(page, stage)
    page.locator(".grow").click()


def streaming(page: Any, stage: Stage) -> None:
    """Half an answer."""
    turn = stage.turn("answer")
    stage.script = [[*turn[:5], Hold(), *turn[5:]]]
    opened(page, stage)
    page.evaluate("text => HRPlaybook.ask(text)", stage.words["question"])
    page.locator(".markdown p").first.wait_for()


def interrupted(page: Any, stage: Stage) -> None:
    """Broken off for good."""
    turn = stage.turn("answer")
    stage.script = [[*turn[:6], Cut(), *turn[6:]]]
    stage.answers["/v1/chat/m1/events"] = Problem(404, "not_found")
    opened(page, stage)
    page.evaluate("text => HRPlaybook.ask(text)", stage.words["question"])
    page.locator(".broken").wait_for()


def stopped(page: Any, stage: Stage) -> None:
    """Stopped by the person."""
    streaming(page, stage)
    page.locator(".send.stop").click()
    page.locator(".stopped").wait_for()


def offline(page: Any, stage: Stage) -> None:
    """No network."""
    answer(page, stage)
    page.context.set_offline(True)
    page.locator(".banner").wait_for()


def refused(page: Any, stage: Stage) -> None:
    """A page that is not allowed."""
    stage.allowed = {"https://intranet.example.cn"}
    page.reload()
    page.locator(".launcher").click()
    page.locator(".banner:not([hidden])").wait_for()


SHOTS: list[tuple[str, str, str, dict[str, int], Callable[[Any, Stage], None]]] = [
    ("closed-zh", "zh", "light", _DESK, closed),
    ("open-zh", "zh", "light", _DESK, opened),
    ("open-en-dark", "en", "dark", _DESK, opened),
    ("streaming-zh", "zh", "light", _DESK, streaming),
    ("answer-zh", "zh", "light", _DESK, answer),
    ("answer-en", "en", "light", _DESK, answer),
    ("source-zh", "zh", "light", _DESK, source),
    ("feedback-zh", "zh", "light", _DESK, feedback),
    ("questions-zh", "zh", "light", _DESK, questions),
    ("plan-zh", "zh", "light", _DESK, plan),
    ("plan-open-zh", "zh", "light", _DESK, plan_open),
    ("plan-end-zh-dark", "zh", "dark", _DESK, plan_end),
    ("plan-large-en", "en", "light", _DESK, large),
    ("draft-zh", "zh", "light", _DESK, draft),
    ("draft-en-dark", "en", "dark", _DESK, draft),
    ("stopped-zh", "zh", "light", _DESK, stopped),
    ("interrupted-zh", "zh", "light", _DESK, interrupted),
    ("interrupted-en-dark", "en", "dark", _DESK, interrupted),
    ("offline-zh", "zh", "light", _DESK, offline),
    ("refused-zh", "zh", "light", _DESK, refused),
    ("phone-answer-zh", "zh", "light", _PHONE, answer),
    ("phone-plan-en-dark", "en", "dark", _PHONE, plan),
]


if __name__ == "__main__":
    main()
