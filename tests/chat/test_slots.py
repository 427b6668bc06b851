"""What is known is kept across turns, and what is asked is asked once; a chip can be answered in words or skipped."""

from datetime import date

import pytest

from advisor.chat.deadlines import deadline_in
from advisor.chat.memory import Memory
from advisor.errors import InvalidInput
from tests.chat.conftest import HOLDER, Talk
from tests.chat.test_follow_ups import STORY


def known(talk: Talk) -> Memory:
    memory = talk.application.storage.turns(HOLDER.owner).memory(talk.conversation or "")
    return Memory.model_validate_json(memory or "{}")


SCRIPT: dict[str, list[str]] = {
    lang: [STORY[lang], *script.strip().splitlines()]
    for lang, script in {
        "zh": """
下周五前要有结果
为什么第一步
他要是还不回呢
帮我写一条消息
改成邮件
换成销售部呢
给我一份方案
怎么让他们看到配合我们的好处
给我一份方案
培训没人来怎么办
给我一份方案
不知道
换成财务部呢
绩效面谈一直拖着不做
给我一份方案
短一点
还有别的办法吗
再给我一个版本
谢谢
""",
        "en": """
by next Friday
why step 1
what if he still does not answer
write me a message
make it an email
what about sales
make it a plan
How do I show them what they gain?
make it a plan
Nobody comes to the training, what now?
make it a plan
skip
what about finance
The performance talks are put off again and again
make it a plan
shorter
any other ideas
another version
thanks
""",
    }.items()
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_question_is_asked_twice_and_at_most_three_in_a_turn(talk: Talk, lang: str) -> None:
    told = talk.all(SCRIPT[lang])
    asked = [question.id for message in told for question in message.questions]
    assert len(asked) >= 5
    assert len(asked) == len(set(asked))
    assert max(len(message.questions) for message in told) <= 3
    assert all(question.skippable and len(question.options) >= 2 for m in told for question in m.questions)


@pytest.mark.parametrize(("lang", "due"), [("zh", date(2026, 12, 4)), ("en", date(2026, 12, 4))])
def test_what_was_told_stays_known(talk: Talk, lang: str, due: date) -> None:
    talk.all(SCRIPT[lang][:2])
    assert (known(talk).department, known(talk).process, known(talk).needed_by) == ("rnd", "requisition", due)
    talk.all(SCRIPT[lang][2:5])
    assert known(talk).department == "rnd"
    assert known(talk).needed_by == due
    talk.say(SCRIPT[lang][6])
    assert known(talk).department == "sales"
    assert known(talk).needed_by == due


def test_a_chip_changes_the_plan(talk: Talk) -> None:
    first = talk.say(STORY["zh"])
    question = next(q for q in first.questions if not q.id.startswith("slot."))
    told = talk.say(question.options[0].text, {question.id: question.options[0].id})
    assert told.plan is not None
    assert first.plan is not None
    assert told.plan.diagnosis.root_causes != first.plan.diagnosis.root_causes


def test_a_chip_can_be_answered_in_words(talk: Talk) -> None:
    first = talk.say(STORY["zh"])
    question = next(q for q in first.questions if not q.id.startswith("slot."))
    told = talk.say(f"{question.options[1].text}。")
    assert told.plan is not None
    assert known(talk).answers == {question.id: question.options[1].id}


def test_an_unknown_department_is_asked_for_and_taken_by_chip_or_by_name(talk: Talk) -> None:
    first = talk.say("对方一直拖着不回，已经等了一周，怎么办")
    question = next(q for q in first.questions if q.id == "slot.department")
    talk.say("研发", {question.id: "rnd"})
    assert known(talk).department == "rnd"
    other = Talk(talk.application)
    other.say("对方一直拖着不回，已经等了一周，怎么办")
    other.say("是供应链采购部")
    assert known(other).department == "supply_chain"


def test_an_answer_that_is_not_offered_is_refused_and_changes_nothing(talk: Talk) -> None:
    talk.say(STORY["zh"])
    before = known(talk)
    for answers in ({"slot.department": "none"}, {"slot.nothing": "x"}, {"nothing": "x"}, {"stalled_reply.none": "x"}):
        with pytest.raises(InvalidInput):
            talk.say("x", answers)
    assert known(talk).department == before.department


def test_skipping_is_accepted_and_the_question_does_not_come_back(talk: Talk) -> None:
    first = talk.say(STORY["zh"])
    assert talk.say("不知道").intent == "small_talk"
    again = talk.say("给我一份方案")
    assert {q.id for q in first.questions}.isdisjoint(q.id for q in again.questions)


def test_a_deadline_does_not_sway_the_judgement(talk: Talk) -> None:
    first = talk.say(STORY["en"]).plan
    second = talk.say("by 5 December").plan
    assert first is not None
    assert second is not None
    assert [f.id for f in second.diagnosis.frictions] == [f.id for f in first.diagnosis.frictions]


@pytest.mark.parametrize(
    ("message", "day"),
    [
        ("周五前要", date(2026, 11, 27)),
        ("下周三之前必须定", date(2026, 12, 2)),
        ("12月5日前给我", date(2026, 12, 5)),
        ("2026-12-08前", date(2026, 12, 8)),
        ("1月3号前要", date(2027, 1, 3)),
        ("by Friday please", date(2026, 11, 27)),
        ("due by the 5th of December", date(2026, 12, 5)),
        ("before Dec 9", date(2026, 12, 9)),
        ("no later than next Monday", date(2026, 11, 30)),
        ("2020-01-01前", None),
        ("2月30日前要", None),
        ("他上周五说过", None),
        ("we met on Friday", None),
    ],
)
def test_a_deadline_is_taken_only_from_what_says_so(talk: Talk, message: str, day: date | None) -> None:
    assert deadline_in(message, date(2026, 11, 23), talk.application.assistant.reader.phrases) == day
