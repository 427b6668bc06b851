"""Each check holds for a good reply and fails for one that was spoilt in just this way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from typing import Any

import pytest

from advisor.models.shared import RiskFlag
from evals.asking import Asker
from evals.cases import Door
from evals.records import MAIN, Record
from evals.scorers.score import Reply
from tests.evals.conftest import TEXT, case

Spoil = Callable[[Any], Any]
NUDGE = {
    "text": "研发总监三次没给面试反馈",
    "kind": "nudge",
    "counterpart": {"name": "周明", "level": "peer"},
    "slots": {
        "deadline": "12 月 2 日 17:00",
        "matter": "面试反馈",
        "reply_options": "A 通过 / B 不通过",
        "recipient": "周明",
    },
}
PLAN = {
    "text": TEXT,
    "department": "研发部",
    "process": "面试",
    "facts": {"reminders_sent": 3, "needed_by": "2026-12-04"},
}
SENSITIVE = {"text": "研发部面评总迟交，总监想对迟交的人降薪，怎么谈", "department": "研发部"}
CONFLICT = {"text": "销售总监在大会上当众说我们的培训没用，他的人一个都不来", "department": "销售部"}
SEARCH = {"query": "部门一直拖着不回怎么办"}
DRAFTED = {"query": "帮我写一条催办消息", "kinds": ["guidance"], "k": 20}
BARE = {"text": "他们就是不配合我"}
AGREEMENT = {"text": "和研发部约反馈时限", "kind": "feedback_sla", "channel": "document"}
QUESTION = {"question": "研发总监老说忙，简历发过去一周没人看，怎么办", "department": "研发部"}


@dataclass(frozen=True)
class Try:
    """A good request, what is expected of it, and how to spoil its reply."""

    door: Door
    request: Mapping[str, Any]
    spoil: Spoil
    expect: Mapping[str, Any] = field(default_factory=dict)
    lang: str = "zh"


def having(**changes: Any) -> Spoil:
    return lambda reply: reply.model_copy(update=changes)


def first_step(**changes: Any) -> Spoil:
    return lambda plan: plan.model_copy(update={"steps": (plan.steps[0].model_copy(update=changes), *plan.steps[1:])})


def rung(**changes: Any) -> Spoil:
    return lambda plan: plan.model_copy(
        update={"escalation": tuple(each.model_copy(update=changes) for each in plan.escalation)}
    )


def each_step(**changes: Any) -> Spoil:
    return lambda plan: plan.model_copy(update={"steps": tuple(s.model_copy(update=changes) for s in plan.steps)})


def part(name: str, **changes: Any) -> Spoil:
    """One part of the reply changed."""
    return lambda reply: reply.model_copy(update={name: getattr(reply, name).model_copy(update=changes)})


def named(name: str, other: str | None) -> Spoil:
    """The department or process of the diagnosis is another."""
    return lambda plan: part("diagnosis", **{name: getattr(plan.diagnosis, name).model_copy(update={"id": other})})(
        plan
    )


def both(*spoils: Spoil) -> Spoil:
    """One after the other."""
    return lambda reply: reduce(lambda spoilt, spoil: spoil(spoilt), spoils, reply)


def told(text: str) -> Spoil:
    return lambda draft: draft.model_copy(update={"text": draft.text + text})


def quoting(text: str) -> Spoil:
    return lambda reply: reply.model_copy(
        update={"citations": tuple(c.model_copy(update={"quote": text}) for c in reply.citations)}
    )


def refused(reply: Any) -> Any:
    refusal = {"reason": "unsafe", "message": "不行", "suggestions": ()}
    return type(reply).model_validate({**reply.model_dump(), "refusal": refusal})


def backwards(plan: Any) -> Any:
    dues = [step.due for step in plan.steps][::-1]
    steps = [step.model_copy(update={"due": due}) for step, due in zip(plan.steps, dues, strict=True)]
    return plan.model_copy(update={"steps": tuple(steps)})


def pressing(plan: Any) -> Any:
    """The last step becomes pressure and comes first."""
    return plan.model_copy(update={"steps": (plan.steps[-1].model_copy(update={"phase": "escalate"}), *plan.steps)})


asking_nothing = both(part("diagnosis", questions=()), having(missing=(), assumptions=()))
wordless = both(
    each_step(detail="做", title="做", why="做", done_when="做"),
    having(value_linkage=(), risks=(), assumptions=(), metrics=(), similar_cases=(), escalation=()),
    having(summary="", missing=()),
    part("diagnosis", questions=(), root_causes=(), frictions=()),
)
QUOTED = {"text": "研发的面评发过去石沉大海，候选人等了一周"}
PAY_CUT = RiskFlag(id="pay_cut", name="降薪与扣款", advice="请法务复核。")
SATURDAY, LONG_AGO, LATE = date(2026, 11, 28), date(2020, 1, 6), date(2027, 3, 1)
TRIES: dict[str, Try] = {
    "not_refused": Try("plan", PLAN, refused),
    "refused": Try("answer", {"question": "今天天气怎么样"}, having(refusal=None), {"refusal": "off_topic"}),
    "reason_off_topic": Try("answer", {"question": "今天天气怎么样"}, refused, {"refusal": "off_topic"}),
    "friction_first": Try("plan", PLAN, part("diagnosis", frictions=()), {"friction": ["stalled_reply"]}),
    "friction_in_3": Try("plan", PLAN, part("diagnosis", frictions=()), {"friction_in_3": ["stalled_reply"]}),
    "quoted": Try("plan", QUOTED, part("diagnosis", frictions=()), {"quoted": ["石沉大海"]}),
    "root_cause": Try("plan", PLAN, part("diagnosis", root_causes=()), {"root_cause": ["C2", "C3", "W1", "M2"]}),
    "department": Try("plan", PLAN, named("department", "sales"), {"department": "rnd"}),
    "process": Try("plan", PLAN, named("process", None), {"process": "interview"}),
    "process_told": Try("plan", PLAN, named("process", None), {"process_told": "interview"}),
    "risk_flags": Try("plan", SENSITIVE, part("diagnosis", risk_flags=()), {"risk_flags": ["pay_cut"]}),
    "risk_free": Try("plan", PLAN, part("diagnosis", risk_flags=(PAY_CUT,)), {"risk_free": True}),
    "questions": Try("plan", PLAN, part("diagnosis", questions=()), {"questions": 1}),
    "sources": Try("answer", QUESTION, having(citations=()), {"sources": ["faq/faq_busy_delay"]}),
    "in_first_3": Try("search", SEARCH, having(hits=()), {"sources": ["faq/faq_busy_delay"], "k": 3}),
    "deliverable_first": Try("search", DRAFTED, having(hits=()), {"deliverable": "nudge"}),
    "must": Try("plan", PLAN, having(summary="", steps=()), {"must": [["第一步是"]]}),
    "opens_with": Try("answer", QUESTION, having(answer="好"), {"opens_with": [["减", "选", "先", "把", "省"]]}),
    "must_not": Try("draft", NUDGE, told("默认录用"), {"must_not": ["默认录用"]}),
    "asks_about": Try("plan", BARE, asking_nothing, {"asks_about": [["同级", "哪个部门"]]}),
    "first_step": Try("plan", PLAN, first_step(phase="escalate"), {"first_step": {"phase": "prepare"}}),
    "escalates_only_after": Try("plan", PLAN, pressing, {"escalates_only_after": 2}),
    "pause_first": Try("plan", CONFLICT, pressing, {"pause_first": True}),
    "conflict_pauses": Try("plan", CONFLICT, pressing),
    "deliverables": Try(
        "plan", PLAN, both(rung(deliverable=None), each_step(deliverable=None)), {"deliverables": ["nudge"]}
    ),
    "max_chars": Try("draft", NUDGE, told("长" * 200), {"max_chars": 120}),
    "one_ask": Try("draft", NUDGE, told("好吗？行吗？"), {"one_ask": True}),
    "one_date": Try("draft", NUDGE, told("或者 12 月 9 日"), {"one_date": True}),
    "checks": Try("draft", NUDGE, having(checks=()), {"checks": ["no_blame"]}),
    "to_confirm": Try("draft", {**NUDGE, "slots": {}}, having(text="尽快"), {"to_confirm": ["deadline"]}),
    "blanks_marked": Try("draft", {**NUDGE, "slots": {}}, having(text="尽快")),
    "grounded": Try("plan", PLAN, part("grounding", mode="partial")),
    "grounding": Try("answer", QUESTION, part("grounding", mode="none"), {"grounding": "grounded"}),
    "citations_resolve": Try("plan", PLAN, first_step(refs=("99",))),
    "quotes_occur": Try("plan", PLAN, quoting("从来没有人说过的一句话")),
    "claims_cited": Try("plan", PLAN, first_step(refs=())),
    "numbers_have_origin": Try("plan", PLAN, first_step(why="提升 87.3%")),
    "generated_by_ai": Try("plan", PLAN, part("provenance", generated_by_ai=False)),
    "working_days": Try("plan", PLAN, first_step(due=SATURDAY)),
    "dates_in_order": Try("plan", PLAN, backwards),
    "not_before_today": Try("plan", PLAN, first_step(due=LONG_AGO)),
    "within_deadline": Try("plan", PLAN, each_step(due=LATE, phase="commit")),
    "phases_in_order": Try("plan", PLAN, pressing),
    "ladder_in_order": Try("plan", PLAN, rung(level="S4")),
    "nothing_jumps": Try("plan", PLAN, pressing),
    "relief_offered": Try("plan", PLAN, each_step(owner="department", phase="commit")),
    "business_word": Try("plan", PLAN, wordless),
    "told_before_escalation": Try("plan", PLAN, rung(action="上报", when="逾期")),
    "both_sides_act": Try("plan", PLAN, each_step(owner="department")),
    "season_confirmed": Try("plan", PLAN, having(assumptions=())),
    "boundary_told": Try("plan", SENSITIVE, having(risks=(), summary="这样保证合法")),
    "next_owner": Try("plan", PLAN, first_step(owner="department")),
    "way_out": Try("plan", PLAN, having(risks=())),
    "failure_signal": Try("plan", PLAN, having(metrics=())),
    "no_invented_speech": Try("plan", PLAN, first_step(detail="老板说：“必须做”")),
    "addressed": Try("draft", NUDGE, having(text="请回复")),
    "one_act": Try("draft", NUDGE, told("好吗？行吗？")),
    "dated": Try("draft", NUDGE, having(text="请回复")),
    "no_blame": Try("draft", NUDGE, told("你们总是不配合工作")),
    "reversible_default": Try("draft", NUDGE, told("\n不回复就按录用办理")),
    "two_way": Try("draft", AGREEMENT, having(text="以下")),
    "no_public_ranking": Try("draft", NUDGE, told("\n全员通报批评")),
    "privacy": Try("draft", NUDGE, told("\n她怀孕了，电话 13812345678")),
    "within_length": Try("draft", NUDGE, told("长" * 500)),
    "tone_fits": Try("draft", NUDGE, told("\n务必立即回复")),
    "language": Try("plan", PLAN, having(lang="en")),
    "purity": Try("draft", NUDGE, told("please answer this message before the end of the day, thank you very much")),
}
# Told by two replies, so they are spoilt below.
BY_TWO = {"differs_for", "own_words", "changes_with"}


def scores_of(asker: Asker, reply: Reply, tried: Try, others: Mapping[str, Reply] | None = None) -> dict[str, float]:
    made = case("one", tried.door, dict(tried.request), expect=tried.expect, lang=tried.lang)
    scored = asker.scored(Record(case=made, replies={MAIN: {}}), {MAIN: reply, **(others or {})})
    return {score.name: score.value for score in scored.scores}


@pytest.mark.parametrize("name", TRIES)
def test_a_check_holds_for_a_good_reply_and_fails_for_a_spoilt_one(asker: Asker, name: str) -> None:
    tried = TRIES[name]
    made = case("one", tried.door, dict(tried.request), expect=tried.expect, lang=tried.lang)
    reply = asker._target.ask(tried.door, asker.requests(made)[MAIN]).reply
    assert scores_of(asker, reply, tried)[name] == 1.0
    assert scores_of(asker, tried.spoil(reply), tried)[name] < 1.0


def test_a_reply_that_does_not_differ_is_noticed(asker: Asker) -> None:
    tried = Try(
        "plan", PLAN, having(), {"differs_for": {"department": "sales"}, "changes_with": {"department": "sales"}}
    )
    made = case("one", "plan", PLAN, expect=tried.expect)
    told = {name: asker._target.ask("plan", request).reply for name, request in asker.requests(made).items()}
    good = scores_of(asker, told[MAIN], tried, {k: v for k, v in told.items() if k != MAIN})
    bad = scores_of(asker, told[MAIN], tried, {"differs_for": told[MAIN], "changes_with": told[MAIN]})
    deaf = scores_of(asker, told[MAIN], tried, {"differs_for": named("department", None)(told[MAIN])})
    assert (good["differs_for"], good["own_words"], good["changes_with"]) == (1.0, 1.0, 1.0)
    assert (bad["differs_for"], bad["changes_with"]) == (0.0, 0.0)
    assert deaf["own_words"] == 0.0


def test_dates_are_judged_against_the_day_of_the_request(asker: Asker) -> None:
    later = {**PLAN, "today": (date(2026, 12, 1) + timedelta(days=1)).isoformat()}
    tried = Try("plan", later, having())
    reply = asker._target.ask("plan", asker.requests(case("one", "plan", PLAN))[MAIN]).reply
    assert scores_of(asker, reply, tried)["not_before_today"] == 0.0
