"""Sentences of a text in either language, and the days and hours it names."""

import re

from advisor.language.folding import fold

_SENTENCE = re.compile(r"[^。！？；!?;\n]*?(?:[。！？；!?;]+[”’」』\"')）\]]*|\n|(?<=[A-Za-z0-9\"')])\.(?=\s|\Z)|\Z)")
_HAN_DIGIT = "一二三四五六七八九十"
_WHEN = re.compile(
    rf"\d{{4}}\s*[-/.年]\s*\d{{1,2}}(?:\s*[-/.月]\s*\d{{1,2}}\s*日?)?|\d{{1,2}}\s*月\s*\d{{1,2}}\s*[日号]?|"
    rf"[{_HAN_DIGIT}]{{1,2}}月[{_HAN_DIGIT}]{{1,3}}[日号]|\d{{1,2}}:\d{{2}}|\d{{1,2}}/\d{{1,2}}|\d{{1,2}}\s*[日号](?!常)|"
    r"(?:下下|下|本|这|上)?(?:周|星期|礼拜)[一二三四五六日天末]|(?:下|本|这|上)(?:周|个?月|季度|个?星期)|[今明后昨][天晚早日]|月底|年底|年前|"
    r"\b(?:next |this |last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:next|this|last) (?:week|month|quarter|year)\b|"
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
    r"(?: \d{1,2}(?:st|nd|rd|th)?)?|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)\.? \d{1,2}\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|"
    r"\b(?:today|tonight|tomorrow|yesterday)\b|\b\d{1,2} ?(?:am|pm|o'clock)\b",
    # A word ends where a Han character begins, which only the ASCII rules know.
    re.ASCII,
)
_BLANK = re.compile(r"\s+")


def sentences_of(text: str) -> list[str]:
    """The sentences with their ends, in order; blank ones left out."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]


def days_in(text: str) -> set[str]:
    """Every day, week or hour that `text` names, in a comparable form."""
    return {_BLANK.sub("", found) for found in _WHEN.findall(fold(text))}
