"""What stands beside the steps: value-link rows, the ladder with dates, metrics, risks, similar cases.

Everything is cited; what is only likely is said to be an assumption.
"""

from collections.abc import Iterable, Sequence

from advisor import workdays
from advisor.corpus.passages import source_id
from advisor.corpus.sources import CitationBook
from advisor.guardrails.counterweights import called_for
from advisor.language.patterns import patterns
from advisor.models.knowledge import Case, ComplianceNote, Process, ValueLink
from advisor.models.plan import EscalationStep, MetricRow, RiskRow, SimilarCase, Step, ValueRow
from advisor.planning.context import PlanContext

_MOST_ROWS = 3
_MOST_CASES = 3
_MOST_METRICS = 4
# A refusal is heard before the ladder begins.
_LISTENING_DAYS = 3
# What each shared trait says about how near a case is.
_SAME_FRICTION, _SAME_PROCESS, _SAME_DEPARTMENT = 2.0, 1.0, 1.5


def value_rows(context: PlanContext, book: CitationBook) -> tuple[ValueRow, ...]:
    """Why the department gains: rows written for it first, then the process's own row over its goals."""
    process, department, lang = context.process, context.department, context.lang
    if process is None:
        return ()
    cited = book.cite(source_id("processes", process.id))
    rows = [
        _row(link, link.goal.in_(lang), context, cited)
        for link in process.department_links
        if department is not None and link.department == department.id
    ]
    if department is not None:
        goal = department.goals[0].in_(lang)
        cited += book.cite(source_id("departments", department.id), goal)
        rows.append(_row(process.value_link, goal, context, cited))
    else:
        rows.append(_row(process.value_link, context.say("plan.goal_unknown"), context, cited))
    return tuple(rows[:_MOST_ROWS])


def _row(link: ValueLink, goal: str, context: PlanContext, refs: tuple[str, ...]) -> ValueRow:
    lang = context.lang
    return ValueRow(
        hr_project=link.project.in_(lang),
        department_goal=goal,
        value=link.value.in_(lang),
        ask=link.ask.in_(lang),
        refs=refs,
    )


def ladder(context: PlanContext, book: CitationBook, steps: Sequence[Step]) -> tuple[EscalationStep, ...]:
    """The rungs that are still ahead, dated from the day something is asked for; every rung can be the last."""
    start = next((step.due for step in steps if _asks(step)), workdays.on_or_after(context.today))
    friction, lang = context.friction, context.lang
    delay = _LISTENING_DAYS if friction and friction.pause_first else 0
    passed = _passed_rungs(context)
    made = []
    for rung in context.knowledge.ladder:
        if rung.level in passed:
            continue
        when = context.filled(rung.when.in_(lang))
        refs = book.cite(source_id("ladder", rung.level))
        if rung.level == "S4" and friction:
            when = context.say("plan.two_sentences", first=when, second=friction.escalate_when.in_(lang))
            refs += book.cite(source_id("frictions", friction.id), friction.escalate_when.in_(lang))
        made.append(
            EscalationStep(
                level=rung.level,
                when=when,
                action=context.filled(rung.action.in_(lang)),
                due=workdays.add(start, rung.after_days + delay),
                deliverable=rung.deliverable,
                refs=refs,
            )
        )
    return tuple(made)


def _asks(step: Step) -> bool:
    """Whether a step asks the department for something: before that, nobody can be late with it."""
    return step.owner != "hr" and step.phase in {"lower_cost", "commit"}


def _passed_rungs(context: PlanContext) -> frozenset[str]:
    """The rungs that lie behind: agreeing beforehand once it is stuck, the first reminder once one was sent."""
    facts, friction = context.facts, context.friction
    reminded = bool(facts.reminders_sent)
    if reminded or facts.days_waiting or (friction and friction.pause_first):
        return frozenset({"S0", "S1"}) if reminded else frozenset({"S0"})
    return frozenset()


def metrics(context: PlanContext, book: CitationBook, play_id: str | None) -> tuple[MetricRow, ...]:
    """What to watch: the process's numbers and the first play's signal."""
    lang, rows = context.lang, []
    if play_id is not None:
        play = context.knowledge.plays[play_id]
        rows.append(
            MetricRow(
                name=context.say("plan.signal_of", play=play.name.in_(lang)),
                formula=play.signal.in_(lang),
                target=context.say("plan.signal_target"),
                refs=book.cite(source_id("plays", play_id)),
            )
        )
    if context.process is not None:
        cited = book.cite(source_id("processes", context.process.id))
        rows += [
            MetricRow(name=m.name.in_(lang), formula=m.formula.in_(lang), target=m.target.in_(lang), refs=cited)
            for m in context.process.metrics
        ]
    return tuple(rows[:_MOST_METRICS])


