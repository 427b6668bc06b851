"""How people say what they want: the expressions of prompts/chat/phrases.yaml, compiled once and checked when read.

A message is matched folded and without its closing punctuation, so that the data needs no variants of either.
"""

import re
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BeforeValidator, ConfigDict, ValidationError

from advisor.errors import KnowledgeInvalid, Problem
from advisor.language.folding import fold
from advisor.models.base import Frozen, Lang, Text, Words
from advisor.models.taxonomy import Channel, Level

_CLOSING = re.compile(r"[\s。.!！?？~～,，…]+$")
# A wish about the last reply is short; anything longer tells something new.
_LONGEST_WHOLE = {"zh": 40, "en": 90}
_HAN = re.compile(r"[\u3400-\u9fff]")


def _compiled(source: Any) -> re.Pattern[str]:
    if isinstance(source, re.Pattern):
        return source
    expanded = (
        str(source).replace("{to}", "(?P<to>.{1,30}?)").replace("{n}", r"(?P<n>\d{1,2}|[a-z]+|[\u4e00-\u9fff]{1,3}?)")
    )
    try:
        return re.compile(expanded)
    except re.error as error:
        raise ValueError("bad_pattern") from error


_Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]


class _Patterns(Frozen):
    """Expressions by language; all are tried, since people mix the two."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    zh: tuple[_Pattern, ...]
    en: tuple[_Pattern, ...]

    def all(self) -> tuple[re.Pattern[str], ...]:
        return self.zh + self.en


def _non_empty(options: tuple[str, ...]) -> tuple[str, ...]:
    if not options:
        raise ValueError("empty_options")
    return options


class NamedAsk(Frozen):
    """A chip question whose options are items of the knowledge."""

    text: Text
    options: Annotated[tuple[str, ...], AfterValidator(_non_empty)]


class LevelAsk(Frozen):
    """The question where the counterpart stands."""

    text: Text
    options: dict[Level, Text]


class DaysAsk(Frozen):
    """The question by when; an option is a number of days."""

    text: Text
    options: dict[int, Text]


class Asks(Frozen):
    """The chip questions about what an account leaves open."""

    department: NamedAsk
    process: NamedAsk
    level: LevelAsk
    needed_by: DaysAsk


class _Numbers(Frozen):
    zh: dict[str, int]
    en: dict[str, int]

    def value(self, word: str) -> int | None:
        return int(word) if word.isdigit() else self.zh.get(word, self.en.get(word))


class _Whole(Frozen):
    thanks: _Patterns
    greeting: _Patterns
    bye: _Patterns
    who: _Patterns
    next_rung: _Patterns
    why_step: _Patterns
    firmer: _Patterns
    softer: _Patterns
    shorter: _Patterns
    another: _Patterns
    to_plan: _Patterns
    to_draft: _Patterns
    skip: _Patterns
    change: _Patterns
    names: _Patterns


class _Part(Frozen):
    wants_plan: _Patterns
    wants_draft: _Patterns
    asks: _Patterns


class Phrases(Frozen):
    """All expressions, and the questions that can be asked."""

    whole: _Whole
    part: _Part
    channels: dict[Channel, Words]
    languages: dict[Lang, Words]
    numbers: _Numbers
    deadlines: _Patterns
    weekdays: _Numbers
    months: dict[str, int]
    ask: Asks

    def whole_match(self, name: str, message: str) -> re.Match[str] | None:
        """The match of a whole message with one of the expressions of that name."""
        said = spoken(message)
        if len(said) > _LONGEST_WHOLE["zh" if _HAN.search(said) else "en"]:
            return None
        patterns: _Patterns = getattr(self.whole, name)
        return next((match for pattern in patterns.all() if (match := pattern.fullmatch(said))), None)

    def part_match(self, name: str, message: str) -> bool:
        """Whether one of the expressions of that name stands anywhere in the message."""
        patterns: _Patterns = getattr(self.part, name)
        folded = fold(message)
        return any(pattern.search(folded) for pattern in patterns.all())

    def channel(self, said: str) -> Channel | None:
        """The channel these words name."""
        return next((channel for channel, words in self.channels.items() if _names(words, said)), None)

    def channel_in(self, message: str) -> Channel | None:
        """The channel whose longest name stands in the message."""
        folded = fold(message)
        found = [
            (len(name), channel)
            for channel, words in self.channels.items()
            for word in words.all()
            if _stands_in(name := fold(word), folded)
        ]
        return max(found)[1] if found else None

    def language(self, said: str) -> Lang | None:
        """The language these words name."""
        return next((lang for lang, words in self.languages.items() if _names(words, said)), None)


def spoken(message: str) -> str:
    """The message folded, without its closing punctuation."""
    return _CLOSING.sub("", fold(message))


def load_phrases(path: Path) -> Phrases:
    """The phrases of this file. Raises KnowledgeInvalid, naming every place that cannot be used."""
    try:
        return Phrases.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError, OSError) as error:
        raise KnowledgeInvalid(_problems(path, error)) from error


def _problems(path: Path, error: Exception) -> list[Problem]:
    if not isinstance(error, ValidationError):
        return [Problem(path, 1, "unreadable", (("reason", type(error).__name__),))]
    return [
        Problem(path, 1, "other", (("field", ".".join(map(str, detail["loc"]))), ("code", detail["type"])))
        for detail in error.errors(include_url=False)
    ]


def _names(words: Words, said: str) -> bool:
    return any(fold(word) == said for word in words.all())


def _stands_in(name: str, folded: str) -> bool:
    if _HAN.search(name):
        return name in folded
    return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", folded) is not None
