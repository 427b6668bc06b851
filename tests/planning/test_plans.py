from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import workdays
from advisor.corpus.knowledge import Knowledge
from advisor.guardrails.grounding import unresolved_marks
from advisor.models.plan import Plan
from advisor.models.requests import PlanRequest
from advisor.models.situation import Counterpart, Facts
from advisor.models.taxonomy import PHASES
from advisor.service import Advisor
from tests.conftest import NOW

STALLED = "研发总监老说忙，简历发过去一周没人看"
REFUSED = "销售总监在会上当众说季末培训没用，拒绝参加，和他们的冲刺冲突"


def plan(advisor: Advisor, text: str, **fields: object) -> Plan:
    return advisor.plan(PlanRequest.model_validate({"text": text, **fields}))


def phases(made: Plan) -> list[str]:
    return [step.phase for step in made.steps]


@pytest.mark.parametrize("text", [STALLED, REFUSED, "The plant manager rates everybody good and copies the comments"])
def test_a_plan_is_dated_cited_and_grounded(advisor: Advisor, text: str) -> None:
    made = plan(advisor, text)
    dues = [step.due for step in made.steps]
    assert dues == sorted(dues)
    assert all(workdays.is_workday(due) and due >= NOW.date() for due in dues)
    assert all(step.refs for step in made.steps)
    assert made.grounding.mode == "grounded"
    assert not unresolved_marks(made.summary, made.citations)


def test_lowering_cost_comes_before_commitment_and_a_review_ends_it(advisor: Advisor) -> None:
    made = phases(plan(advisor, STALLED))
    assert "lower_cost" in made
    assert "review" in made
    assert made.index("lower_cost") < made.index("commit")


@pytest.mark.parametrize("text", ["门店让人先干活后签合同", "Stores let people work before any contract is signed"])
def test_a_full_plan_still_looks_back(advisor: Advisor, text: str) -> None:
    assert "review" in phases(plan(advisor, text))


def test_the_counts_that_were_given_stand_in_the_summary(advisor: Advisor) -> None:
    made = plan(advisor, STALLED, facts={"days_waiting": 9, "items_sent": 14, "items_returned": 3})
    assert all(told in made.summary for told in ("9 天", "14 份", "3 份"))
    assert "您给的情况" not in plan(advisor, "研发总监老说忙").summary


def test_the_deadline_is_asked_for_before_the_waiting_time(advisor: Advisor) -> None:
    asked = [missing.slot for missing in plan(advisor, "他们就是不理我").missing]
    assert "facts.needed_by" in asked
    assert "facts.days_waiting" not in asked


def test_a_refusal_is_heard_first_and_nobody_goes_to_the_boss(advisor: Advisor) -> None:
    made = plan(advisor, REFUSED, facts={"reminders_sent": 5})
    assert made.steps[0].phase == "prepare"
    assert "discovery_interview" in {step.deliverable for step in made.steps[:2]}
    assert "escalate" not in phases(made)
    assert min(rung.due for rung in made.escalation) > made.steps[0].due


def test_after_two_reminders_going_up_together_may_be_a_step(advisor: Advisor) -> None:
    text = "跨部门推诿，三个部门都说不归自己管，提醒了几次都没人认领"
    assert "escalate" not in phases(plan(advisor, text, facts={"reminders_sent": 1}))
    made = plan(advisor, text, facts={"reminders_sent": 3})
    assert "S1" not in {rung.level for rung in made.escalation}


def test_the_ladder_begins_when_something_is_asked_for_and_its_last_rung_lies_behind_the_first_look_back(
    advisor: Advisor,
) -> None:
    made = plan(advisor, STALLED)
    asked = min(step.due for step in made.steps if step.owner != "hr" and step.phase in {"lower_cost", "commit"})
    assert min(rung.due for rung in made.escalation) >= asked
    looks = [step.due for step in made.steps if step.phase == "review"]
    assert next(rung.due for rung in made.escalation if rung.level == "S5") > min(looks)


def test_what_takes_the_departments_time_is_not_dated_on_its_last_days_of_the_month(advisor: Advisor) -> None:
    made = plan(advisor, "销售总监说简历没空看，一周没回了", today=date(2026, 11, 23))
    joint = [step.due for step in made.steps if step.owner != "hr" and step.phase in {"align", "lower_cost", "commit"}]
    assert joint
    assert min(joint) >= date(2026, 12, 1)
    assert "这几天之后" in " ".join(made.assumptions)


