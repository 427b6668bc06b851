"""The plan: what to do, by whom, by when, why, and what it rests on."""

from datetime import date

from advisor.models.base import Frozen, Lang
from advisor.models.shared import Citation, Diagnosis, Grounding, Provenance, Refusal
from advisor.models.taxonomy import Owner, Phase, Rung

Refs = tuple[str, ...]


class Step(Frozen):
    """One action with an owner, a working day and a checkable end."""

    id: str
    phase: Phase
    title: str
    detail: str
    owner: Owner
    due: date
    effort_minutes: int
    why: str
    done_when: str
    deliverable: str | None
    refs: Refs


class ValueRow(Frozen):
    """One row of the value-link table."""

    hr_project: str
    department_goal: str
    value: str
    ask: str
    refs: Refs = ()


class EscalationStep(Frozen):
    """One rung of the ladder, dated."""

    level: Rung
    when: str
    action: str
    due: date
    deliverable: str | None
    refs: Refs = ()


class MetricRow(Frozen):
    """A number to watch."""

    name: str
    formula: str
    target: str
    refs: Refs


class RiskRow(Frozen):
    """Something to avoid or to have checked."""

    text: str
    refs: Refs


class SimilarCase(Frozen):
    """Something done elsewhere; its outcome says who told it."""

    id: str
    title: str
    outcome: str
    why: str
    refs: Refs


class Missing(Frozen):
    """A fact that would sharpen the plan, and how to ask for it."""

    slot: str
    question: str


class Plan(Frozen):
    """A tailored, dated, cited plan. Steps are in due order; every due is a working day."""

    id: str
    lang: Lang
    title: str
    summary: str
    diagnosis: Diagnosis
    steps: tuple[Step, ...] = ()
    value_linkage: tuple[ValueRow, ...] = ()
    escalation: tuple[EscalationStep, ...] = ()
    metrics: tuple[MetricRow, ...] = ()
    risks: tuple[RiskRow, ...] = ()
    similar_cases: tuple[SimilarCase, ...] = ()
    assumptions: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    citations: tuple[Citation, ...] = ()
    grounding: Grounding
    refusal: Refusal | None = None
    provenance: Provenance
