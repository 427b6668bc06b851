from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import workdays

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2029, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2026, 2, 10), 10, date(2026, 3, 2)),
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
        (date(2026, 9, 28), 3, date(2026, 10, 8)),
        (date(2026, 4, 30), 1, date(2026, 5, 6)),
    ],
    ids=["spring festival", "make-up Sunday", "national day", "labour day"],
)
def test_holidays_and_make_up_days_are_counted(start: date, count: int, due: date) -> None:
    assert workdays.add(start, count) == due


@pytest.mark.parametrize("day", [date(2026, 1, 4), date(2026, 2, 14), date(2026, 5, 9), date(2026, 10, 10)])
def test_a_make_up_weekend_day_is_a_working_day(day: date) -> None:
    assert workdays.is_workday(day)


def test_a_year_without_a_published_arrangement_is_marked() -> None:
    assert workdays.is_estimated(date(2029, 3, 1))
    assert not workdays.is_estimated(date(2026, 3, 1))
    assert not workdays.is_workday(date(2029, 10, 1))


@given(DAYS, st.integers(min_value=0, max_value=30))
def test_the_result_is_always_a_working_day(day: date, count: int) -> None:
    assert workdays.is_workday(workdays.add(day, count))


@given(DAYS, st.integers(min_value=1, max_value=30))
def test_counting_back_gives_the_number_that_was_added(day: date, count: int) -> None:
    assert workdays.between(day, workdays.add(day, count)) == count


@given(DAYS)
def test_more_days_never_end_earlier(day: date) -> None:
    assert workdays.add(day, 3) <= workdays.add(day, 4)
    assert workdays.on_or_before(day) <= day <= workdays.on_or_after(day) <= day + timedelta(days=12)


def test_the_working_days_of_a_month_are_counted_from_both_ends() -> None:
    assert (workdays.left_in_month(date(2026, 11, 30)), workdays.left_in_month(date(2026, 11, 24))) == (0, 4)
    assert (workdays.gone_in_month(date(2026, 12, 1)), workdays.gone_in_month(date(2026, 12, 7))) == (0, 4)
    assert workdays.left_in_month(date(2026, 12, 31)) == 0
