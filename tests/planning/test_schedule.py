from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from advisor import workdays
from advisor.corpus.knowledge import Knowledge
from advisor.models.knowledge import Rhythm
from advisor.models.taxonomy import PHASES
from advisor.planning.schedule import Task, busy_days, due_dates

MONDAY = date(2026, 11, 23)
TASKS = [
    Task("prepare", None),
    Task("align", None, theirs=True),
    Task("lower_cost", None),
    Task("commit", None, theirs=True),
]
LOOKS = [*TASKS, Task("review", None, theirs=True)]


def month_end(knowledge: Knowledge) -> Rhythm:
    return knowledge.departments["sales"].rhythm


def test_what_takes_their_time_waits_for_the_end_of_their_busy_days(knowledge: Knowledge) -> None:
    busy = busy_days(month_end(knowledge))
    dues = due_dates(LOOKS, MONDAY, None, busy)
    assert dues[0] == MONDAY
    assert [due for due in dues[1:4] if busy(due)] == []
    assert dues[1] == date(2026, 12, 1)


def test_the_look_back_waits_as_long_as_what_it_looks_back_on(knowledge: Knowledge) -> None:
    plain = due_dates(LOOKS, MONDAY, None)
    waiting = due_dates(LOOKS, MONDAY, None, busy_days(month_end(knowledge)))
    assert waiting[-1] > plain[-1]
    assert workdays.between(waiting[-2], waiting[-1]) > 1


def test_a_look_back_on_a_late_commitment_is_late_too() -> None:
    late = [*TASKS[:2], Task("lower_cost", 9), TASKS[3], Task("review", 15)]
    committed, looked = due_dates(late, MONDAY, None)[-2:]
    assert workdays.between(committed, looked) == 15 - 4


def test_a_deadline_goes_before_their_busy_days(knowledge: Knowledge) -> None:
    deadline = date(2026, 11, 30)
    dues = due_dates(TASKS, MONDAY, deadline, busy_days(month_end(knowledge)))
    assert dues == due_dates(TASKS, MONDAY, deadline)
    assert dues[-1] <= deadline


def test_a_look_back_with_a_day_of_its_own_does_not_pull_the_next_one_forward() -> None:
    early, late = due_dates([*TASKS, Task("review", 5), Task("review", None)], MONDAY, None)[-2:]
    assert early == workdays.add(MONDAY, 5)
    assert late == workdays.add(MONDAY, 10)


def test_a_department_without_busy_days_of_the_month_is_never_waited_for(knowledge: Knowledge) -> None:
    for rhythm in (None, knowledge.departments["rnd"].rhythm):
        assert due_dates(LOOKS, MONDAY, None, busy_days(rhythm)) == due_dates(LOOKS, MONDAY, None)


@given(
    start=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    last=st.integers(0, 7),
    first=st.integers(0, 7),
    theirs=st.booleans(),
)
def test_dates_are_working_days_in_order_whatever_the_rhythm(
    *, start: date, last: int, first: int, theirs: bool
) -> None:
    rhythm = Rhythm.model_construct(busy=(), calm=(), month_end=last, month_start=first)
    tasks = [Task(phase, None, theirs=theirs) for phase in PHASES if phase != "escalate"]
    dues = due_dates(tasks, start, None, busy_days(rhythm))
    assert dues == sorted(dues)
    assert all(workdays.is_workday(due) and due >= start for due in dues)
