"""The way into a file: a plan as the policy lets it be exported."""

from advisor.guardrails.redaction.redactor import Redactor
from advisor.models.plan import Plan


def for_export(plan: Plan, redactor: Redactor) -> Plan:
    """The plan with every text treated as the policy says for exports; the same person has one token throughout."""
    session = redactor.session(plan.lang, "export")
    return Plan.model_validate(session.redact_all(plan.model_dump()))
