"""Quality checks on a draft: each is a pure function from the text to whether it passes and what was seen.

Length, completeness, blame, threats and untraceable figures are always checked; the others where a deliverable asks.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advisor.language.folding import fold
from advisor.language.measure import length
from advisor.language.patterns import patterns
from advisor.models.base import Lang
from advisor.models.deliverable import Limit, Wording
from advisor.models.draft import Check
from advisor.models.taxonomy import Form
from advisor.texts.catalogue import Catalogue

ALWAYS = ("length", "complete", "no_blame", "no_threat", "no_myth")
_MARK = {"zh": "〔待确认", "en": "[TO CONFIRM"}
_DATE = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}|\d{1,2}[:：]\d{2}|\d{1,2}/\d{1,2}|周[一二三四五六日天]|星期[一二三四五六日天]|今天|明天|后天|"
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|"
    r"\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\btoday\b|\btomorrow\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]")
_PRIVATE = re.compile(
    r"婚育|已婚|未婚|怀孕|备孕|孕期|病史|身份证|家庭住址|宗教|籍贯|\d{17}[\dxX]|1[3-9]\d{9}|"
    r"\bpregnan|\bmarital|\bmarried\b|\breligio|\bmedical history\b|\bID number\b",
    re.IGNORECASE,
)
_SIDES = {
    "zh": (re.compile("我|HR|人力"), re.compile("你|您|部门|团队|双方")),
    "en": (
        re.compile(r"\b(?:I|I'll|I've|we|HR)\b", re.IGNORECASE),
        re.compile(r"\b(?:you|your|department|team|both)\b", re.IGNORECASE),
    ),
}


@dataclass(frozen=True)
class Checked:
    """What is checked: the text, its form and language, and the words it must not hold."""

    text: str
    lang: Lang
    form: Form
    limit: Limit | None
    forbidden: Wording
    blame: Wording
    threat: Wording
    myths: Wording
    catalogue: Catalogue


Result = tuple[bool, str]


def run_checks(checked: Checked, wanted: tuple[str, ...]) -> tuple[Check, ...]:
    """The checks that always run and the wanted ones, in order."""
    made = []
    for name in dict.fromkeys((*ALWAYS, *wanted)):
        passed, seen = CHECKS[name](checked)
        key = f"check.{name}.{'passed' if passed else 'failed'}"
        made.append(Check(id=name, passed=passed, detail=checked.catalogue.say(checked.lang, key, seen=seen)))
    return tuple(made)


def within_length(checked: Checked) -> Result:
    """Not longer than the form allows."""
    long = length(checked.text, checked.lang)
    if checked.limit is None:
        return True, f"{long}"
    most = getattr(checked.limit, checked.lang)
    return long <= most, f"{long}/{most}"


def is_complete(checked: Checked) -> Result:
    """No blank is left to confirm."""
    left = checked.text.count(_MARK[checked.lang])
    return left == 0, str(left)


def has_no_blame(checked: Checked) -> Result:
    """None of the wording that blames, in general or for this deliverable."""
    return _free_of(checked, checked.blame, checked.forbidden)


def has_no_threat(checked: Checked) -> Result:
    """None of the wording that threatens."""
    return _free_of(checked, checked.threat)


def repeats_no_myth(checked: Checked) -> Result:
    """None of the figures that are passed around and that nobody could trace to a source."""
    found = patterns(tuple(each.word for each in getattr(checked.myths, checked.lang))).found(checked.text)
    return found is None, found or ""


def has_date(checked: Checked) -> Result:
    """It names a day or an hour."""
    found = _DATE.search(checked.text)
    return found is not None, found.group() if found else ""


def asks_once(checked: Checked) -> Result:
    """A message asks one thing; a document may ask as it needs."""
    asked = len(_QUESTION.findall(checked.text))
    return checked.form == "document" or asked <= 1, str(asked)


def is_two_sided(checked: Checked) -> Result:
    """It says what HR does and what the other side does."""
    ours, theirs = _SIDES[checked.lang]
    return bool(ours.search(checked.text) and theirs.search(checked.text)), ""


def has_nothing_private(checked: Checked) -> Result:
    """No private matters of a person."""
    found = _PRIVATE.search(checked.text)
    return found is None, found.group() if found else ""


CHECKS: Mapping[str, Callable[[Checked], Result]] = {
    "length": within_length,
    "complete": is_complete,
    "no_blame": has_no_blame,
    "no_threat": has_no_threat,
    "no_myth": repeats_no_myth,
    "has_date": has_date,
    "one_ask": asks_once,
    "two_sided": is_two_sided,
    "no_private": has_nothing_private,
}


def _free_of(checked: Checked, *wordings: Wording) -> Result:
    folded = fold(checked.text)
    found = [each.word for wording in wordings for each in getattr(wording, checked.lang) if fold(each.word) in folded]
    return not found, ", ".join(found)
