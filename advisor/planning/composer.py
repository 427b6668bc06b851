"""The playbook composer: a plan from plays, profiles and the ladder, without a model.

It is the floor under every other composer: always there, always cited, and it says what it assumes and what it misses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from advisor import workdays
from advisor.corpus.passages import source_id
from advisor.corpus.sources import CitationBook
from advisor.guardrails.grounding import Claim, ground
from advisor.models.plan import Missing, Plan, Step
from advisor.models.shared import Grounding, Provenance
from advisor.planning import linkage
from advisor.planning.context import PlanContext
from advisor.planning.selection import choose_plays
from advisor.planning.steps import Chosen, Wording, all_steps, steps_of

# Asked for in this order, the deadline first since every date hangs on it; more than four would be an interrogation.
_MISSING_FACTS = ("needed_by", "days_waiting", "reminders_sent")
_MOST_MISSING = 4
# The given facts that are counts, in the order a reader wants them.
_COUNTED = ("days_waiting", "items_sent", "items_returned", "reminders_sent")


@dataclass(frozen=True)
class Words:
    """What is put otherwise than in the playbook's own words; empty where it is not."""

    title: str = ""
    diagnosis: str = ""
    steps: Mapping[tuple[str, int], Wording] = field(default_factory=dict)


NO_WORDS = Words()


class PlaybookComposer:
    """Composes plans from the knowledge alone. Pure: the same context gives the same plan."""

    def compose(self, context: PlanContext) -> Plan:
        """The plan of this context."""
        plays = choose_plays(context)
        first = plays[0].id if plays else None
        return assemble(context, first, all_steps(plays), _provenance(context))


def assemble(
    context: PlanContext,
    first: str | None,
    wanted: Sequence[Chosen],
    provenance: Provenance,
    words: Words = NO_WORDS,
) -> Plan:
    """The whole plan around these steps; `first` is the play whose signal and limits are told."""
    book = CitationBook(context.sources, context.lang)
    steps = steps_of(wanted, context, book, words.steps)
    plan = Plan(
        id=context.plan_id,
        lang=context.lang,
        title=words.title or _title(context),
        summary=_summary(context, steps, book, words.diagnosis),
        diagnosis=context.diagnosis,
        steps=steps,
        value_linkage=linkage.value_rows(context, book),
        escalation=linkage.ladder(context, book, steps),
        metrics=linkage.metrics(context, book, first),
        risks=linkage.counterweights(context, book, _said(steps)) + linkage.risks(context, book, first),
        similar_cases=linkage.similar_cases(context, book),
        assumptions=_assumptions(context, steps),
        missing=_missing(context),
        citations=book.citations(),
        grounding=Grounding(mode="none"),
        provenance=provenance,
    )
    return plan.model_copy(update={"grounding": check(plan, context, book)})


def _provenance(context: PlanContext) -> Provenance:
    return Provenance(engine="playbook", knowledge_version=context.knowledge.version, created_at=context.created_at)


def check(plan: Plan, context: PlanContext, book: CitationBook) -> Grounding:
    """The grounding of a plan over everything it says."""
    claims = [Claim(f"{s.title} {s.detail} {s.why} {s.done_when}", s.refs) for s in plan.steps]
    claims += [Claim(f"{r.hr_project} {r.department_goal} {r.value} {r.ask}", r.refs) for r in plan.value_linkage]
    claims += [Claim(f"{e.when} {e.action}", e.refs) for e in plan.escalation]
    claims += [Claim(f"{m.name} {m.formula} {m.target}", m.refs) for m in plan.metrics]
    claims += [Claim(r.text, r.refs) for r in plan.risks]
    claims += [Claim(f"{c.outcome} {c.why}", c.refs) for c in plan.similar_cases]
    request = context.situation.model_dump_json()
    return ground(claims, plan.citations, book.texts(), request=request, computed=[context.say("plan.signal_target")])


def _said(steps: tuple[Step, ...]) -> list[str]:
    return [f"{step.title} {step.detail} {step.why} {step.done_when}" for step in steps]


def _title(context: PlanContext) -> str:
    diagnosis = context.diagnosis
    title = context.say(
        "plan.title",
        department=diagnosis.department.name or context.say("stand_in.department"),
        process=diagnosis.process.name or context.say("stand_in.process"),
        friction=diagnosis.frictions[0].name if diagnosis.frictions else "",
    )
    return title[:1].upper() + title[1:]


