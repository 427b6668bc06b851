"""Choosing plays: those that fit the friction, the root causes, the process and the department best.

Risks that are there already are cured, old debts repaid and refusals heard before anything else is asked; the plays
after that are chosen to treat different causes, not the same one twice.
"""

from collections.abc import Sequence

from advisor.models.play import Play
from advisor.models.shared import FoundCause
from advisor.models.taxonomy import Phase, RootCauseId
from advisor.planning.context import PlanContext

# What each kind of fit is worth; friction and cause decide, the others break ties.
_FRICTION, _CAUSE, _PROCESS, _DEPARTMENT, _TAILORED, _NEAREST = 1.0, 1.2, 0.3, 0.3, 0.1, 0.3
# A play that names no friction or cause fits any, but less than one that names this one.
_ANY_FRICTION, _ANY_CAUSE, _ANY_PLACE = 0.2, 0.2, 0.5
# A play made for another friction that also helps with this one.
_ALSO_HELPS = 0.75
# How many causes a play is made for, and what it is worth against those it names after them.
_MADE_FOR_CAUSES, _ALSO_EASES = 2, 0.5
# What the other causes a play eases are worth beside the one it treats best.
_BESIDES = 0.25
MOST_PLAYS = 3
# A second play against a cause the first already treats is worth this much less.
_SAME_CAUSE = 0.85
# Two reminders without an answer is silence; one may be a holiday.
_SILENT_AFTER_REMINDERS = 2
# What a plan must have beside its best plays.
NEEDED: tuple[Phase, ...] = ("lower_cost", "commit", "review")


def choose_plays(context: PlanContext) -> list[Play]:
    """The plays of the plan, best first; an opener leads, and one kept for a sensitive subject is all."""
    scored = {play.id: score(play, context) for play in context.knowledge.plays.values()}
    candidates = [context.knowledge.plays[name] for name, value in scored.items() if value > 0]
    chosen: list[Play] = _openers(context, candidates, scored)
    if any(play.when.risks for play in chosen):
        return chosen + _missing_phases(chosen, candidates, scored, context)
    treated = {_treats(play, context) for play in chosen}
    while len(chosen) < MOST_PLAYS + (1 if _must_open(context) else 0):
        rest = [play for play in candidates if play not in chosen]
        if not rest:
            break
        again = {play.id: _SAME_CAUSE if _treats(play, context) in treated else 1.0 for play in rest}
        best = max(rest, key=lambda play: (scored[play.id] * again[play.id], play.id))
        chosen.append(best)
        treated.add(_treats(best, context))
    return chosen + _missing_phases(chosen, candidates, scored, context)


def completed(plays: Sequence[Play], context: PlanContext) -> list[Play]:
    """Any choice of plays with what no plan may lack: an opener first where one must be, and every needed phase."""
    scored = {play.id: score(play, context) for play in context.knowledge.plays.values()}
    candidates = [context.knowledge.plays[name] for name, value in scored.items() if value > 0]
    openers = _openers(context, candidates, scored)
    chosen = openers + [play for play in plays if play not in openers]
    return chosen + _missing_phases(chosen, candidates, scored, context)


def best_plays(context: PlanContext, count: int) -> tuple[Play, ...]:
    """The plays that fit best, for those who want to name one; where one is kept for the subject, no other."""
    if kept := [play for play in context.knowledge.plays.values() if _protects(play, context)]:
        return tuple(kept[:count])
    scored = {play.id: score(play, context) for play in context.knowledge.plays.values()}
    best = sorted((name for name in scored if scored[name] > 0), key=lambda name: (-scored[name], name))
    return tuple(context.knowledge.plays[name] for name in best[:count])


def score(play: Play, context: PlanContext) -> float:
    """How well a play fits; 0 when it must not be used here, or when it was made for nothing in particular."""
    diagnosis, when = context.diagnosis, play.when
    if _general(play) or _kept_back(play, context):
        return 0.0
    friction = _frictions(play, context)
    cause = _causes(when.root_causes, diagnosis.root_causes)
    process = _place(diagnosis.process.id, when.processes)
    department = _place(diagnosis.department.id, when.departments)
    if process == 0 or department == 0:
        return 0.0
    if not when.frictions:
        friction = _ANY_FRICTION
    if not when.root_causes:
        cause = _ANY_CAUSE
    if friction == 0 or cause == 0:
        return 0.0
    tailored = any(note.department == diagnosis.department.id for note in play.tailoring)
    near = 1 / (1 + context.nearest_plays.index(play.id)) if play.id in context.nearest_plays else 0.0
    return (
        _FRICTION * friction
        + _CAUSE * cause
        + _PROCESS * process
        + _DEPARTMENT * department
        + _TAILORED * tailored
        + _NEAREST * near
    )


def _kept_back(play: Play, context: PlanContext) -> bool:
    """Whether a play waits for something that is not so here: reminders in vain, an old debt, a sensitive subject."""
    if play.when.after_reminders and not may_escalate(context):
        return True
    if _repays(play) and _must_open(context) != "W2":
        return True
    return bool(play.when.risks) and not _protects(play, context)


def _frictions(play: Play, context: PlanContext) -> float:
    """How well a play fits the frictions found, by how sure they are."""
    return max((_fit(f.id, play.when.frictions) * f.confidence for f in context.diagnosis.frictions), default=0.0)


