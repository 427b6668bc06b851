"""Choosing plays: those that fit the friction, the root causes, the process and the department best.

Old debts are repaid and refusals are heard before anything else is asked; the plays after that are chosen to treat
different causes, not the same one twice.
"""

from collections.abc import Sequence

from advisor.models.knowledge import Play
from advisor.models.taxonomy import Phase, RootCauseId
from advisor.planning.context import PlanContext

# What each kind of fit is worth; friction and cause decide, the others break ties.
_FRICTION, _CAUSE, _PROCESS, _DEPARTMENT, _TAILORED, _NEAREST = 1.0, 1.2, 0.3, 0.3, 0.1, 0.3
# A play that names no friction or cause fits any, but less than one that names this one.
_ANY_FRICTION, _ANY_CAUSE, _ANY_PLACE = 0.2, 0.2, 0.5
# A play made for another friction that also helps with this one.
_ALSO_HELPS = 0.75
MOST_PLAYS = 3
# A second play against a cause the first already treats is worth this much less.
_SAME_CAUSE = 0.6
# What a plan must have beside its best plays.
NEEDED: tuple[Phase, ...] = ("lower_cost", "commit", "review")


def choose_plays(context: PlanContext) -> list[Play]:
    """The plays of the plan, best first; an opener that must come first leads."""
    scored = {play.id: score(play, context) for play in context.knowledge.plays.values()}
    candidates = [context.knowledge.plays[name] for name, value in scored.items() if value > 0]
    chosen: list[Play] = _openers(context, candidates, scored)
    treated: set[RootCauseId] = {cause for play in chosen for cause in play.when.root_causes}
    while len(chosen) < MOST_PLAYS + (1 if _must_open(context) else 0):
        rest = [play for play in candidates if play not in chosen and not _only_escalates(play)]
        if not rest:
            break
        best = max(rest, key=lambda play: (scored[play.id] * _novelty(play, treated), play.id))
        chosen.append(best)
        treated |= set(best.when.root_causes)
    return chosen + _missing_phases(chosen, candidates, scored)


def completed(plays: Sequence[Play], context: PlanContext) -> list[Play]:
    """Any choice of plays with what no plan may lack: an opener first where one must be, and every needed phase."""
    scored = {play.id: score(play, context) for play in context.knowledge.plays.values()}
    candidates = [context.knowledge.plays[name] for name, value in scored.items() if value > 0]
    openers = _openers(context, candidates, scored)
    chosen = openers + [play for play in plays if play not in openers]
    return chosen + _missing_phases(chosen, candidates, scored)


def best_plays(context: PlanContext, count: int) -> tuple[Play, ...]:
    """The plays that fit best, for those who want to name one without making a plan."""
    scored = {play.id: score(play, context) for play in context.knowledge.plays.values() if not _only_escalates(play)}
    best = sorted((name for name in scored if scored[name] > 0), key=lambda name: (-scored[name], name))
    return tuple(context.knowledge.plays[name] for name in best[:count])


def score(play: Play, context: PlanContext) -> float:
    """How well a play fits; 0 when it must not be used here."""
    diagnosis, when = context.diagnosis, play.when
    friction = max((_fit(f.id, when.frictions) * f.confidence for f in diagnosis.frictions), default=0.0)
    cause = sum(c.confidence for c in diagnosis.root_causes if c.id in when.root_causes)
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


def _fit(found: str, wanted: Sequence[str]) -> float:
    """A play names first what it was made for; what it also helps with comes after and counts a little less."""
    if found not in wanted:
        return 0.0
    return 1.0 if wanted[0] == found else _ALSO_HELPS


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


def _openers(context: PlanContext, candidates: Sequence[Play], scored: dict[str, float]) -> list[Play]:
    need = _must_open(context)
    if need is None:
        return []
    friction = context.friction.id if context.friction else ""
    fitting = [
        play
        for play in candidates
        if play.steps[0].phase == "prepare"
        and (play.when.root_causes[:1] == ("W2",) if need == "W2" else friction in play.when.frictions)
        and _listens(play)
    ]
    return [max(fitting, key=lambda play: (scored[play.id], play.id))] if fitting else []


def _listens(play: Play) -> bool:
    """Whether a play opens by listening: it prepares with an interview or an apology."""
    return any(step.deliverable in {"discovery_interview", "apology"} for step in play.steps)


def _only_escalates(play: Play) -> bool:
    return any(step.phase == "escalate" for step in play.steps)


def _novelty(play: Play, treated: set[RootCauseId]) -> float:
    if not play.when.root_causes or not treated:
        return 1.0
    return _SAME_CAUSE if set(play.when.root_causes) <= treated else 1.0


def _missing_phases(chosen: Sequence[Play], candidates: Sequence[Play], scored: dict[str, float]) -> list[Play]:
    added: list[Play] = []
    for phase in NEEDED:
        if any(step.phase == phase for play in (*chosen, *added) for step in play.steps):
            continue
        rest = [
            play
            for play in candidates
            if play not in chosen
            and play not in added
            and not _only_escalates(play)
            and any(step.phase == phase for step in play.steps)
        ]
        if rest:
            added.append(max(rest, key=lambda play: (scored[play.id], play.id)))
    return added
