"""The quality list for plans and answers: relief, the department's words, escalation, boundaries, the way out."""

from advisor.language.folding import fold
from advisor.language.measure import length
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.plan import Plan
from evals.scorers.score import Score, Subject, check, free_of
from evals.scorers.tailoring import own_words

_ANSWER_LIMIT: dict[Lang, int] = {"zh": 800, "en": 450}
_TOP_RUNGS = frozenset({"S4", "S5"})


def relief_offered(subject: Subject) -> tuple[Score, ...]:
    """HR takes work off their hands before it asks: a relieving step, or an own step first."""
    plan = _plan(subject)
    if plan is None:
        return ()
    gives = [step.id for step in plan.steps if step.phase == "lower_cost" or step.owner == "hr"]
    return (check("relief_offered", gives, seen=", ".join(gives)),)


def business_word(subject: Subject) -> tuple[Score, ...]:
    """Where the department is known, the advice uses a word of its own or names a goal it has."""
    if not isinstance(subject.reply, Plan | Answer) or subject.refusal or not subject.citations:
        return ()
    if not subject.reply.diagnosis.department.id:
        return ()
    words = [*own_words(subject, subject.reply), *_goals_told(subject, subject.reply.diagnosis.department.id)]
    return (check("business_word", words, seen=", ".join(words)),)


def told_before_escalation(subject: Subject) -> tuple[Score, ...]:
    """The shared superior is met with the other side told first, or together."""
    plan = _plan(subject)
    if plan is None:
        return ()
    rungs = [rung for rung in plan.escalation if rung.level in _TOP_RUNGS]
    pushed = [f"{step.title} {step.detail}" for step in plan.steps if step.phase == "escalate"]
    texts = [*(f"{rung.when} {rung.action}" for rung in rungs[:1]), *pushed]
    silent = [text[:60] for text in texts if not subject.words.found("told_first", text, subject.lang)]
    return (free_of("told_before_escalation", silent),)


def both_sides_act(subject: Subject) -> tuple[Score, ...]:
    """The plan asks something of HR as well as of the department."""
    plan = _plan(subject)
    if plan is None:
        return ()
    owners = {step.owner for step in plan.steps}
    return (check("both_sides_act", "hr" in owners or "both" in owners, seen=", ".join(sorted(owners))),)


def season_confirmed(subject: Subject) -> tuple[Score, ...]:
    """A busy season is an assumption to be confirmed, never a fact about a company."""
    plan = _plan(subject)
    department = subject.reference.knowledge.departments.get(plan.diagnosis.department.id or "") if plan else None
    if plan is None or department is None:
        return ()
    busy = [fold(text.in_(subject.lang)) for text in department.rhythm.busy]
    about = [line for line in plan.assumptions if any(season in fold(line) for season in busy)]
    bare = [line[:60] for line in about if not subject.words.found("confirm", line, subject.lang)]
    return (Score("season_confirmed", float(bool(about) and not bare), "", ", ".join(bare)),)


def within_length(subject: Subject) -> tuple[Score, ...]:
    """An answer is not longer than the contract allows."""
    if not isinstance(subject.reply, Answer):
        return ()
    seen, most = length(subject.reply.answer, subject.lang), _ANSWER_LIMIT[subject.lang]
    return (check("within_length", seen <= most, wanted=f"<= {most}", seen=str(seen)),)


def boundary_told(subject: Subject) -> tuple[Score, ...]:
    """Each sensitive subject comes with its boundary, and none with a promise about the law."""
    reply = subject.reply
    if not isinstance(reply, Plan | Answer) or subject.refusal or not subject.citations:
        return ()
    flags = reply.diagnosis.risk_flags if isinstance(reply, Plan) else reply.diagnosis.risk_flags[:1]
    # What the diagnosis lists beside the advice is not yet part of it.
    text = fold(reply.answer if isinstance(reply, Answer) else "\n".join(risk.text for risk in reply.risks))
    silent = [flag.id for flag in flags if fold(flag.advice) not in text]
    return (free_of("boundary_told", [*silent, *subject.words.found("legal_promise", text, subject.lang)]),)


def next_owner(subject: Subject) -> tuple[Score, ...]:
    """Every step has an owner, an effort and a checkable end, and the first one is ours or shared."""
    plan = _plan(subject)
    if plan is None:
        return ()
    open_ended = [step.id for step in plan.steps if not step.done_when or step.effort_minutes <= 0]
    good = plan.steps and not open_ended and plan.steps[0].owner != "department"
    return (check("next_owner", good, seen=", ".join(open_ended)),)


def way_out(subject: Subject) -> tuple[Score, ...]:
    """The plan says where its play does not fit or what is exempt."""
    plan = _plan(subject)
    if plan is None:
        return ()
    text = "\n".join(risk.text for risk in plan.risks)
    return (check("way_out", subject.words.found("way_out", text, subject.lang)),)


def failure_signal(subject: Subject) -> tuple[Score, ...]:
    """The plan says what to see by when, and looks back."""
    plan = _plan(subject)
    if plan is None:
        return ()
    told = [metric.name for metric in plan.metrics if metric.target]
    good = told and any(step.phase == "review" for step in plan.steps)
    return (check("failure_signal", good, seen=", ".join(told)),)


def no_invented_speech(subject: Subject) -> tuple[Score, ...]:
    """No words are put into the mouth of a superior."""
    plan = _plan(subject)
    if plan is None:
        return ()
    given = fold(subject.request.model_dump_json())
    text = f"{plan.summary}\n" + "\n".join(step.title + step.detail for step in plan.steps)
    found = subject.words.found("superior_said", text, subject.lang)
    return (free_of("no_invented_speech", [words for words in found if words not in given]),)


def _goals_told(subject: Subject, department_id: str) -> list[str]:
    department = subject.reference.knowledge.departments.get(department_id)
    goals = [goal.in_(subject.lang) for goal in department.goals] if department else []
    return [goal for goal in goals if fold(goal) in fold(subject.said)]


def _plan(subject: Subject) -> Plan | None:
    return subject.reply if isinstance(subject.reply, Plan) and subject.refusal is None else None
