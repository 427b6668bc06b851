"""Working days in China, make-up days included. The only file that knows chinesecalendar.

The State Council publishes a year's arrangement in the autumn before it. A day of a year that is not published yet is
answered from weekends and the fixed statutory holidays, and marked as estimated.
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

# Statutory holidays on fixed solar dates: New Year, Labour Day (two days since 2025), National Day.
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_SATURDAY = 5
# Some years of days; the calendar library looks through its whole range at every question.
_REMEMBERED = 2048


@lru_cache(maxsize=_REMEMBERED)
def is_workday(day: date) -> bool:
    """Whether people work on this day."""
    if is_estimated(day):
        return day.weekday() < _SATURDAY and (day.month, day.day) not in _FIXED_HOLIDAYS
    return bool(chinese_calendar.is_workday(day))


def is_estimated(day: date) -> bool:
    """Whether the arrangement of the day's year is not published, as far as our calendar knows."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return True
    return False


def on_or_after(day: date) -> date:
    """The day itself when it is a working day, else the next one."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def on_or_before(day: date) -> date:
    """The day itself when it is a working day, else the one before."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def add(day: date, count: int) -> date:
    """The working day `count` working days after `day` (0: the day itself, or the next working day)."""
    day = on_or_after(day) if count == 0 else day
    for _ in range(count):
        day = on_or_after(day + timedelta(days=1))
    return day


def left_in_month(day: date) -> int:
    """How many working days of its month come after `day`."""
    return between(day, _last_of_month(day))


def gone_in_month(day: date) -> int:
    """How many working days of its month lie before `day`."""
    return between(day.replace(day=1) - timedelta(days=1), day - timedelta(days=1))


def between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; 0 when `end` is not later."""
    count, day = 0, start
    while day < end:
        day += timedelta(days=1)
        count += is_workday(day)
    return count


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
