"""Facts the account itself tells: how long they have waited, how often they reminded, how many of how many came back.

Only what is said outright is taken, and whoever uses it says that it was taken from the account. A fact that was given
in so many words always wins.
"""

import re

from advisor.language.folding import fold
from advisor.language.numbers import number_in
from advisor.models.situation import Facts

_COUNT = r"(\d+|[一二两三四五六七八九十]+|半)"
_WORD_COUNT = r"(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
# A span of time counts as waiting only beside a word that says that nothing came, or that something was pending.
_WAITED = (
    re.compile(rf"(?:等了?|拖了?|压了?|晾了?|躺了?|卡了?|过了?|都|已经?|整整){_COUNT}个?(天|工作日|周|星期|礼拜|月)"),
    re.compile(
        rf"{_COUNT}个?(天|工作日|周|星期|礼拜|月)(?:了|都|还|也|就|一直|过去)?,?(?:还|都|也|人)?(?:没|不|未|无)"
    ),
    re.compile(
        rf"(?:for|after|waited|waiting|over|been)\s+(?:more than |almost |nearly )?{_WORD_COUNT}"
        r"\s+(?:working )?(day|week|month)"
    ),
    re.compile(rf"{_WORD_COUNT}\s+(day|week|month)s?\s+(?:and|without|later|now|with no|of silence|ago)"),
)
_REMINDED = (
    re.compile(rf"(?:催|提醒|追|问|跟进|艾特)(?:了|过)?(?:他|她|他们|对方|总监)?{_COUNT}(?:次|遍|回|趟)"),
    re.compile(
        r"(?:reminded|chased|nudged|asked|followed up|pinged|messaged)[^.,;]{0,24}?\b"
        r"(once|twice|thrice|(?:\d+|three|four|five|six|seven) times)"
    ),
)
_SENT_RETURNED = re.compile(
    rf"{_COUNT} ?(?:份|张|封|条)[^。！？;]{{0,12}}?(?:回来|收回|收到|交回|交来|交了|回了)了? ?{_COUNT} ?(?:份|张|封|条)"
)
_RETURNED_SENT = re.compile(
    rf"(?:returned|sent back|handed in|filled in|completed|submitted|got back)\s+(?:only |just )?{_WORD_COUNT}"
    rf"\s+(?:out )?of\s+(?:the )?{_WORD_COUNT}\b"
)
_DAYS = {"天": 1, "工作日": 1, "day": 1, "周": 7, "星期": 7, "礼拜": 7, "week": 7, "月": 30, "month": 30}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}


def facts_told(text: str) -> Facts:
    """The waiting time in days, the reminders, and the items sent and returned; empty where `text` tells none."""
    folded = fold(text)
    sent, returned = _returned(folded)
    return Facts(
        days_waiting=_waited(folded), reminders_sent=_reminded(folded), items_sent=sent, items_returned=returned
    )


def _waited(folded: str) -> float | None:
    for pattern in _WAITED:
        if match := pattern.search(folded):
            value = number_in(match.group(1))
            return None if value is None else value * _DAYS[match.group(2)]
    return None


def _reminded(folded: str) -> float | None:
    for pattern in _REMINDED:
        if match := pattern.search(folded):
            word = match.group(1)
            return float(_TIMES[word]) if word in _TIMES else number_in(word.removesuffix(" times"))
    return None


def _returned(folded: str) -> tuple[float | None, float | None]:
    """How many were sent and how many came back, where both are told in one breath."""
    if match := _SENT_RETURNED.search(folded):
        return number_in(match.group(1)), number_in(match.group(2))
    if match := _RETURNED_SENT.search(folded):
        return number_in(match.group(2)), number_in(match.group(1))
    return None, None
