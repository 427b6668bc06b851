"""Spoken patterns: phrases kept as data that may leave a gap, so that content authors need no regular expressions.

`(a/b)` is one of several words; `…` is a few words of the same sentence; `^` is where a sentence begins. A gap never
crosses a negation: "so that he does not lose face" is the opposite of "so that he loses face".
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from advisor.language.folding import fold

_GAP, _BEGINS = "…", "^"
_BEGINNING = r"(?:\A|(?<=[。!?;\n.])) ?"
_CHOICE = re.compile(r"\(([^()]*)\)")
_HAN = re.compile(r"[\u3400-\u9fff]")
# How far a gap reaches: about a clause.
_HAN_GAP = r"[^。!?;,，\n不别没防避]{0,14}?"
_LATIN_GAP = r"(?:(?!\b(?:not|no|never|without|avoid|avoiding)\b|n't)[^.!?;\n]){0,40}?"


# A phrase with one of these can only stand in a text that has one too; tried in this order, the last by every text.
_SCRIPTS = (_HAN, re.compile(r"[a-z]"), re.compile(""))


class Patterns:
    """Phrases to look for in an account, all at once. Width, case and traditional characters do not matter."""

    def __init__(self, phrases: Iterable[str]) -> None:
        kept: dict[re.Pattern[str], list[str]] = {}
        for phrase in phrases:
            kept.setdefault(next(s for s in _SCRIPTS if s.search(phrase.lower())), []).append(phrase)
        self._phrases = {script: tuple(said) for script, said in kept.items()}

    def found(self, text: str) -> str | None:
        """The first words of the folded text that match a phrase; None when none does."""
        folded = fold(text)
        matches = [
            match
            for script, phrases in self._phrases.items()
            if script.search(folded) and (match := _compiled(phrases).search(folded))
        ]
        return min(matches, key=lambda match: match.start()).group() if matches else None


@cache
def _compiled(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for these phrases, made when a text first may hold one: few accounts are in two languages."""
    return re.compile("|".join(map(_expression, phrases)))


@lru_cache(maxsize=256)
def patterns(phrases: tuple[str, ...]) -> Patterns:
    """The patterns of these phrases, compiled once; content does not change while a process runs."""
    return Patterns(phrases)


def _expression(phrase: str) -> str:
    gap = _HAN_GAP if _HAN.search(phrase) else _LATIN_GAP
    said = phrase.removeprefix(_BEGINS)
    begins = _BEGINNING if said != phrase else ""
    return begins + gap.join(map(_part, said.split(_GAP)))


def _part(part: str) -> str:
    made, place = "", 0
    folded = fold(part)
    for choice in _CHOICE.finditer(folded):
        made += _words(folded[place : choice.start()])
        made += "(?:" + "|".join(map(_words, choice.group(1).split("/"))) + ")"
        place = choice.end()
    return made + _words(folded[place:])


def _words(words: str) -> str:
    """The words as they stand; a Latin one begins where a word begins, but may go on, as in a plural."""
    escaped = re.escape(words)
    return rf"(?<![a-z0-9]){escaped}" if re.match(r"[a-z0-9]", words) else escaped