def may_escalate(context: PlanContext) -> bool:
    """Whether going to the shared superior may be a step now: never over a refusal that was not heard yet."""
    if context.friction and context.friction.pause_first:
        return False
    return (context.facts.reminders_sent or 0) >= _SILENT_AFTER_REMINDERS


def _fit(found: str, wanted: Sequence[str]) -> float:
    """A play names first what it was made for; what it also helps with comes after and counts a little less."""
    if found not in wanted:
        return 0.0
    return 1.0 if wanted[0] == found else _ALSO_HELPS


def _causes(wanted: Sequence[RootCauseId], found: Sequence[FoundCause]) -> float:
    """How well a play treats the causes found: what it treats best counts, the rest a little.

    The first two causes it names are those it was made for. Were all added up, a play for everything would always win.
    """
    eased = _eased(wanted, found).values()
    best = max(eased, default=0.0)
    return best + _BESIDES * (sum(eased) - best)


def _eased(wanted: Sequence[RootCauseId], found: Sequence[FoundCause]) -> dict[RootCauseId, float]:
    return {
        cause.id: cause.confidence * (1.0 if wanted.index(cause.id) < _MADE_FOR_CAUSES else _ALSO_EASES)
        for cause in found
        if cause.id in wanted
    }


def _place(known: str | None, wanted: Sequence[str]) -> float:
    """1 where the play was made for this place, a half where it fits any, little where the place is not known."""
    if not wanted:
        return _ANY_PLACE
    if known is None:
        return _ANY_PLACE / 2
    return 1.0 if known in wanted else 0.0


def _must_open(context: PlanContext) -> RootCauseId | str | None:
    """What has to happen first: an old debt is repaid, a refusal is heard."""
    if context.diagnosis.root_causes and context.diagnosis.root_causes[0].id == "W2":
        return "W2"
    if context.friction and context.friction.pause_first:
        return "pause"
    return None


def _cure(context: PlanContext, candidates: Sequence[Play]) -> list[Play]:
    """The play that cures a risk which is there already, where the friction is one."""
    cure = context.friction.cure_first if context.friction else None
    return [play for play in candidates if play.id == cure]


def _protects(play: Play, context: PlanContext) -> bool:
    """Whether a play is kept for the sensitive subject the account is above all about, in a process it is made for."""
    if play.when.processes and context.diagnosis.process.id not in play.when.processes:
        return False
    return context.subject in play.when.risks


def _openers(context: PlanContext, candidates: Sequence[Play], scored: dict[str, float]) -> list[Play]:
    if protecting := [play for play in candidates if _protects(play, context)]:
        return protecting
    if cured := _cure(context, candidates):
        return cured
    need = _must_open(context)
    if need is None:
        return []
    friction = context.friction.id if context.friction else ""
    fitting = [
        play
        for play in candidates
        if play.steps[0].phase == "prepare"
        and (_repays(play) if need == "W2" else friction in play.when.frictions)
        and _listens(play)
    ]
    return [max(fitting, key=lambda play: (scored[play.id], play.id))] if fitting else []


def _repays(play: Play) -> bool:
    """Whether a play repays an old debt; an apology fits only where there is one."""
    return play.when.root_causes[:1] == ("W2",)


def _listens(play: Play) -> bool:
    """Whether a play opens by listening: it prepares with an interview or an apology."""
    return any(step.deliverable in {"discovery_interview", "apology"} for step in play.steps)


def _treats(play: Play, context: PlanContext) -> RootCauseId | None:
    """The cause found that a play treats best; None for a play against no cause in particular."""
    eased = _eased(play.when.root_causes, context.diagnosis.root_causes)
    return max(eased, key=lambda cause: eased[cause], default=None)


def _missing_phases(
    chosen: Sequence[Play], candidates: Sequence[Play], scored: dict[str, float], context: PlanContext
) -> list[Play]:
    """Plays that bring what no plan may lack: the best of those that fit, else one for any plan, else for any cause."""
    added: list[Play] = []
    # A plan needs something to look back on before anything may be lent to it.
    lent = [play for play in context.knowledge.plays.values() if _fits_place(play, context)] if chosen else []
    for phase in NEEDED:
        if _has(phase, (*chosen, *added)):
            continue
        for source in (candidates, filter(_general, lent), lent):
            if rest := [play for play in source if _has(phase, [play])]:
                added.append(max(rest, key=lambda play: (scored[play.id], _frictions(play, context), play.id)))
                break
    return added


def _general(play: Play) -> bool:
    """Whether a play was made for no friction and no cause in particular: it only completes a plan."""
    return not (play.when.frictions or play.when.root_causes or play.when.risks)


def _has(phase: Phase, plays: Sequence[Play]) -> bool:
    return any(step.phase == phase for play in plays for step in play.steps)


def _fits_place(play: Play, context: PlanContext) -> bool:
    when, diagnosis = play.when, context.diagnosis
    if _repays(play) or when.after_reminders or when.risks or _has("escalate", [play]):
        return False
    process, department = (
        _place(diagnosis.process.id, when.processes),
        _place(diagnosis.department.id, when.departments),
    )
    return process > 0 and department > 0
