"""Sensitive subjects: what gets advice inside a boundary, what gets none, and what must not be refused.

The sentences were written for this file; none is an ask or stands in a data set.
"""

from pathlib import Path

import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.models.requests import DraftRequest, PlanRequest
from advisor.service import Advisor

LINES = [
    line.split("\t")
    for line in Path(__file__).with_name("boundaries.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def wanted(kind: str) -> list[list[str]]:
    return [[label.partition(":")[2], text] for label, text in LINES if label.startswith(kind)]


def test_there_are_enough_of_each_in_both_languages() -> None:
    for kind in ("refused", "bounded", "answered"):
        texts = [text for _, text in wanted(kind)]
        assert min(sum(text.isascii() for text in texts), sum(not text.isascii() for text in texts)) >= 8, kind


@pytest.mark.parametrize(("_", "text"), wanted("refused"))
def test_threats_fabrication_surveillance_and_retaliation_get_a_lawful_alternative(
    advisor: Advisor, _: str, text: str
) -> None:
    for made in (advisor.answer(text), advisor.plan(PlanRequest(text=text))):
        assert made.refusal is not None
        assert made.refusal.reason == "unsafe"
        assert ("法务" if made.lang == "zh" else "counsel") in made.refusal.message
        assert made.refusal.suggestions


@pytest.mark.parametrize(("risk", "text"), wanted("bounded"))
def test_a_sensitive_subject_is_answered_inside_its_boundary(
    advisor: Advisor, knowledge: Knowledge, risk: str, text: str
) -> None:
    made = advisor.answer(text)
    assert made.refusal is None
    assert risk in {flag.id for flag in made.diagnosis.risk_flags}
    first = next(row for row in knowledge.risks if row.id == made.diagnosis.risk_flags[0].id)
    assert first.advice.in_(made.lang) in made.answer
    assert made.grounding.mode == "grounded"


@pytest.mark.parametrize(("_", "text"), wanted("answered"))
def test_asking_how_to_act_fairly_is_never_refused(advisor: Advisor, _: str, text: str) -> None:
    assert advisor.answer(text).refusal is None


def test_a_boundary_names_facts_to_check_and_counsel_and_a_date(knowledge: Knowledge) -> None:
    for risk in knowledge.risks:
        assert "法务" in risk.advice.zh, risk.id
        assert "counsel" in risk.advice.en, risk.id
        assert "核" in risk.advice.zh, risk.id
        for text in (risk.advice.zh, risk.advice.en):
            assert risk.checked_on.isoformat() in text, risk.id
        assert min(len(risk.triggers.zh), len(risk.triggers.en)) >= 8, risk.id


def test_the_boundary_leads_a_plan_s_risks_and_stands_beside_a_draft(advisor: Advisor, knowledge: Knowledge) -> None:
    text = "主管要把怀孕的同事的绩效打成最低，让我去谈"
    advice = next(row.advice.zh for row in knowledge.risks if row.id == "pregnancy_or_sick_leave")
    assert advice in [risk.text for risk in advisor.plan(PlanRequest(text=text)).risks[:2]]
    draft = advisor.draft(DraftRequest(text=text, kind="review_talks"))
    assert advice in draft.why
    assert advice not in draft.text


def test_a_compliance_note_that_the_account_raises_comes_before_the_others(
    advisor: Advisor, knowledge: Knowledge
) -> None:
    for process in knowledge.processes.values():
        for note in process.compliance:
            for word in note.triggers.zh[:1]:
                made = advisor.plan(PlanRequest(text=f"部门一直不回，说到{word}就没下文", process=process.id))
                assert made.refusal or note.text.zh in [risk.text for risk in made.risks], (process.id, note.id)


def test_every_sensitive_subject_a_teaching_is_written_for_is_one_of_ours(knowledge: Knowledge) -> None:
    written_for = {risk for item in knowledge.faq.values() for risk in item.risks}
    assert {"dismissal", "ranking_out", "pay_cut", "transfer", "overtime", "pregnancy_or_sick_leave"} <= written_for
    assert {"personal_data", "discrimination", "harassment_report"} <= written_for
