"""By when something is needed, as far as a message says so. A day that has passed is no deadline."""

import re
from datetime import date, timedelta

from advisor.chat.phrases import Phrases
from advisor.language.folding import fold

_WEEK = 7


def deadline_in(message: str, today: date, phrases: Phrases) -> date | None:
    """The day the message names as its deadline; None when it names none that lies ahead."""
    folded = fold(message)
    for pattern in phrases.deadlines.all():
        if match := pattern.search(folded):
            day = _day(match, today, phrases)
            return day if day is not None and day >= today else None
    return None


def _day(match: re.Match[str], today: date, phrases: Phrases) -> date | None:
    said = match.groupdict()
    try:
        if said.get("iso"):
            year, month, day = map(int, said["iso"].split("-"))
            return date(year, month, day)
        if said.get("month"):
            month = phrases.months.get(said["month"]) or int(said["month"])
            named = date(today.year, month, int(said["day"]))
            return named if named >= today else named.replace(year=today.year + 1)
    except ValueError:
        return None
    return _weekday(phrases.weekdays.value(said["weekday"]) or 0, bool(said.get("next")), today)


def _weekday(weekday: int, in_next_week: bool, today: date) -> date:  # noqa: FBT001  (what was said)
    monday = today - timedelta(days=today.weekday())
    if in_next_week:
        return monday + timedelta(days=_WEEK + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % _WEEK)
