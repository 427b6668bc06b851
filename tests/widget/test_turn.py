"""A turn as a person sees it: text that streams, sources that open, chips, cards, copies, thumbs, stop."""

import re
import threading

import pytest
from playwright.sync_api import Page, expect

from evals.scripted import Hold
from evals.stage import Stage
from tests.widget.conftest import ask, finished, opened

pytestmark = pytest.mark.browser


def test_an_answer_streams_and_its_sources_open(page: Page, stage: Stage) -> None:
    gate = Hold()
    turn = stage.turn("answer")
    stage.script = [[*turn[:4], gate, *turn[4:]]]
    opened(page, stage)
    ask(page, "研发总监不看简历")
    expect(page.locator(".markdown")).to_contain_text("先别再催一遍")
    expect(page.locator(".reply")).to_have_attribute("data-state", "working")
    expect(page.locator(".reply")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("button", name="停止")).to_be_visible()
    gate.gate.set()
    finished(page)
    expect(page.locator(".markdown ol li")).to_have_count(3)
    page.locator(".mark", has_text="2").click()
    chosen = page.locator(".sources li.chosen")
    expect(chosen).to_be_focused()
    expect(chosen).to_contain_text("案例：研发部每周固定半小时看简历")
    expect(chosen).to_contain_text("结论 · 更新于 2026-06-02")
    expect(chosen).to_contain_text("由 9 天降到 3 天")
    assert chosen.locator("a").get_attribute("rel") == "noopener noreferrer nofollow"


def test_a_mark_without_a_source_is_no_mark(page: Page, stage: Stage) -> None:
    stage.script = [[{"type": "delta", "text": "一件事[7]。"}, {"type": "done", "status": "complete"}]]
    opened(page, stage)
    ask(page, "问")
    finished(page)
    assert page.locator(".markdown").inner_text().replace("\u2060", "") == "一件事[7]。"
    expect(page.locator(".mark")).to_have_count(0)


def test_only_a_separate_region_speaks_and_only_at_start_and_end(page: Page, stage: Stage) -> None:
    opened(page, stage)
    page.evaluate(_LISTEN)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")
    ask(page, "研发总监不看简历")
    finished(page)
    spoken = page.evaluate("window.spoken")
    assert spoken[0] == "正在回答…"
    assert len(spoken) == 2
    assert spoken[1].startswith("先别再催一遍")
    assert spoken[1].endswith("回答完毕。")


_LISTEN = """() => { window.spoken = [];
  const live = document.querySelector("hr-playbook").shadowRoot.querySelector("[aria-live=polite]");
  new MutationObserver(() => spoken.push(live.textContent)).observe(live, {childList: true}); }"""


def test_chips_answer_the_questions_and_can_be_skipped(page: Page, stage: Stage) -> None:
    stage.script = [stage.turn("clarify"), stage.turn("answer")]
    opened(page, stage)
    ask(page, "研发不配合")
    questions = page.locator(".question")
    expect(questions).to_have_count(2)
    questions.nth(0).get_by_role("button", name="跳过").click()
    expect(questions.nth(1).get_by_role("button").first).to_be_focused()
    page.keyboard.press("Enter")
    finished(page)
    second = stage.took("/v1/chat")[1].body
    assert second == {"message": "知道，也支持", "answers": {"manager": "knows"}, "conversation_id": "c1"}
    expect(questions.nth(1).get_by_role("button").first).to_be_disabled()


def test_when_all_is_skipped_it_asks_for_advice_as_it_stands(page: Page, stage: Stage) -> None:
    stage.script = [stage.turn("clarify")]
    opened(page, stage)
    ask(page, "研发不配合")
    finished(page)
    for button in page.get_by_role("button", name="跳过").all():
        button.click()
    expect(page.locator('.reply[data-state="complete"]')).to_have_count(2)
    assert stage.took("/v1/chat")[1].body == {
        "message": "先不补充，请直接给建议",
        "answers": {},
        "conversation_id": "c1",
    }


def test_a_thumb_up_is_one_tap_and_can_be_taken_back(page: Page, stage: Stage) -> None:
    opened(page, stage)
    ask(page, "问")
    finished(page)
    up = page.get_by_role("button", name="有帮助")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".thanks")).to_have_text("谢谢，已记下")
    with page.expect_response("**/feedback"):
        up.click()
    expect(up).to_have_attribute("aria-pressed", "false")
    assert [seen.body["rating"] for seen in stage.took("/v1/messages/m1/feedback")] == ["up", None]