def risks(context: PlanContext, book: CitationBook, play_id: str | None) -> tuple[RiskRow, ...]:
    """Boundaries first, then what makes it worse, then where the first play does not fit."""
    lang = context.lang
    rows = [
        RiskRow(text=flag.advice, refs=book.cite(source_id("risks", flag.id), flag.advice))
        for flag in context.diagnosis.risk_flags
    ]
    if context.process is not None:
        rows += [
            RiskRow(
                text=note.text.in_(lang),
                refs=book.cite(source_id("processes", context.process.id), note.text.in_(lang)),
            )
            for note in _notes(context.process, context.situation.text)
        ]
    if context.friction is not None:
        cited = book.cite(source_id("frictions", context.friction.id))
        rows += [RiskRow(text=move.in_(lang), refs=cited) for move in context.friction.wrong_moves[:2]]
    if context.department is not None:
        cited = book.cite(source_id("departments", context.department.id))
        rows.append(RiskRow(text=context.department.avoid[0].in_(lang), refs=cited))
    if play_id is not None:
        play = context.knowledge.plays[play_id]
        rows.append(
            RiskRow(
                text=context.say("plan.not_when", play=play.name.in_(lang), text=play.not_when[0].in_(lang)),
                refs=book.cite(source_id("plays", play_id)),
            )
        )
    return tuple(rows)


def counterweights(context: PlanContext, book: CitationBook, said: Iterable[str]) -> tuple[RiskRow, ...]:
    """What speaks against a subject that the account or the plan touches, with its sources."""
    rows = []
    for row in called_for(context.knowledge.counterweights, (context.situation.text, *said)):
        note = row.note.in_(context.lang)
        refs = book.cite(source_id("counterweights", row.id), note)
        refs += tuple(ref for each in row.evidence for ref in book.cite(source_id("evidence", each)))
        rows.append(RiskRow(text=note, refs=refs))
    return tuple(rows)


def _notes(process: Process, text: str) -> tuple[ComplianceNote, ...]:
    """The compliance notes the account raises, else the process's first."""
    return tuple(n for n in process.compliance if patterns(n.triggers.all()).found(text)) or process.compliance[:1]


def similar_cases(context: PlanContext, book: CitationBook) -> tuple[SimilarCase, ...]:
    """Cases that share the friction, the process or the department, nearest first; the outcome says who told it."""
    near = {case.id: _nearness(case, context) for case in context.knowledge.cases.values()}
    best = sorted((name for name in near if near[name] >= _SAME_DEPARTMENT), key=lambda name: (-near[name], name))
    lang, made = context.lang, []
    for name in best[:_MOST_CASES]:
        case = context.knowledge.cases[name]
        made.append(
            SimilarCase(
                id=case.id,
                title=case.name.in_(lang),
                outcome=context.say("plan.two_sentences", first=case.outcome.in_(lang), second=case.caveat.in_(lang)),
                why=context.say("plan.case_why", shared=_shared(case, context), reuse=case.reuse.in_(lang)),
                refs=book.cite(source_id("cases", case.id), case.outcome.in_(lang)),
            )
        )
    return tuple(made)


def _nearness(case: Case, context: PlanContext) -> float:
    found = {friction.id: friction.confidence for friction in context.diagnosis.frictions}
    strongest = max(found.values(), default=1.0)
    friction = max((found[name] / strongest for name in case.frictions if name in found), default=0.0)
    return (
        _SAME_FRICTION * friction
        + _SAME_PROCESS * (context.diagnosis.process.id in case.processes)
        + _SAME_DEPARTMENT * (context.diagnosis.department.id in case.departments)
    )


def _shared(case: Case, context: PlanContext) -> str:
    diagnosis = context.diagnosis
    names = [friction.name for friction in diagnosis.frictions if friction.id in case.frictions][:1]
    names += [
        place.name
        for place, listed in ((diagnosis.process, case.processes), (diagnosis.department, case.departments))
        if place.id in listed and place.name
    ]
    return context.say("plan.list_join").join(names)
