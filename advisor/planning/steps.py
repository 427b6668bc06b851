"""Steps: the actions of the chosen plays, in phase order, dated, in the department's own words.

Lowering cost stands before asking for a commitment, and pressure comes only after both and only where reminders were
already given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from advisor.corpus.evidence import arguing
from advisor.corpus.passages import source_id
from advisor.corpus.sources import CitationBook
from advisor.models.knowledge import Reframing
from advisor.models.plan import Step
from advisor.models.play import Play, PlayStep
from advisor.models.taxonomy import PHASES, Phase
from advisor.planning.context import PlanContext
from advisor.planning.schedule import Task, busy_days, due_dates
from advisor.planning.selection import may_escalate

# Nobody carries out a longer list, and no phase needs more than three actions.
_MOST_STEPS = 9
_MOST_PER_PHASE: dict[Phase, int] = {
    "prepare": 2,
    "align": 2,
    "lower_cost": 3,
    "commit": 2,
    "escalate": 1,
    "review": 2,
}


@dataclass(frozen=True)
class Chosen:
    """One step of one play."""

    play: Play
    step: PlayStep

    @property
    def key(self) -> tuple[str, int]:
        """The play's id and the step's place in it."""
        return self.play.id, self.play.steps.index(self.step)


@dataclass(frozen=True)
class Wording:
    """How one step is put, in place of the play's own words."""

    title: str
    detail: str


def all_steps(plays: Sequence[Play]) -> list[Chosen]:
    """Every step of these plays, play by play."""
    return [Chosen(play, step) for play in plays for step in play.steps]


def own_words(chosen: Chosen, context: PlanContext) -> Wording:
    """A step in the words of its play, filled for this context."""
    step = chosen.step
    return Wording(context.filled(step.title.in_(context.lang)), context.filled(step.detail.in_(context.lang)))


def steps_of(
    wanted: Sequence[Chosen],
    context: PlanContext,
    book: CitationBook,
    reworded: Mapping[tuple[str, int], Wording] = MappingProxyType({}),
) -> tuple[Step, ...]:
    """The dated, cited steps, in due order: of those wanted as many as a plan may have."""
    chosen = _ordered(limited(wanted, context))
    tasks = [Task(each.step.phase, each.step.after, each.step.owner != "hr") for each in chosen]
    busy = busy_days(context.department.rhythm if context.department else None)
    dates = due_dates(tasks, context.today, context.facts.needed_by, busy)
    tailored: set[str] = set()
    spoken = False
    made: list[Step] = []
    for each, due in sorted(zip(chosen, dates, strict=True), key=lambda pair: pair[1]):
        refs = book.cite(source_id("plays", each.play.id), each.play.summary.in_(context.lang))
        words = reworded.get(each.key) or own_words(each, context)
        detail = words.detail
        if each.play.id not in tailored and each.step.phase in {"align", "lower_cost", "commit"}:
            tailored.add(each.play.id)
            detail = _joined(detail, _tailoring(each.play, context))
        if not spoken and each.step.phase in {"align", "lower_cost"}:
            spoken = True
            said, cited = _their_words(context, book)
            detail, refs = _joined(detail, said), refs + cited
        refs += _evidence(each.play, book, context)
        made.append(
            Step(
                id=f"s{len(made) + 1}",
                phase=each.step.phase,
                title=words.title,
                detail=detail,
                owner=each.step.owner,
                due=due,
                effort_minutes=each.step.effort_minutes,
                why=each.step.why.in_(context.lang),
                done_when=context.filled(each.step.done_when.in_(context.lang)),
                deliverable=each.step.deliverable,
                refs=tuple(dict.fromkeys(refs)),
            )
        )
    return tuple(made)


def plays_used(plays: Sequence[Play], context: PlanContext) -> tuple[Play, ...]:
    """Those of `plays` that give the plan at least one step."""
    return tuple({each.play.id: each.play for each in limited(all_steps(plays), context)}.values())


def limited(wanted: Sequence[Chosen], context: PlanContext) -> list[Chosen]:
    """Those of the steps that a plan may have, the first ones of each phase."""
    room = dict(_MOST_PER_PHASE)
    if not may_escalate(context):
        room["escalate"] = 0
    chosen: list[Chosen] = []
    # The last place is kept for looking back: a plan that never does cannot be found wrong.
    owed = any(each.step.phase == "review" for each in wanted)
    for each in wanted:
        most = _MOST_STEPS - 1 if owed and each.step.phase != "review" else _MOST_STEPS
        if room[each.step.phase] > 0 and len(chosen) < most:
            room[each.step.phase] -= 1
            chosen.append(each)
            owed = owed and each.step.phase != "review"
    return chosen


def _ordered(chosen: Sequence[Chosen]) -> list[Chosen]:
    return sorted(chosen, key=lambda each: PHASES.index(each.step.phase))


def _tailoring(play: Play, context: PlanContext) -> str:
    if context.department is None:
        return ""
    for note in play.tailoring:
        if note.department == context.department.id:
            name = context.department.name.in_(context.lang)
            return context.say("plan.tailored", department=name, text=note.text.in_(context.lang))
    return ""


def _their_words(context: PlanContext, book: CitationBook) -> tuple[str, tuple[str, ...]]:
    """The ask in the department's own words and the moment to say it, from its profile."""
    department = context.department
    if department is None:
        return "", ()
    lang = context.lang
    parts = [context.say("plan.moment", text=department.contact.best.in_(lang))]
    said: str | None = None
    if reframing := reframing_for(department.reframings, context.diagnosis.process.id):
        said = reframing.theirs.in_(lang)
        parts.insert(0, context.say("plan.in_their_words", text=said))
    return context.say("plan.gap").join(parts), book.cite(source_id("departments", department.id), said)


def reframing_for(reframings: Sequence[Reframing], process: str | None) -> Reframing | None:
    """The reframing made for this process; None when there is none."""
    return next((each for each in reframings if each.process == process), None)


def _evidence(play: Play, book: CitationBook, context: PlanContext) -> tuple[str, ...]:
    """The first outside source of a play, with the counter-evidence that must travel along."""
    together = arguing(context.knowledge.evidence, play.sources)
    return tuple(ref for each in together for ref in book.cite(source_id("evidence", each.id)))


def _joined(detail: str, more: str) -> str:
    return f"{detail}\n{more}" if more else detail