def test_a_thumb_down_asks_what_was_wrong(page: Page, stage: Stage) -> None:
    opened(page, stage)
    ask(page, "问")
    finished(page)
    page.get_by_role("button", name="没帮助").click()
    expect(page.get_by_role("button", name="与事实不符")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_role("button", name="太空泛").click()
    page.get_by_label("补充说明").fill("没提日期")
    with page.expect_response("**/feedback"):
        page.get_by_role("button", name="提交").click()
    expect(page.locator(".why")).to_have_count(0)
    assert stage.took("/v1/messages/m1/feedback")[-1].body == {
        "rating": "down",
        "reasons": ["not_true", "too_vague"],
        "text": "没提日期",
    }


def test_stop_ends_the_work_on_the_server_and_says_so(page: Page, stage: Stage) -> None:
    turn = stage.turn("answer")
    stage.script = [[*turn[:4], Hold(threading.Event()), *turn[4:]]]
    opened(page, stage)
    ask(page, "问")
    expect(page.locator(".markdown")).to_contain_text("先别再催一遍")
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".reply")).to_have_attribute("data-state", "stopped")
    expect(page.locator(".stopped")).to_have_text("已按您的要求停止，以上内容不完整。")
    assert stage.stopped == {"m1"}
    page.get_by_role("button", name="重试").click()
    finished(page)
    assert [seen.body["message"] for seen in stage.took("/v1/chat")] == ["问", "问"]


def test_a_question_written_meanwhile_waits_its_turn(page: Page, stage: Stage) -> None:
    gate = Hold()
    stage.script = [[gate, *stage.turn("answer")]]
    opened(page, stage)
    ask(page, "第一问")
    expect(page.locator(".reply")).to_have_count(1)
    page.evaluate("HRPlaybook.ask('第二问')")
    gate.gate.set()
    expect(page.locator('.reply[data-state="complete"]')).to_have_count(2)
    assert [seen.body["message"] for seen in stage.took("/v1/chat")] == ["第一问", "第二问"]


def test_suggestions_go_on_and_then_go_away(page: Page, stage: Stage) -> None:
    opened(page, stage)
    ask(page, "问")
    page.get_by_role("button", name="他要是还不回呢").click()
    expect(page.locator('.reply[data-state="complete"]')).to_have_count(2)
    expect(page.locator(".suggestions")).to_have_count(1)


def test_a_new_conversation_forgets_the_old_one(page: Page, stage: Stage) -> None:
    opened(page, stage)
    ask(page, "问")
    finished(page)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".reply")).to_have_count(0)
    expect(page.locator(".greeting")).to_be_visible()
    ask(page, "再问")
    finished(page)
    assert "conversation_id" not in stage.took("/v1/chat")[1].body


def test_enter_while_an_input_method_composes_does_not_send(page: Page, stage: Stage) -> None:
    opened(page, stage)
    page.locator(".composer textarea").focus()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    for kind in ("rawKeyDown", "keyUp"):
        devtools.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        )
    page.locator(".composer textarea").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    assert not stage.took("/v1/chat")
    devtools.send("Input.insertText", {"text": "你好"})
    expect(page.locator(".composer textarea")).to_have_value("你好")
    page.keyboard.press("Shift+Enter")
    assert not stage.took("/v1/chat")
    page.keyboard.press("Enter")
    finished(page)
    assert stage.took("/v1/chat")[0].body["message"] == "你好"


def test_long_text_tells_how_much_is_left(page: Page, stage: Stage) -> None:
    opened(page, stage)
    page.locator(".composer textarea").fill("长" * 3900)
    expect(page.locator(".left")).to_have_text("还可以输入 100 字")


MARKDOWN = """# 标题

一段 **粗** *斜* ~~删~~ `a<b>`

- 甲
  - 乙

> 引

| 列 | 值 |
|--|--|
| a | [链接](https://else.example/x) |

```
<b>
```

3. 三
4. 四

![图](https://evil.example/p.png) [b](javascript:alert(1)) &lt;ok&gt;"""


def test_markdown_becomes_the_elements_it_means(page: Page, stage: Stage) -> None:
    text = MARKDOWN
    stage.script = [
        [{"type": "delta", "text": piece} for piece in re.findall(r"(?s).{1,7}", text)]
        + [{"type": "done", "status": "complete"}]
    ]
    opened(page, stage)
    ask(page, "问")
    finished(page)
    markdown = page.locator(".markdown")
    assert markdown.evaluate("node => [...node.children].map(e => e.localName)") == [
        "h3",
        "p",
        "ul",
        "blockquote",
        "div",
        "pre",
        "ol",
        "p",
    ]
    expect(markdown.locator("th").first).to_have_attribute("scope", "col")
    expect(markdown.locator("a")).to_have_text(["链接（else.example）"])
    expect(markdown.locator("ol")).to_have_attribute("start", "3")
    expect(markdown.locator("> p").last).to_have_text("图 [b](javascript:alert(1)) <ok>")
    expect(markdown.locator("p code")).to_have_text("a<b>")
