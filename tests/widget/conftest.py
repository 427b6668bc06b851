from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from evals.browser import chromium, started
from evals.scripted import Page as HostPage
from evals.stage import Stage


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no Chromium on this machine; set CHROMIUM to its path")
    with started("--disable-gpu") as launched:
        yield launched


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage("zh") as served:
        yield served


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    opened.set_default_timeout(8000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def visit(
    page: Page, stage: Stage, body: str | None = None, head: str = "", headers: dict[str, str] | None = None
) -> None:
    """Opens a page of another origin that embeds the widget."""
    tag = body if body is not None else stage.tag()
    top = f"<!doctype html><html lang=zh-CN><head><title>Intranet</title>{head}</head>"
    html = f"{top}<body><main><h1>Home</h1></main>{tag}</body></html>"
    stage.pages["/page"] = HostPage(html, headers or {})
    page.goto(f"{stage.host}/page")


def opened(page: Page, stage: Stage) -> None:
    """The widget on a plain page, open."""
    visit(page, stage)
    page.locator(".launcher").click()
    page.locator(".panel textarea").first.wait_for()


def ask(page: Page, text: str) -> None:
    page.locator(".composer textarea").fill(text)
    page.keyboard.press("Enter")


def finished(page: Page) -> None:
    page.locator('.reply:last-of-type[data-state="complete"]').wait_for()
