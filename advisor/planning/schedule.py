"""Dates: each step gets a working day by its phase, within the deadline where there is one.

Phases follow each other; steps of one phase follow on consecutive working days. A step whose own words promise a day
gets that day. What takes the department's time waits until its busy days of the month are over, where the deadline
lets it. Only the review may lie behind the deadline, since it looks back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from advisor import workdays
from advisor.models.knowledge import Rhythm
from advisor.models.taxonomy import Phase

# The working day, counted from the start, on which a phase begins when there is no deadline.
_BEGINS: dict[Phase, int] = {"prepare": 0, "align": 1, "lower_cost": 2, "commit": 4, "escalate": 7, "review": 10}
# A word beforehand is short and may fall on a busy day; what comes after takes the department's time.
_WAITS: frozenset[Phase] = frozenset({"align", "lower_cost", "commit"})

Busy = Callable[[date], bool]


@dataclass(frozen=True)
class Task:
    """What is to be dated: its phase, the day its own words promise, if any, and whether the department takes part."""

    phase: Phase
    after: int | None
    theirs: bool = False


def never(_: date) -> bool:
    """The busy days of a department that is not known, or that has none of the month."""
    return False


def busy_days(rhythm: Rhythm | None) -> Busy:
    """Whether a working day is one of the month's first or last that this department is likely to have no time on."""
    if rhythm is None or not (rhythm.month_end or rhythm.month_start):
        return never
    ending, starting = rhythm.month_end, rhythm.month_start
    return lambda day: workdays.left_in_month(day) < ending or workdays.gone_in_month(day) < starting


def due_dates(tasks: Sequence[Task], today: date, deadline: date | None, busy: Busy = never) -> list[date]:
    """A working day for each task, on or after `today`; `tasks` come in phase order and the dates never go back."""
    start = workdays.on_or_after(today)
    room = _room(start, deadline)
    offsets = _offsets(tasks, start, busy)
    if room is not None and _last(offsets, tasks) > room:
        offsets = _offsets(tasks, start, never)
    last = _last(offsets, tasks)
    dates: list[date] = []
    for offset, task in zip(offsets, tasks, strict=True):
        squeezed = room is not None and last > room and task.phase != "review"
        due = workdays.add(start, offset * (room or 0) // last if squeezed else offset)
        if dates and due < dates[-1] and task.phase != "review":
            due = dates[-1]
        dates.append(due)
    return dates


def _last(offsets: Sequence[int], tasks: Sequence[Task]) -> int:
    return max((o for o, task in zip(offsets, tasks, strict=True) if task.phase != "review"), default=0)


def _offsets(tasks: Sequence[Task], start: date, busy: Busy) -> list[int]:
    """The working day of each task, counted from the start; a look back keeps its distance to what it looks back on."""
    offsets: list[int] = []
    next_free: dict[Phase, int] = dict(_BEGINS)
    reached = 0
    for task in tasks:
        if task.phase == "review":
            planned = task.after if task.after is not None else next_free["review"]
            next_free["review"] = max(next_free["review"], planned + 1)
            offsets.append(planned + max(0, reached - _BEGINS["commit"]))
            continue
        planned = task.after if task.after is not None else max(next_free[task.phase], reached)
        offset = _free(planned, start, busy) if task.theirs and task.phase in _WAITS else planned
        next_free[task.phase] = offset + 1
        reached = max(reached, offset)
        offsets.append(offset)
    return offsets


def _free(offset: int, start: date, busy: Busy) -> int:
    """The first day from this one on that is not busy."""
    while busy(workdays.add(start, offset)):
        offset += 1
    return offset


def _room(start: date, deadline: date | None) -> int | None:
    """How many working days there are from the start to the deadline; None without one."""
    if deadline is None:
        return None
    return workdays.between(start, deadline)
