"""The widget against the service itself, as `make demo` shows it: a page elsewhere, a signed identity, a real reply."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.widget.conftest import ask

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
_START_SECONDS = 120


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """Where the demo's pages are."""
    service, pages = _free_port(), _free_port()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ADVISOR_PORT": str(service), "DEMO_PORT": str(pages)}
    process = subprocess.Popen([sys.executable, str(ROOT / "examples" / "embed" / "demo.py")], cwd=ROOT, env=env)
    try:
        _wait_for(f"http://127.0.0.1:{service}/readyz", process)
        yield f"http://localhost:{pages}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url):  # noqa: S310  (our own server)
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    pytest.fail("the demo did not start")


@pytest.mark.parametrize("name", ["", "hostile.html"])
def test_a_real_question_gets_a_cited_reply(page: Page, demo: str, name: str) -> None:
    page.goto(f"{demo}/{name}")
    page.locator(".launcher").click()
    page.locator(".greeting .chip").first.wait_for()
    ask(page, "研发总监老说忙，简历发过去一周没人看，怎么办")
    reply = page.locator(".reply").first
    expect(reply).to_have_attribute("data-state", "complete", timeout=60000)
    page.locator(".mark:not(:disabled)").first.click()
    expect(page.locator(".sources li.chosen")).to_be_visible()
    expect(page.locator(".banner")).to_be_hidden()


def test_a_real_thumb_and_a_real_draft(page: Page, demo: str) -> None:
    page.goto(demo)
    page.locator(".launcher").click()
    ask(page, "帮我写一条催销售部王经理给面试反馈的企业微信消息")
    card = page.locator(".card.draft")
    expect(card).to_be_visible(timeout=60000)
    before = card.locator(".letter").inner_text()
    card.get_by_role("button", name="邮件").click()
    expect(card.locator(".subject")).to_be_visible(timeout=60000)
    assert card.locator(".letter").inner_text() != before
    page.get_by_role("button", name="有帮助", exact=True).last.click()
    expect(page.locator(".thanks")).to_have_text("谢谢，已记下")


def test_a_real_plan_gives_its_dates_to_the_calendar(page: Page, demo: str) -> None:
    page.goto(demo)
    page.locator(".launcher").click()
    ask(page, "研发总监老说忙，简历发过去一周没人看，怎么办")
    card = page.locator(".card.plan")
    expect(card).to_be_visible(timeout=60000)
    with page.expect_download() as downloading:
        card.get_by_role("button", name="加入日历").click()
    assert downloading.value.path().read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")