def test_two_departments_get_visibly_different_advice(advisor: Advisor, knowledge: Knowledge) -> None:
    text = "面试完一直不给反馈"
    rnd, sales = (plan(advisor, text, department=name) for name in ("rnd", "sales"))
    assert {s.detail for s in rnd.steps} != {s.detail for s in sales.steps}
    assert rnd.value_linkage != sales.value_linkage
    said = " ".join(step.detail for step in sales.steps)
    assert any(reframing.theirs.zh in said for reframing in knowledge.departments["sales"].reframings)


def test_another_friction_gives_another_plan(advisor: Advisor) -> None:
    first = plan(advisor, STALLED, department="rnd")
    second = plan(advisor, "绩效评语全是良好，一模一样，明显应付", department="rnd")
    assert {s.title for s in first.steps}.isdisjoint({s.title for s in second.steps})


def test_an_answer_to_a_question_changes_the_causes(advisor: Advisor) -> None:
    before = plan(advisor, STALLED)
    question = before.diagnosis.questions[0]
    tops = set()
    for option in question.options:
        after = plan(advisor, STALLED, answers={question.id: option.id})
        assert question.id not in {asked.id for asked in after.diagnosis.questions}
        tops.add(tuple(cause.id for cause in after.diagnosis.root_causes[:2]))
    assert len(tops | {tuple(cause.id for cause in before.diagnosis.root_causes[:2])}) > 1


def test_the_deadline_holds_for_everything_but_the_review(advisor: Advisor) -> None:
    deadline = date(2026, 11, 26)
    made = plan(advisor, STALLED, facts=Facts(needed_by=deadline).model_dump(exclude_none=True))
    assert all(step.due <= deadline for step in made.steps if step.phase != "review")


def test_given_facts_are_quoted_and_multiplied_but_never_altered(advisor: Advisor) -> None:
    made = plan(advisor, STALLED, facts={"days_waiting": 7, "daily_cost": 300})
    assert "2100" in made.summary
    assert "facts.days_waiting" not in {missing.slot for missing in made.missing}


def test_what_is_only_likely_is_said_to_be_an_assumption(advisor: Advisor, knowledge: Knowledge) -> None:
    made = plan(advisor, STALLED)
    said = " ".join(made.assumptions)
    assert knowledge.departments["rnd"].rhythm.busy[0].zh in said
    assert {"counterpart", "facts.needed_by"} <= {missing.slot for missing in made.missing}


def test_dates_in_an_unpublished_year_are_called_provisional(advisor: Advisor) -> None:
    made = plan(advisor, STALLED, today="2029-03-01")
    assert any("暂定" in assumption for assumption in made.assumptions)


def test_the_counterpart_is_spoken_of_by_name(advisor: Advisor) -> None:
    made = plan(advisor, STALLED, counterpart=Counterpart(name="李工").model_dump())
    assert any("李工" in step.detail + step.title for step in made.steps)


def test_no_placeholder_is_left_in_what_people_read(advisor: Advisor, knowledge: Knowledge) -> None:
    for friction in knowledge.frictions.values():
        for lang in ("zh", "en"):
            made = plan(advisor, friction.asks.in_(lang)[0], lang=lang)
            assert "{" not in made.model_dump_json().replace('{"', "").replace("{}", "")


@pytest.mark.parametrize("text", ["研发部老不回消息", "The R&D lead never replies"])
def test_steps_are_in_the_order_of_phases(advisor: Advisor, text: str) -> None:
    order = [PHASES.index(phase) for phase in PHASES if phase in phases(plan(advisor, text))]
    assert order == sorted(order)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 1)),
    ahead=st.integers(min_value=0, max_value=60),
)
def test_dates_are_working_days_in_order_whatever_the_day(advisor: Advisor, start: date, ahead: int) -> None:
    deadline = start + timedelta(days=ahead)
    made = plan(advisor, STALLED, today=start.isoformat(), facts={"needed_by": deadline.isoformat()})
    dues = [step.due for step in made.steps]
    assert dues == sorted(dues)
    assert all(workdays.is_workday(due) and due >= start for due in dues)
    assert all(workdays.is_workday(rung.due) for rung in made.escalation)


