"""Subjects whose evidence must not be heard alone, from the answer, the plan and the draft to the sources they cite."""

import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.guardrails.counterweights import called_for
from advisor.models.requests import DraftRequest, PlanRequest
from advisor.models.shared import Citation
from advisor.service import Advisor

SUBJECTS = [
    ("penalties", "研发老是迟交面试反馈，想每次罚款五十，好不好", {"EV-091"}),
    ("penalties", "Can we fine managers who hand in interview feedback late?", {"EV-091"}),
    ("comparison_with_peers", "想在公司群发一个各部门反馈速度的排行榜", {"EV-092", "EV-093"}),
    ("comparison_with_peers", "Would a league table of feedback speed help with the sales team?", {"EV-092", "EV-093"}),
    ("seventy_twenty_ten", "销售总监说按 70-20-10 培训课根本没用，不让人来", {"EV-065"}),
    ("weight_in_appraisal", "想把配合度放进部门负责人考核，占 15%", {"SEED-05", "EV-091", "EV-108"}),
    ("weight_in_appraisal", "Should cooperation with HR be 10 percent of a manager's bonus?", {"EV-091", "EV-108"}),
]


def cited(citations: tuple[Citation, ...]) -> set[str]:
    return {c.source_id.removeprefix("evidence/") for c in citations if c.kind == "evidence"}


@pytest.mark.parametrize(("subject", "text", "evidence"), SUBJECTS)
def test_an_answer_says_what_speaks_against_it(
    advisor: Advisor, knowledge: Knowledge, subject: str, text: str, evidence: set[str]
) -> None:
    made = advisor.answer(text)
    note = next(row.note for row in knowledge.counterweights if row.id == subject)
    told = advisor.catalogue.say(made.lang, "answer.counterweight_told")
    assert note.in_(made.lang) in made.answer or told in made.answer
    assert evidence <= cited(made.citations)
    assert made.grounding.mode == "grounded"


@pytest.mark.parametrize(("subject", "text", "evidence"), SUBJECTS)
def test_a_plan_lists_it_first_among_the_risks(
    advisor: Advisor, knowledge: Knowledge, subject: str, text: str, evidence: set[str]
) -> None:
    made = advisor.plan(PlanRequest(text=text))
    notes = [row.note.in_(made.lang) for row in knowledge.counterweights if row.id == subject]
    assert notes[0] in [risk.text for risk in made.risks[:3]]
    assert evidence <= cited(made.citations)


@pytest.mark.parametrize("kind", ["scorecard_note", "collaboration_policy", "nudge"])
def test_a_draft_tells_the_sender(advisor: Advisor, knowledge: Knowledge, kind: str) -> None:
    made = advisor.draft(DraftRequest(text="面试反馈迟交一次罚款五十，写给各部门", kind=kind))
    note = next(row.note.zh for row in knowledge.counterweights if row.id == "penalties")
    assert note in made.why
    assert note not in made.text
    assert "EV-091" in cited(made.citations)
    assert made.grounding.mode == "grounded"


def test_what_touches_none_calls_for_none(knowledge: Knowledge) -> None:
    assert called_for(knowledge.counterweights, ["研发总监一周没看简历", "The plant manager skips every meeting"]) == ()


def test_a_play_that_speaks_of_a_weight_calls_for_what_speaks_against_it(knowledge: Knowledge) -> None:
    """The composers look at the reply as well as at the request."""
    said = [step.detail.zh for step in knowledge.plays["cooperation_metrics"].steps]
    assert "weight_in_appraisal" in {row.id for row in called_for(knowledge.counterweights, said)}
