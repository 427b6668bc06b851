"""Figures in a text, so that the figures of two texts can be compared.

`15%`, `１５％` and `百分之十五` are one figure; so are `3 天` and `三天`. Only what is written as a quantity counts: a
Chinese numeral must be followed by a unit, an ordinal or a list mark is not a quantity.
"""

import re
import unicodedata
from functools import lru_cache

_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?\s*(%|万|亿)?")
_CHINESE = "零一二两三四五六七八九十百千"
_UNITS = (
    "个工作日|工作日|个月|个季度|个星期|星期|小时|分钟|秒|天|周|日|年|倍|成|次|人|位|份|名|轮|场|条|项|步|元|万|题|"
    "页|字|句|处"
)
_HAN_NUMBER = re.compile(f"(百分之)?([{_CHINESE}]+)(?=个?(?:{_UNITS}))|百分之([{_CHINESE}]+)")
_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_ENGLISH = re.compile(r"\b(" + "|".join(_WORDS) + r")\b", re.IGNORECASE)
_SMALL = {"a": 1.0, "an": 1.0, "半": 0.5}
_SCALE = {"万": 10_000, "亿": 100_000_000}
# "One" and "two" are as often words as figures, in both languages; above that a numeral is meant.
_LEAST_NUMERAL = 3


def figures(text: str) -> dict[str, str]:
    """The figures of `text` in a comparable form, each with how it was written."""
    text = unicodedata.normalize("NFKC", text)
    found: dict[str, str] = {}
    for match in _ARABIC.finditer(text):
        whole, fraction, mark = match.groups()
        value = float(whole.replace(",", "") + (fraction or "")) * _SCALE.get(mark or "", 1)
        found.setdefault(_canonical(value), match.group().strip())
    return found


# Every reply is compared with the same pieces of the knowledge.
@lru_cache(maxsize=2048)
def spelled_figures(text: str) -> frozenset[str]:
    """The figures of `text` including those written in words, in the same comparable form."""
    values = set(figures(text))
    for match in _HAN_NUMBER.finditer(text):
        value = chinese_value(match.group(2) or match.group(3))
        if value >= _LEAST_NUMERAL:
            values.add(_canonical(value))
    for match in _ENGLISH.finditer(text):
        value = _WORDS[match.group().lower()]
        if value >= _LEAST_NUMERAL:
            values.add(_canonical(value))
    return frozenset(values)


def number_in(word: str) -> float | None:
    """The value of one counting word of either language, in digits or spelled; None when it is none."""
    if word.isdigit():
        return float(word)
    if word in _SMALL:
        return _SMALL[word]
    if all(char in _CHINESE for char in word):
        return float(chinese_value(word))
    return float(_WORDS[word]) if word in _WORDS else None


def chinese_value(numeral: str) -> int:
    """The value of a Chinese numeral below ten thousand, such as 十五 or 二百三."""
    total, digit = 0, 0
    for char in numeral:
        if char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            digit = 2 if char == "两" else _CHINESE.index(char) - (1 if _CHINESE.index(char) > 2 else 0)
    return total + digit


def _canonical(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
