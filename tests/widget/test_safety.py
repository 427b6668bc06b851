"""Whatever the service says, nothing in it runs, loads or leaves; and the strictest host page lets the widget work."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from evals.stage import Stage
from tests.widget.conftest import ask, finished, visit

pytestmark = pytest.mark.browser

# Six of them fill one turn.
PAYLOADS = Path(__file__).with_name("payloads.txt").read_text(encoding="utf-8").splitlines()
STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'none'; img-src 'none'; frame-src 'none'; "
BOOM = "window.ran = []; window.boom = (...args) => ran.push(String(args)); window.alert = window.boom;"


def citation(text: str) -> dict[str, Any]:
    return {
        "ref": "1",
        "source_id": text,
        "title": text,
        "section": text,
        "quote": text,
        "kind": "faq",
        "url": text,
        "date": text,
    }


def turn_of(texts: list[str]) -> list[dict[str, Any]]:
    """Every place of a turn that shows words, filled with each payload; it ends well or badly with all of them."""
    whole = " ".join(texts)
    cited = [{**citation(text), "ref": str(number)} for number, text in enumerate(texts, 1)]
    events: list[dict[str, Any]] = [
        {"type": "status", "stage": "reading", "text": whole},
        {"type": "citations", "citations": cited},
    ]
    for number, text in enumerate(texts, 1):
        step = {
            "id": "s",
            "phase": text,
            "title": text,
            "detail": text,
            "owner": text,
            "due": text,
            "why": text,
            "done_when": text,
            "refs": ["1"],
        }
        plan = {"id": text, "lang": "zh", "title": text, "summary": text, "steps": [step]}
        draft = {
            "id": "d",
            "kind": "nudge",
            "channel": "wecom",
            "lang": "zh",
            "subject": text,
            "text": text,
            "variants": [{"label": text, "text": text}, {"label": "b", "text": "b"}],
            "slots": [],
        }
        events += [
            {"type": "delta", "text": f"{text} [{number}]\n\n"},
            {"type": "question", "id": "q", "text": text, "options": [{"id": "o", "text": text}], "skippable": True},
            {"type": "plan", "plan": plan, "links": {"export_ics": text, "export_docx": text, "console": text}},
            {
                "type": "draft",
                "draft": draft,
                "channels": [{"id": "wecom", "name": text}, {"id": "email", "name": text}],
            },
            {"type": "suggestions", "suggestions": [text]},
        ]
    failed = {"type": "error", "code": whole, "title": whole, "detail": whole, "retryable": True}
    return [*events, failed if len(whole) % 2 else {"type": "done", "status": "complete"}]


def batched(texts: list[str], count: int) -> list[list[str]]:
    return [texts[at : at + count] for at in range(0, len(texts), count)]


def test_the_payloads_would_run_where_text_becomes_markup(page: Page, stage: Stage) -> None:
    page.add_init_script(BOOM)
    visit(page, stage, "")
    page.evaluate(
        """payloads => payloads.forEach(payload =>
          document.body.append(Object.assign(document.createElement("div"), {innerHTML: payload})))""",
        [text for text in PAYLOADS if text.startswith("<img")],
    )
    page.wait_for_function("ran.length >= 3")


def test_no_payload_runs_or_reaches_out(page: Page, stage: Stage) -> None:
    assert len(set(PAYLOADS)) >= 120
    foreign: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((stage.origin, stage.host, "blob:")):
            foreign.append(request.url)

    page.on("request", note)
    page.on("popup", lambda popup: foreign.append(popup.url))
    page.add_init_script(BOOM)
    stage.words["channel"]["suggestions"] = PAYLOADS[:40]
    stage.words["channel"]["greeting"] = " ".join(PAYLOADS)
    visit(page, stage)
    page.locator(".launcher").click()
    page.locator(".greeting .chip").nth(39).wait_for()
    for few in batched(PAYLOADS, 6):
        stage.script.append(turn_of(few))
        page.evaluate("text => HRPlaybook.ask(text)", " ".join(few))
    expect(page.locator('.reply:not([data-state="working"])')).to_have_count(len(PAYLOADS) // 6, timeout=30000)
    page.evaluate(_TOUCH)
    page.wait_for_timeout(300)
    assert page.evaluate("ran") == []
    assert foreign == []
    assert page.evaluate("({}).polluted") is None
    assert page.evaluate(_ODD) == []
    assert page.url == f"{stage.host}/page"


# Every mark and disclosure is opened and every element hovered: some payloads wait for a hand.
_TOUCH = """() => { const root = document.querySelector("hr-playbook").shadowRoot;
  for (const node of root.querySelectorAll("details")) node.open = true;
  for (const node of root.querySelectorAll(".log *")) node.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
  for (const node of root.querySelectorAll(".mark")) node.click(); }"""
# Elements or attributes that nothing of ours makes.
_ODD = """() => { const root = document.querySelector("hr-playbook").shadowRoot;
  const odd = [...root.querySelectorAll("script,iframe,object,embed,img,image,link,meta,base,style"),
    ...root.querySelectorAll("form form,video,audio,math,use,animate,hr-playbook")];
  for (const node of root.querySelectorAll("*")) for (const {name, value} of node.attributes)
    if (/^on|^style$/.test(name) && !node.matches("textarea, .panel, .launcher")
        || /^(href|src)$/.test(name) && !/^(https?:|mailto:)/.test(value)) odd.push(node);
  return odd.map(node => node.cloneNode(false)).map(String); }"""


def test_a_thumb_down_with_a_payload_runs_nothing(page: Page, stage: Stage) -> None:
    page.add_init_script(BOOM)
    visit(page, stage)
    page.locator(".launcher").click()
    ask(page, "<img src=x onerror=boom()>")
    finished(page)
    page.get_by_role("button", name="没帮助").click()
    page.get_by_label("补充说明").fill("\n".join(PAYLOADS)[:900])
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".why")).to_have_count(0)
    assert page.evaluate("ran") == []


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "require-trusted-types-for 'script'; ",
        "require-trusted-types-for 'script'; trusted-types 'none'; ",
    ],
    ids=["no inline anything", "trusted types required", "trusted types none"],
)
def test_it_works_under_the_strictest_policies(page: Page, stage: Stage, policy: str) -> None:
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "ontent Security" in message.text or "rusted" in message.text else None
        ),
    )
    csp = f"{STRICT}{policy}script-src {stage.origin}; connect-src {stage.origin}"
    stage.script = [stage.turn("plan"), stage.turn("draft")]
    visit(page, stage, headers={"Content-Security-Policy": csp})
    page.locator(".launcher").click()
    ask(page, "给我一份计划")
    finished(page)
    page.locator(".card.plan summary").first.click()
    ask(page, "写条消息")
    expect(page.locator(".card.draft")).to_be_visible()
    assert page.locator(".panel").evaluate("node => getComputedStyle(node).display") == "flex"
    assert [text for text in complaints if "favicon" not in text] == []


def test_a_bundle_that_was_changed_does_not_run(page: Page, stage: Stage) -> None:
    page.route(
        "**/hrp-*.js",
        lambda route: route.fulfill(
            body="window.ran = true", content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    with page.expect_console_message(lambda message: "does not match its hash" in message.text):
        visit(page, stage)
    assert page.evaluate("window.ran") is None
    expect(page.locator(".launcher")).to_have_count(0)


def test_quotes_within_quotes_beyond_reason_are_shown_and_do_not_hang(page: Page, stage: Stage) -> None:
    deep = [
        ">" * 5000 + " a",
        "- " * 3000 + "a",
        "[" * 5000,
        "*" * 5000,
        "`" * 5000,
        "![" * 3000,
        "<" * 5000,
        "|" * 5000,
    ]
    stage.script = [[{"type": "delta", "text": text}, {"type": "done", "status": "complete"}] for text in deep]
    visit(page, stage)
    page.locator(".launcher").click()
    for text in deep:
        page.evaluate("text => HRPlaybook.ask(text)", text[:5])
    expect(page.locator('.reply[data-state="complete"]')).to_have_count(len(deep), timeout=20000)
