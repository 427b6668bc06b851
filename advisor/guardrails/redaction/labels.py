"""Labels: the words in front of a value that say what it is, in either language."""

import re
from collections.abc import Iterator, Sequence

from advisor.guardrails.redaction.finding import stands_free
from advisor.models.base import Words

# Signs that may stand between a label and its value.
SIGNS = " :#=.,'\"()[]*·"
# How far a label is looked for, in characters.
REACH = 30
# "phone number is": two small words at most.
_MOST_JOINS = 2


def lowered(words: Words) -> tuple[str, ...]:
    """The words of both languages in small letters, the longest first."""
    return tuple(sorted((word.lower() for word in words.all()), key=len, reverse=True))


class Label:
    """What stands right before a value: once as it is, once without each small word that joins it to the value."""

    def __init__(self, before: str, joins: tuple[str, ...]) -> None:
        self._readings = list(_readings(before.rstrip(SIGNS), joins))

    def is_one_of(self, words: tuple[str, ...]) -> bool:
        """Whether the label ends in one of `words`."""
        return any(
            reading.endswith(words) and any(_ends(reading, word) for word in words) for reading in self._readings
        )


def _readings(label: str, joins: tuple[str, ...]) -> Iterator[str]:
    yield label
    for _ in range(_MOST_JOINS):
        join = next((join for join in joins if _ends(label, join)), None)
        if join is None:
            return
        label = label.removesuffix(join).rstrip(SIGNS)
        yield label


def _ends(text: str, word: str) -> bool:
    return text.endswith(word) and stands_free(text, len(text) - len(word), word)


def joint(joins: Sequence[str]) -> str:
    """The pattern for what may stand between a label and its value; bounded."""
    small = "|".join(map(re.escape, joins))
    return rf"[ :#=('\"\[]{{0,4}}(?:(?:{small})[ :#=.('\"\[]{{0,3}}){{0,{_MOST_JOINS}}}"
