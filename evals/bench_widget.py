"""The widget's speed and size in a real browser: `python -m evals.bench_widget`. Reports; nothing here fails a build.

Opening is timed with the processor slowed four times, frames while an answer of ten thousand tokens streams in, memory
after five hundred messages. Needs Playwright (the dev extra) and a Chromium of this machine (CHROMIUM, else the path).
"""

from collections.abc import Sequence
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from evals.browser import started
from evals.scripted import Event, Page
from evals.stage import Stage

_OPENINGS = 15
_TOKENS = 10_000
_QUESTIONS = 250
_SLOWED = 4
# Nobody has opened the window and typed a question sooner; the widget gets ready meanwhile, when its page is idle.
_TYPING_MS = 1000
_MEGABYTE = 1024 * 1024
# From the click to the second frame after it: the window has been drawn by then.
_OPEN = """() => new Promise(done => {
  const button = document.querySelector("hr-playbook").shadowRoot.querySelector(".launcher");
  const began = performance.now();
  button.click();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began))); })"""
_WATCH = """() => { window.frames_ = []; window.tasks_ = []; let last = performance.now();
  const tick = now => { frames_.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  new PerformanceObserver(list => list.getEntries().forEach(entry => tasks_.push(entry.duration)))
    .observe({entryTypes: ["longtask"]}); }"""
_COUNT = """asked => document.querySelector("hr-playbook").shadowRoot
  .querySelectorAll("[data-state=complete]").length === asked"""


def main() -> None:
    """Measure and print the table."""
    table = Table("what", "measured", "asked")
    with started("--enable-precise-memory-info") as browser:
        for row in (*sizes(), opening(browser), quiet(browser), streaming(browser), memory(browser)):
            table.add_row(*row)
    Console(width=110).print(table)


def sizes() -> list[tuple[str, str, str]]:
    """What a page loads, compressed."""
    with Stage() as stage:
        files = stage.manifest["files"]
        bundle = files[stage.manifest["bundle"]]["gzip"]
        return [
            ("bundle, gzip", f"{bundle / 1024:.1f} kB", "<= 40 kB"),
            ("loader, gzip", f"{files['loader.js']['gzip'] / 1024:.1f} kB", "<= 3 kB"),
        ]


def opening(browser: Any) -> tuple[str, str, str]:
    """Each opening on a fresh page, as a first click is."""
    times = []
    with Stage() as stage:
        for _ in range(_OPENINGS):
            page = _visit(browser, stage)
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": _SLOWED})
            times.append(page.evaluate(_OPEN))
            page.context.close()
    told = f"median {median(times):.0f} ms, worst {max(times):.0f} ms of {_OPENINGS}"
    return f"click to drawn window, {_SLOWED}x slower processor", told, "<= 100 ms"


def quiet(browser: Any) -> tuple[str, str, str]:
    """What the machine itself does to the frames of a page where nothing happens: read the next row against it."""
    with Stage() as stage:
        page = _visit(browser, stage)
        page.evaluate(_WATCH)
        page.wait_for_timeout(3000)
        frames, tasks = page.evaluate("[frames_, tasks_]")
        page.context.close()
    return "idle page, three seconds", _told(frames, tasks), "(the machine)"


def streaming(browser: Any) -> tuple[str, str, str]:
    """Frames and long tasks while a long answer of mixed blocks comes in token by token."""
    with Stage() as stage:
        stage.script = [_long_answer(stage)]
        page = _visit(browser, stage)
        page.wait_for_timeout(_TYPING_MS)
        page.evaluate(_WATCH)
        page.evaluate("HRPlaybook.ask('?')")
        page.locator('.reply[data-state="complete"]').wait_for(timeout=120_000)
        frames, tasks = page.evaluate("[frames_, tasks_]")
        page.context.close()
    return f"{_TOKENS:,}-token answer", _told(frames, tasks), "no frame over 50 ms"


def memory(browser: Any) -> tuple[str, str, str]:
    """The page's heap after collection, with half the messages questions and half replies, less the empty page."""
    with Stage() as stage:
        page = _visit(browser, stage)
        before = _heap(page)
        page.evaluate(f"for (let i = 0; i < {_QUESTIONS}; i++) HRPlaybook.ask('question ' + i)")
        page.wait_for_function(_COUNT, arg=_QUESTIONS, timeout=240_000)
        used = _heap(page) - before
        page.context.close()
    return f"heap of {2 * _QUESTIONS} messages", f"{used / _MEGABYTE:.1f} MB", "<= 50 MB"


def _told(frames: Sequence[float], tasks: Sequence[float]) -> str:
    late = sum(frame > 50 for frame in frames)
    worst = f", worst {max(tasks):.0f} ms" if tasks else ""
    return f"{len(frames)} frames, {late} over 50 ms, worst {max(frames):.0f} ms; {len(tasks)} long tasks{worst}"


def _visit(browser: Any, stage: Stage) -> Any:
    stage.pages["/page"] = Page(f"<!doctype html><title>bench</title>{stage.tag()}")
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{stage.host}/page")
    page.locator(".launcher").wait_for()
    return page


def _long_answer(stage: Stage) -> Sequence[Event]:
    pieces = [event for event in stage.turn("answer") if isinstance(event, dict)]
    words = (
        "".join(event["text"] for event in pieces if event["type"] == "delta") + "\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n"
    )
    # Two characters are about a token of Chinese text.
    tokens = [words[at : at + 2] for at in range(0, len(words), 2)]
    many = [{"type": "delta", "text": tokens[number % len(tokens)]} for number in range(_TOKENS)]
    return [pieces[2], *many, {"type": "done", "status": "complete"}]


def _heap(page: Any) -> float:
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    used: float = devtools.send("Runtime.getHeapUsage")["usedSize"]
    return used


if __name__ == "__main__":
    main()