def _summary(context: PlanContext, steps: tuple[Step, ...], book: CitationBook, told: str) -> str:
    """What it looks like, why, what comes first and when to look back; two to four sentences.

    `told` stands in place of the playbook's own sentence about the diagnosis, when there is one.
    """
    friction, causes = context.friction, context.diagnosis.root_causes
    parts: list[str] = []
    if friction and causes:
        ref = book.cite(source_id("frictions", friction.id), friction.summary.in_(context.lang))
        own = {"friction": friction.name.in_(context.lang), "cause": causes[0].name, "why": causes[0].why}
        mark = ref[0] if ref else ""
        if told:
            parts.append(context.say("plan.summary.told", told=told, ref=mark))
        else:
            parts.append(context.say("plan.summary.diagnosis", **own, ref=mark))
    if context.friction and context.friction.pause_first:
        parts.append(context.say("plan.summary.pause"))
    if steps:
        parts.append(context.say("plan.summary.first", title=steps[0].title, due=_date(context, steps[0])))
        parts.append(context.say("plan.summary.last", title=steps[-1].title, due=_date(context, steps[-1])))
    parts += [part for part in (_given(context), _cost(context)) if part]
    return context.say("plan.gap").join(parts)


def _date(context: PlanContext, step: Step) -> str:
    weekday = context.say(f"weekday.{step.due.weekday()}")
    return context.say("plan.date", year=step.due.year, month=step.due.month, day=step.due.day, weekday=weekday)


def _given(context: PlanContext) -> str:
    """The counts the caller gave, in so many words, so that the plan can be handed on with them."""
    given = context.situation.facts.named() if context.situation.facts else {}
    told = [context.say(f"plan.summary.fact.{name}", value=f"{given[name]:g}") for name in _COUNTED if name in given]
    return context.say("plan.summary.facts", facts=context.say("plan.list_join").join(told)) if told else ""


def _cost(context: PlanContext) -> str:
    """The cost of waiting so far, by the caller's own figures."""
    facts = context.facts
    if not facts.daily_cost or not facts.days_waiting:
        return ""
    total = facts.daily_cost * facts.days_waiting
    return context.say(
        "plan.summary.cost", daily=f"{facts.daily_cost:g}", days=f"{facts.days_waiting:g}", total=f"{total:g}"
    )


def _assumptions(context: PlanContext, steps: tuple[Step, ...]) -> tuple[str, ...]:
    diagnosis, lang = context.diagnosis, context.lang
    made = [context.say("plan.assume.causes")]
    if diagnosis.department.source == "inferred":
        made.append(context.say("plan.assume.department", name=diagnosis.department.name))
    if diagnosis.process.source == "inferred":
        made.append(context.say("plan.assume.process", name=diagnosis.process.name))
    for name, value in context.taken_from_account.named().items():
        made.append(context.say(f"plan.assume.{name}", value=f"{value:g}"))
    if context.department is not None:
        busy = context.say("plan.list_join").join(text.in_(lang) for text in context.department.rhythm.busy[:2])
        made.append(context.say("plan.assume.busy", department=context.department.name.in_(lang), busy=busy))
        if context.department.rhythm.month_end or context.department.rhythm.month_start:
            made.append(context.say("plan.assume.month"))
    made.append(context.say("plan.assume.defaults"))
    if any(workdays.is_estimated(step.due) for step in steps):
        made.append(context.say("plan.assume.calendar"))
    return tuple(made)


def _missing(context: PlanContext) -> tuple[Missing, ...]:
    asked = [
        Missing(slot=field, question=context.say(f"plan.ask.{field}"))
        for field, named in (("department", context.diagnosis.department), ("process", context.diagnosis.process))
        if named.id is None
    ]
    if context.situation.counterpart is None:
        asked.append(Missing(slot="counterpart", question=context.say("plan.ask.counterpart")))
    known = context.facts.named()
    asked += [
        Missing(slot=f"facts.{name}", question=context.say(f"plan.ask.{name}"))
        for name in _MISSING_FACTS
        if name not in known
    ]
    return tuple(asked[:_MOST_MISSING])
