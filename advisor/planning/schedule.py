"""Dates: each step gets a working day by its phase, within the deadline where there is one.

Phases follow each other; steps of one phase follow on consecutive working days. A step whose own words promise a day
gets that day. Only the review may lie behind the deadline, since it looks back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from advisor import workdays
from advisor.models.taxonomy import Phase

# The working day, counted from the start, on which a phase begins when there is no deadline.
_BEGINS: dict[Phase, int] = {"prepare": 0, "align": 1, "lower_cost": 2, "commit": 4, "escalate": 7, "review": 10}


@dataclass(frozen=True)
class Task:
    """What is to be dated: its phase and the day its own words promise, if any."""

    phase: Phase
    after: int | None


def due_dates(tasks: Sequence[Task], today: date, deadline: date | None) -> list[date]:
    """A working day for each task, on or after `today`; `tasks` come in phase order and the dates never go back."""
    start = workdays.on_or_after(today)
    offsets = _offsets(tasks)
    last = max((o for o, task in zip(offsets, tasks, strict=True) if task.phase != "review"), default=0)
    room = _room(start, deadline)
    dates: list[date] = []
    for offset, task in zip(offsets, tasks, strict=True):
        squeezed = room is not None and last > room and task.phase != "review"
        due = workdays.add(start, offset * (room or 0) // last if squeezed else offset)
        if dates and due < dates[-1] and task.phase != "review":
            due = dates[-1]
        dates.append(due)
    return dates


def _offsets(tasks: Sequence[Task]) -> list[int]:
    offsets: list[int] = []
    next_free: dict[Phase, int] = dict(_BEGINS)
    reached = 0
    for task in tasks:
        if task.phase == "review":
            offset = task.after if task.after is not None else max(next_free["review"], reached + 1)
        else:
            offset = task.after if task.after is not None else max(next_free[task.phase], reached)
            reached = max(reached, offset)
        next_free[task.phase] = offset + 1
        offsets.append(offset)
    return offsets


def _room(start: date, deadline: date | None) -> int | None:
    """How many working days there are from the start to the deadline; None without one."""
    if deadline is None:
        return None
    return workdays.between(start, deadline)
