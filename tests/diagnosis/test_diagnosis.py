import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.errors import InvalidInput
from advisor.language.patterns import Patterns
from advisor.models.requests import PlanRequest
from advisor.models.situation import Situation
from advisor.service import Advisor

TEXT = "研发总监老说忙，简历发过去一周没人看，已读不回"


def test_evidence_is_taken_from_the_account_word_for_word(advisor: Advisor) -> None:
    found = advisor.diagnose(TEXT)
    assert 1 <= len(found.frictions) <= 3
    for friction in found.frictions:
        assert friction.evidence
        assert all(part in TEXT for part in friction.evidence)
        assert 0 <= friction.confidence <= 1


def test_causes_are_ranked_and_say_why(advisor: Advisor) -> None:
    causes = advisor.diagnose(TEXT).root_causes
    shares = [cause.confidence for cause in causes]
    assert shares == sorted(shares, reverse=True)
    assert all(cause.why for cause in causes)


def test_every_question_would_change_the_diagnosis(advisor: Advisor) -> None:
    before = advisor.diagnose(TEXT)
    ranking = [cause.id for cause in before.root_causes[:2]]
    assert 0 < len(before.questions) <= 4
    for question in before.questions:
        answered = [
            advisor.plan(PlanRequest(text=TEXT, answers={question.id: option.id})).diagnosis
            for option in question.options
        ]
        assert any([cause.id for cause in after.root_causes[:2]] != ranking for after in answered)


def test_a_sensitive_subject_is_flagged_with_advice(advisor: Advisor) -> None:
    found = advisor.diagnose("部门想把末位的人直接辞退，绩效还没谈")
    assert {flag.id for flag in found.risk_flags} & {"dismissal", "ranking_out"}
    assert all(flag.advice for flag in found.risk_flags)


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("装配线的小伙子手指叫冲头碰掉一截，工段长跟大家说对外别讲", "work_injury"),
        ("The press took the tip of his finger off and the foreman wants us all to keep it quiet", "work_injury"),
    ],
)
def test_a_sensitive_subject_is_noticed_without_its_textbook_words(
    advisor: Advisor, knowledge: Knowledge, text: str, risk: str
) -> None:
    (item,) = [each for each in knowledge.risks if each.id == risk]
    assert not Patterns(item.triggers.all()).found(text)
    assert risk in {flag.id for flag in advisor.diagnose(text).risk_flags}


def test_an_ordinary_account_raises_no_flag(advisor: Advisor) -> None:
    assert not advisor.diagnose(TEXT).risk_flags


@pytest.mark.parametrize(("field", "code"), [("department", "unknown_department"), ("process", "unknown_process")])
def test_a_name_that_is_not_ours_is_told(advisor: Advisor, field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        advisor.diagnose(Situation.model_validate({"text": TEXT, field: "月球"}))
    assert (raised.value.code, raised.value.field) == (code, field)


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"nothing.here": "x"}, "unknown_question"), ({"stalled_reply": "x"}, "unknown_question")],
)
def test_an_answer_to_no_question_is_told(advisor: Advisor, answers: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        advisor.plan(PlanRequest(text=TEXT, answers=answers))
    assert raised.value.code == code


def test_an_option_that_is_not_offered_is_told(advisor: Advisor, knowledge: Knowledge) -> None:
    question = knowledge.frictions["stalled_reply"].questions[0]
    with pytest.raises(InvalidInput) as raised:
        advisor.plan(PlanRequest(text=TEXT, answers={f"stalled_reply.{question.id}": "no_such"}))
    assert raised.value.code == "unknown_option"


def test_the_person_s_role_tells_the_department(advisor: Advisor) -> None:
    found = advisor.diagnose(Situation.model_validate({"text": "一直不回消息", "counterpart": {"role": "财务总监"}}))
    assert (found.department.id, found.department.source) == ("finance", "inferred")
