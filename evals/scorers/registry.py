"""Which scorers look at which reply. The registries are plain tables: a scorer is added by one line."""

from collections.abc import Mapping
from dataclasses import replace

from evals.cases import Door
from evals.scorers import (
    checklist_advice,
    checklist_messages,
    dates,
    diagnosis,
    drafts,
    evidence,
    language,
    order,
    ranking,
    tailoring,
    wording,
)
from evals.scorers.score import Score, Scorer, Subject

# One for each key of `expect`; `k` only sharpens `sources`.
EXPECTED: Mapping[str, Scorer] = {
    "refusal": diagnosis.refusal,
    "friction": diagnosis.friction,
    "friction_in_3": diagnosis.friction_in_3,
    "quoted": diagnosis.quoted,
    "root_cause": diagnosis.root_cause,
    "department": diagnosis.department,
    "process": diagnosis.process,
    "process_told": diagnosis.process_told,
    "risk_flags": diagnosis.risk_flags,
    "risk_free": diagnosis.risk_free,
    "questions": diagnosis.questions,
    "sources": ranking.sources,
    "deliverable": ranking.deliverable,
    "must": wording.must,
    "must_not": wording.must_not,
    "opens_with": wording.opens_with,
    "asks_about": wording.asks_about,
    "first_step": order.first_step,
    "escalates_only_after": order.escalates_only_after,
    "pause_first": order.pause_first,
    "deliverables": order.deliverables,
    "differs_for": tailoring.differs_for,
    "changes_with": tailoring.changes_with,
    "max_chars": drafts.max_chars,
    "one_ask": drafts.one_ask,
    "one_date": drafts.one_date,
    "checks": drafts.checks,
    "to_confirm": drafts.to_confirm,
    "grounding": evidence.grounding,
}
_EVERY: tuple[Scorer, ...] = (language.language, language.purity, language.readability)
_CITED: tuple[Scorer, ...] = (
    evidence.citations_resolve,
    evidence.quotes_occur,
    evidence.claims_cited,
    evidence.numbers_have_origin,
    evidence.grounded,
    evidence.generated_by_ai,
)
# Scored on every reply of a door, whatever the case expects.
INVARIANTS: Mapping[Door, tuple[Scorer, ...]] = {
    "diagnose": _EVERY,
    "search": (),
    "ground": (),
    "answer": (
        *_EVERY,
        *_CITED,
        checklist_advice.business_word,
        checklist_advice.boundary_told,
        checklist_advice.within_length,
    ),
    "plan": (
        *_EVERY,
        *_CITED,
        dates.dates,
        order.phases_in_order,
        order.ladder_in_order,
        order.nothing_jumps,
        order.conflict_pauses,
        checklist_advice.relief_offered,
        checklist_advice.business_word,
        checklist_advice.told_before_escalation,
        checklist_advice.both_sides_act,
        checklist_advice.season_confirmed,
        checklist_advice.boundary_told,
        checklist_advice.next_owner,
        checklist_advice.way_out,
        checklist_advice.failure_signal,
        checklist_advice.no_invented_speech,
    ),
    "draft": (
        *_EVERY,
        *_CITED,
        drafts.blanks_marked,
        checklist_messages.addressed,
        checklist_messages.one_act,
        checklist_messages.dated,
        checklist_messages.no_blame,
        checklist_messages.reversible_default,
        checklist_messages.two_way,
        checklist_messages.no_public_ranking,
        checklist_messages.privacy,
        checklist_messages.within_length,
        checklist_messages.no_invented_speech,
        checklist_messages.tone_fits,
    ),
}
# Cases made from held-out sentences: what they expect is counted in means with floors, not one by one.
HELD_OUT = "heldout"


def score(subject: Subject) -> tuple[Score, ...]:
    """Every score of one reply."""
    case = subject.case
    kept = [each for key in case.expect.given() if key in EXPECTED for each in EXPECTED[key](subject)]
    if case.expect.refusal is None and case.door not in {"search", "ground"}:
        kept += EXPECTED["refusal"](subject)
    if HELD_OUT in case.tags:
        kept = [replace(each, kind="grade") for each in kept]
    return (*kept, *(each for scorer in INVARIANTS[case.door] for each in scorer(subject)))
