"""The order of a plan: listening before pushing, lowering cost before asking, pressure last and never at once."""

from collections.abc import Sequence
from itertools import pairwise

from advisor.diagnosis.told import facts_told
from advisor.language.folding import fold
from advisor.models.plan import Plan
from advisor.models.situation import Situation
from advisor.models.taxonomy import PHASES
from evals.scorers.score import Score, Subject, check

_RUNGS = ("S0", "S1", "S2", "S3", "S4", "S5")
_TOP = "S4"
# So many reminders without an answer are silence.
_SILENT = 2
_LISTENING = frozenset({"prepare", "align"})


def in_order(values: Sequence[int]) -> bool:
    """Whether the values never fall."""
    return all(left <= right for left, right in pairwise(values))


def phases_in_order(subject: Subject) -> tuple[Score, ...]:
    """Phases follow each other and dates never go back within them."""
    plan = _plan(subject)
    if plan is None:
        return ()
    phases = [step.phase for step in plan.steps if step.phase != "review"]
    return (check("phases_in_order", in_order([PHASES.index(p) for p in phases]), seen=" > ".join(phases)),)


def ladder_in_order(subject: Subject) -> tuple[Score, ...]:
    """Rungs rise one by one, each later than the one before, and something stands before the shared superior."""
    plan = _plan(subject)
    if plan is None:
        return ()
    levels = [rung.level for rung in plan.escalation]
    places = [_RUNGS.index(level) for level in levels]
    dues = [rung.due.toordinal() for rung in plan.escalation]
    good = bool(levels) and places == sorted(set(places)) and in_order(dues) and levels[0] < _TOP
    return (check("ladder_in_order", good, wanted="S0 < S1 < …", seen=" ".join(levels)),)


def nothing_jumps(subject: Subject) -> tuple[Score, ...]:
    """No step of pressure comes before relief was offered, nor before two reminders went by."""
    plan = _plan(subject)
    if plan is None:
        return ()
    phases = [step.phase for step in plan.steps]
    if "escalate" not in phases:
        return (check("nothing_jumps", good=True),)
    relieved = set(phases[: phases.index("escalate")]) & {"align", "lower_cost"}
    reminded = _reminders(subject)
    seen = f"{' > '.join(phases)} ({reminded:g})"
    return (check("nothing_jumps", relieved and reminded >= _SILENT, wanted=f">= {_SILENT}", seen=seen),)


def conflict_pauses(subject: Subject) -> tuple[Score, ...]:
    """Where the friction is a conflict, the plan listens first and holds no step of pressure."""
    plan = _plan(subject)
    if plan is None or not plan.diagnosis.frictions:
        return ()
    friction = subject.reference.knowledge.frictions.get(plan.diagnosis.frictions[0].id)
    if friction is None or not friction.pause_first:
        return ()
    return (_paused("conflict_pauses", subject, plan),)


def pause_first(subject: Subject) -> tuple[Score, ...]:
    """The conflict at hand means pause and listen before any push."""
    plan = _plan(subject)
    return (_paused("pause_first", subject, plan) if plan else Score("pause_first", 0.0),)


def first_step(subject: Subject) -> tuple[Score, ...]:
    """The plan begins with this phase and these words."""
    plan, expect = _plan(subject), subject.case.expect.first_step
    if plan is None or expect is None or not plan.steps:
        return (Score("first_step", 0.0),)
    first = plan.steps[0]
    text = fold(f"{first.title} {first.detail}")
    good = expect.phase in (None, first.phase) and (not expect.any or any(fold(word) in text for word in expect.any))
    return (check("first_step", good, wanted=f"{expect.phase or ''} {' / '.join(expect.any)}", seen=first.title),)


def escalates_only_after(subject: Subject) -> tuple[Score, ...]:
    """At least so many steps stand before any step of pressure."""
    plan, wanted = _plan(subject), subject.case.expect.escalates_only_after or 0
    phases = [step.phase for step in plan.steps] if plan else []
    place = phases.index("escalate") if "escalate" in phases else len(phases)
    return (check("escalates_only_after", place >= wanted and phases, wanted=f">= {wanted}", seen=" > ".join(phases)),)


def deliverables(subject: Subject) -> tuple[Score, ...]:
    """One of the steps offers one of these."""
    plan, wanted = _plan(subject), subject.case.expect.deliverables or ()
    named = [*(s.deliverable for s in plan.steps), *(e.deliverable for e in plan.escalation)] if plan else []
    offered = [name for name in named if name]
    good = set(offered) & set(wanted)
    return (check("deliverables", good, wanted=" | ".join(wanted), seen=", ".join(dict.fromkeys(offered))),)


def _reminders(subject: Subject) -> float:
    """How often the other side was reminded, as given or as the account tells."""
    request = subject.request
    if not isinstance(request, Situation):
        return 0.0
    given = request.facts.reminders_sent if request.facts else None
    return given if given is not None else facts_told(request.text).reminders_sent or 0.0


def _plan(subject: Subject) -> Plan | None:
    return subject.reply if isinstance(subject.reply, Plan) and subject.refusal is None else None


def _paused(name: str, subject: Subject, plan: Plan) -> Score:
    phases = [step.phase for step in plan.steps]
    listens = phases[:1] != [] and phases[0] in _LISTENING and "escalate" not in phases
    text = plan.summary + "".join(step.title + step.detail for step in plan.steps[:2])
    told = [subject.words.found(words, text, subject.lang)[:2] for words in ("pause", "listen")]
    return check(name, listens and all(told), wanted="prepare / align", seen=f"{' > '.join(phases)} {told}")
