"""Sentences the sources support pass; sentences that only sound like them do not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.guardrails.judge import Judge
from advisor.guardrails.plain import cleaned, has_link, is_in
from advisor.guardrails.support import Support
from advisor.language.sentences import days_in, sentences_of
from advisor.retrieval.embedding import StaticEmbedder
from advisor.retrieval.tokens import terms
from advisor.service import Advisor
from advisor.settings import Settings

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "support_cases.yaml").read_text(encoding="utf-8"))
SOURCE = "先降成本：给一份 30 分钟面试话术和候选人亮点摘要。再用他的节点说时点，周四前回一个选项。"


@pytest.fixture(scope="module")
def support() -> Support:
    return Support(terms, StaticEmbedder(Settings().model_dir).encode_document)


@pytest.fixture
def judge(support: Support) -> Judge:
    return Judge(support, lambda text, _: "开除" in text, "zh", "简历发过去 7 天没人看")


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(case["source"], case["lang"], sentence, id=sentence[:24])
        for case in CASES
        for sentence in case[kind]
    ]


@pytest.mark.parametrize(("source", "lang", "sentence"), cases("supported"))
def test_what_the_source_says_is_supported(
    support: Support, advisor: Advisor, source: str, lang: Any, sentence: str
) -> None:
    assert support.supported(sentence, [advisor.sources.text(source, lang)])


@pytest.mark.parametrize(("source", "lang", "sentence"), cases("unsupported"))
def test_what_only_sounds_like_it_is_not(
    support: Support, advisor: Advisor, source: str, lang: Any, sentence: str
) -> None:
    assert not support.supported(sentence, [advisor.sources.text(source, lang)])


@pytest.mark.parametrize(
    "sentence",
    [
        "先降成本：给一份 45 分钟面试话术。",
        "先降成本：给一份四十五分钟面试话术。",
        "再用他的节点说时点，周五前回一个选项。",
        "再用他的节点说时点，明天前回一个选项。",
        "",
    ],
)
def test_another_figure_or_day_is_not_supported(support: Support, sentence: str) -> None:
    assert support.supported("先降成本：给一份 30 分钟面试话术。", [SOURCE])
    assert not support.supported(sentence, [SOURCE])


def test_a_judge_keeps_what_is_supported_and_counts_the_rest(judge: Judge) -> None:
    text = "先降成本：给一份 30 分钟面试话术和候选人亮点摘要。[9] 请送一份礼品给他。再用他的节点说时点。"
    assert judge.kept(text, [SOURCE], 200) == "先降成本：给一份 30 分钟面试话术和候选人亮点摘要。再用他的节点说时点。"
    assert judge.dropped == 2


def test_what_the_caller_told_may_be_repeated(judge: Judge) -> None:
    assert judge.kept("简历发过去 7 天没人看。", [SOURCE], 200)


def test_nothing_is_kept_without_a_source_or_beyond_the_length(judge: Judge) -> None:
    assert judge.kept("先降成本：给一份 30 分钟面试话术。", [], 200) == ""
    assert judge.kept("先降成本：给一份 30 分钟面试话术。", [SOURCE], 5) == ""


def test_the_brake_and_the_language_hold_whatever_the_source_says(judge: Judge) -> None:
    source = "不看简历就开除他。Lower the effort first with a script."
    assert judge.kept("不看简历就开除他。", [source], 200) == ""
    assert judge.kept("Lower the effort first with a script.", [source], 200) == ""


@pytest.mark.parametrize(
    "text",
    [
        "见https://evil.example/x",
        "看www.evil.example吧",
        "见 www.evil.cn",
        "![a](http://x/q)",
        "[a][1]",
        "<img src=x>",
        "<script>",
        "data:text/html,x",
        "javascript:alert(1)",
        "evil.com",
        "{{7*7}}",
        "{% x %}",
        "${x}",
    ],
)
def test_links_images_and_templates_are_seen(text: str) -> None:
    assert has_link(text)


@pytest.mark.parametrize(
    "text", ["Ratings are personal data: have counsel check.", "第 3 步。", "A/B 两个选项", "v1.2"]
)
def test_plain_text_is_not_taken_for_a_link(text: str) -> None:
    assert not has_link(text)


def test_marks_and_markup_are_taken_off() -> None:
    assert cleaned("# **先** `做` 这个 [3]【2】[A1, A2]") == cleaned("先 做 这个[3][4][5]")
    assert cleaned("a[3]").marks == 1


def test_short_names_are_of_no_language() -> None:
    assert is_in("ATS", "zh")
    assert not is_in("Please answer by then", "zh")


def test_sentences_end_where_a_reader_ends_them() -> None:
    assert sentences_of("他说“忙”。先做 0.5 天！好吗？\nThen this. And v1.2 too") == [
        "他说“忙”。",
        "先做 0.5 天！",
        "好吗？",
        "Then this.",
        "And v1.2 too",
    ]


def test_days_are_found_however_they_are_written() -> None:
    assert days_in("周三前，12月3日，2026-11-30 15:30，明天，next Friday, by Mar 3") == {
        "周三",
        "12月3日",
        "2026-11-30",
        "15:30",
        "明天",
        "nextfriday",
        "mar3",
    }
    assert days_in("在next Friday前") == {"nextfriday"}
    assert days_in("日常 3 条，每周两次，一个月") == set()