def test_what_the_account_tells_is_used_and_said_to_be_taken_from_it(advisor: Advisor) -> None:
    made = plan(advisor, "研发总监面试反馈拖了8天，催了三次都没回")
    assert any("8 天" in assumption for assumption in made.assumptions)
    assert {"facts.days_waiting", "facts.reminders_sent"}.isdisjoint({missing.slot for missing in made.missing})
    assert "S1" not in {rung.level for rung in made.escalation}


def test_a_given_fact_wins_over_the_account(advisor: Advisor) -> None:
    made = plan(advisor, "研发总监面试反馈拖了8天", facts={"days_waiting": 5, "daily_cost": 100})
    assert "500" in made.summary
    assert not any("8 天" in assumption for assumption in made.assumptions)


def test_a_risk_that_is_there_already_is_cured_before_anyone_asks_why(advisor: Advisor) -> None:
    plan = advisor.plan("门店先让新人上了班，劳动合同到现在还没签，让我后补手续")
    assert plan.diagnosis.frictions[0].id == "process_bypass"
    assert next(c.source_id for c in plan.citations if c.ref in plan.steps[0].refs) == "play/safe_fast_lane"


def test_a_plan_looks_back_even_where_no_play_that_fits_does(advisor: Advisor) -> None:
    plan = advisor.plan("厂长在生产会上公开说技能测评不做，让我别再提。")
    assert plan.diagnosis.frictions[0].id == "open_refusal"
    assert [step.phase for step in plan.steps][-1] == "review"
    assert "play/ten_minutes_after" in {citation.source_id for citation in plan.citations}
    assert "escalate" not in {step.phase for step in plan.steps}


def test_a_play_made_for_nothing_in_particular_only_completes_a_plan(advisor: Advisor) -> None:
    plan = advisor.plan("研发总监一周没回简历，催了三次。")
    assert "play/ten_minutes_after" not in {citation.source_id for citation in plan.citations}


@pytest.mark.parametrize(
    "text",
    [
        "仓库有个搬运工砸了脚，经理说给点钱私了，别往上报",
        "A packer was injured at work and his manager keeps it off the books",
    ],
)
def test_where_somebody_was_hurt_the_plan_cares_for_that_alone(
    advisor: Advisor, knowledge: Knowledge, text: str
) -> None:
    own = {step.title.in_(lang) for step in knowledge.plays["injured_person_first"].steps for lang in ("zh", "en")}
    assert {step.title for step in plan(advisor, text).steps} <= own


def test_a_subject_that_is_only_touched_besides_leaves_the_plan_as_it_is(
    advisor: Advisor, knowledge: Knowledge
) -> None:
    text = "店长要把小王开除，说他去年受伤以后手脚慢，让我今天就办离职"
    flags = [flag.id for flag in advisor.diagnose(text).risk_flags]
    assert flags[0] == "dismissal"
    assert "work_injury" in flags
    first = knowledge.plays["injured_person_first"].steps[0].title.zh
    assert first not in {step.title for step in plan(advisor, text).steps}


@pytest.mark.parametrize(
    ("text", "play"),
    [
        ("设计总监要把小袁调去行政前台，她不愿意，总监让我直接发调岗通知", "transfer_by_agreement"),
        (
            "The service director wants me to lower an agent's base pay from next month because of complaints",
            "pay_change_agreed",
        ),
        ("部门让我把举报主管的信压下来，别往上报", "report_taken_up"),
    ],
)
def test_what_a_department_may_not_ask_for_has_a_plan_of_its_own(
    advisor: Advisor, knowledge: Knowledge, text: str, play: str
) -> None:
    own = {step.title.in_(lang) for step in knowledge.plays[play].steps for lang in ("zh", "en")}
    assert {step.title for step in plan(advisor, text).steps} <= own


def test_an_answer_on_such_a_subject_names_no_play_made_for_something_else(advisor: Advisor) -> None:
    answer = advisor.answer("设计总监要把小袁调去行政前台，她不愿意，总监让我直接发调岗通知")
    named = {c.source_id for c in answer.citations if c.source_id.startswith("play/")}
    assert named <= {"play/transfer_by_agreement"}
