"""Dates of a plan: working days, in order, not before today, within the deadline."""

from collections.abc import Iterable
from datetime import date

from advisor import workdays
from advisor.models.plan import Plan
from advisor.models.situation import Situation
from evals.scorers.order import in_order
from evals.scorers.score import Score, Subject, check, free_of


def dates(subject: Subject) -> tuple[Score, ...]:
    """Every due is a working day in order on or after today; only the review may lie behind the deadline."""
    plan = subject.reply
    if not isinstance(plan, Plan) or subject.refusal:
        return ()
    request = subject.request if isinstance(subject.request, Situation) else None
    today = (request.today if request else None) or subject.today
    dues = [step.due for step in plan.steps]
    every = dues + [rung.due for rung in plan.escalation]
    deadline = request.facts.needed_by if request and request.facts else None
    before = [step.due for step in plan.steps if step.phase != "review"]
    return (
        free_of("working_days", _iso(d for d in every if not workdays.is_workday(d))),
        check("dates_in_order", dues and in_order([d.toordinal() for d in dues]), seen=" ".join(_iso(dues))),
        free_of("not_before_today", _iso(d for d in every if d < today)),
        free_of("within_deadline", _iso(d for d in before if deadline and d > workdays.on_or_after(deadline))),
    )


def _iso(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in days]
