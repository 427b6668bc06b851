import pytest

from advisor.answering.page import LONGEST
from advisor.corpus.knowledge import Knowledge
from advisor.guardrails.grounding import unresolved_marks
from advisor.language.measure import length
from advisor.models.base import Lang
from advisor.models.requests import AnswerRequest
from advisor.service import Advisor

QUESTION = "研发总监老说忙，简历发过去一周没人看，怎么办"


def test_an_answer_begins_with_a_conclusion_and_ends_within_the_limit(advisor: Advisor) -> None:
    answer = advisor.answer(QUESTION)
    assert answer.answer.startswith("**")
    assert answer.steps
    assert answer.avoid
    assert answer.follow_ups
    assert length(answer.answer, "zh") <= LONGEST["zh"]


def test_every_mark_resolves_and_every_source_is_used(advisor: Advisor) -> None:
    answer = advisor.answer(QUESTION)
    assert unresolved_marks(answer.answer, answer.citations) == []
    assert all(f"[{citation.ref}]" in answer.answer for citation in answer.citations)
    assert answer.grounding.mode == "grounded"


def test_an_english_question_is_answered_in_english(advisor: Advisor) -> None:
    answer = advisor.answer("The CTO says he is busy and nobody looks at my résumés. What now?")
    assert answer.lang == "en"
    assert not [char for char in answer.answer if "\u4e00" <= char <= "\u9fff"]


def test_the_department_changes_the_answer(advisor: Advisor) -> None:
    asked = "面试完不给反馈怎么办"
    rnd, retail = (advisor.answer(AnswerRequest(question=asked, department=name)) for name in ("研发部", "门店"))
    assert (rnd.diagnosis.department.id, retail.diagnosis.department.id) == ("rnd", "retail")
    assert rnd.answer != retail.answer


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_item_gives_an_answer_that_fits_and_is_grounded(
    advisor: Advisor, knowledge: Knowledge, lang: Lang
) -> None:
    for item in (*knowledge.faq.values(), *knowledge.guidance.values()):
        answer = advisor.answer(AnswerRequest(question=item.asks.in_(lang)[0], lang=lang, department="sales"))
        if answer.refusal is None:
            assert length(answer.answer, lang) <= LONGEST[lang], item.id
            assert answer.grounding.mode == "grounded", (item.id, answer.grounding)
            assert answer.citations[0].source_id.endswith(f"/{item.id}"), "an item answers its own ask"


def test_at_most_one_outside_fact_is_told_and_counter_evidence_travels_along(
    advisor: Advisor, knowledge: Knowledge
) -> None:
    answer = advisor.answer("反馈迟到就扣主管的钱，行不行")
    cited = [c.source_id.removeprefix("evidence/") for c in answer.citations if c.kind == "evidence"]
    for evidence in cited:
        assert set(knowledge.evidence[evidence].with_) <= set(cited)
    assert not [e for e in cited if knowledge.evidence[e].tier in {"D", "S", "P"}]


def test_asking_for_a_model_that_is_not_there_is_told(advisor: Advisor) -> None:
    answer = advisor.answer(AnswerRequest(question=QUESTION, engine="llm"))
    assert answer.provenance.degraded
    assert answer.provenance.degraded_reason == "model_not_configured"
    assert not advisor.answer(QUESTION).provenance.degraded


def test_a_sensitive_subject_brings_its_boundary_into_the_answer(advisor: Advisor) -> None:
    answer = advisor.answer("部门想把末位的员工辞退，绩效还没谈，怎么跟总监说")
    assert answer.diagnosis.risk_flags
    assert answer.diagnosis.risk_flags[0].advice in answer.answer
    assert "法务" in answer.answer


@pytest.mark.parametrize(
    "text", ["车间有人工伤，主任不让上报", "A packer was injured at work and the lead wants no record"]
)
def test_where_somebody_was_hurt_the_answer_is_about_that_whatever_else_is_told(advisor: Advisor, text: str) -> None:
    assert advisor.answer(text).citations[0].source_id == "faq/injury_kept_quiet"
