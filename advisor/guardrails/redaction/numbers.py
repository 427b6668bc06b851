"""Numbers that lead to a person: mobile, landline, resident id, bank card.

A number is a sequence of whole digit groups ("138 0013 8000" has three) of bounded length; so the work for each group
is bounded, whatever the text. Label, unit, currency and letters around it say when it is only a reference.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.guardrails.redaction.checks import is_resident_id, passes_luhn
from advisor.guardrails.redaction.finding import Finding
from advisor.guardrails.redaction.labels import REACH, Label, lowered
from advisor.language.shadow import Shadow
from advisor.models.privacy import Kind, Privacy

_RUN = re.compile(r"\d+(?:[ .·_/()-]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")
# The shortest is a local phone number, the longest a card of nineteen digits.
_FEWEST, _MOST = 7, 19
_MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:010|02\d|0[3-9]\d{2})[2-8]\d{6,7}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_COUNTRY_CODE = re.compile(r"0{0,2}86")
_DECIMAL = re.compile(r"\.\d{1,2}(?!\d)")
_CHECK_X = re.compile(r"x(?![0-9a-z])")
# A letter right before a number, or before a hyphen, makes it part of a code such as SN-13800138000.
_IN_CODE = re.compile(r"[a-z][-_]?$")
_LETTER = re.compile("[a-z]")
_CURRENCIES = ("¥", "$", "€", "£")
_AFTER = 8


@dataclass(frozen=True)
class Number:
    """Digits with how they were grouped and what stands around them."""

    digits: str
    sizes: tuple[int, ...]
    before: str
    label: Label
    after: str

    @property
    def has_check_x(self) -> bool:
        """Whether it is the first seventeen places of an identity number and the last, an X, follows."""
        return len(self.digits) == 17 and bool(_CHECK_X.match(self.after)) and is_resident_id(self.digits + "X")

    @property
    def shaped(self) -> bool:
        """Whether the groups are such as people make in one number, and not a list of small numbers."""
        sizes = self.sizes[1:] if _COUNTRY_CODE.match(self.digits) and self.sizes[0] in {2, 4} else self.sizes
        return len(sizes) == 1 or min(sizes) >= 3 or max(sizes) == 1


class Numbers:
    """Finds numbers in the digits of a text."""

    def __init__(self, policy: Privacy) -> None:
        labels = policy.labels
        self._joins, self._kept, self._units = lowered(labels.joins), lowered(labels.kept), lowered(labels.units)
        self._mobile, self._landline = lowered(labels.mobile), lowered(labels.landline)
        self._resident_id, self._bank_card = lowered(labels.resident_id), lowered(labels.bank_card)
        self._any = self._mobile + self._landline + self._resident_id + self._bank_card
        self._prefixes = policy.card_prefixes

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """Every number of a known kind."""
        for run in _RUN.finditer(shadow.text):
            if run.end() - run.start() >= _FEWEST:
                groups = [group.span() for group in _GROUP.finditer(shadow.text, *run.span())]
                yield from self._in_run(shadow, groups)

    def _in_run(self, shadow: Shadow, groups: Sequence[tuple[int, int]]) -> Iterator[Finding]:
        at = begins = 0
        while at < len(groups):
            # In a row of small figures no number begins in the middle: it is a list, or one number told digit by digit.
            if at > begins and _is_small(groups[at]) and _is_small(groups[at - 1]):
                at += 1
                continue
            finding, count = self._longest(shadow, groups[at : at + _MOST])
            at += count
            if finding is not None:
                begins = at
                yield finding

    def _longest(self, shadow: Shadow, groups: Sequence[tuple[int, int]]) -> tuple[Finding | None, int]:
        """The longest number at the first of the groups and how many of them it takes; None and one without."""
        sizes = [end - start for start, end in groups]
        while len(sizes) > 1 and sum(sizes) > _MOST:
            sizes.pop()
        if not _FEWEST <= sum(sizes) <= _MOST:
            return None, 1
        start = groups[0][0]
        before = shadow.lower[max(0, start - REACH) : start]
        label = Label(before.removesuffix("+"), self._joins)
        digits = "".join([shadow.text[first:last] for first, last in groups[: len(sizes)]])
        while sum(sizes) >= _FEWEST:
            end = groups[len(sizes) - 1][1]
            number = Number(digits[: sum(sizes)], tuple(sizes), before, label, shadow.lower[end : end + _AFTER])
            kind = self._kind(number)
            if kind is not None:
                return Finding(kind, start - before.endswith("+"), end + number.has_check_x), len(sizes)
            sizes.pop()
        return None, 1

    def _kind(self, number: Number) -> Kind | None:
        if number.has_check_x or (len(number.digits) == 18 and is_resident_id(number.digits)):
            return "resident_id"
        kind = self._looks_like(number)
        return None if kind is None or self._is_reference(number) else kind

    def _looks_like(self, number: Number) -> Kind | None:
        if len(number.digits) in {15, 18} and self._is_unchecked_id(number):
            return "resident_id"
        if self._is_mobile(number):
            return "mobile"
        if self._is_bank_card(number):
            return "bank_card"
        return "landline" if self._is_landline(number) else None

    def _is_unchecked_id(self, number: Number) -> bool:
        """Whether it is an identity number of the old form, or one with a slip that its label gives away."""
        return (number.shaped and is_resident_id(number.digits)) or number.label.is_one_of(self._resident_id)

    def _is_mobile(self, number: Number) -> bool:
        return bool(_MOBILE.fullmatch(number.digits)) and (number.shaped or number.label.is_one_of(self._mobile))

    def _is_bank_card(self, number: Number) -> bool:
        if len(number.digits) < 13:
            return False
        if number.label.is_one_of(self._bank_card):
            return True
        return number.shaped and number.digits.startswith(self._prefixes) and passes_luhn(number.digits)

    def _is_landline(self, number: Number) -> bool:
        if number.before.endswith("+"):
            return 8 <= len(number.digits) <= 15
        if not number.shaped or _LETTER.match(number.after):
            return False
        if _LANDLINE.fullmatch(number.digits):
            return True
        return bool(_LOCAL.fullmatch(number.digits)) and number.label.is_one_of(self._landline)

    def _is_reference(self, number: Number) -> bool:
        if number.label.is_one_of(self._kept):
            return True
        if _IN_CODE.search(number.before) and not number.label.is_one_of(self._any):
            return True
        if _DECIMAL.match(number.after) or number.before.rstrip().endswith(_CURRENCIES):
            return True
        return number.after.lstrip().startswith(self._units)


def _is_small(group: tuple[int, int]) -> bool:
    return group[1] - group[0] < 3
