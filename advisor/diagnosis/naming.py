"""Who and what the account is about: departments and processes by their names and aliases.

A given name must be one of ours. An inferred one is the best supported by the words of the account; when nothing
supports one it stays unknown, and the plan says so.
"""

import re
from collections.abc import Mapping

from advisor.language.folding import fold
from advisor.models.knowledge import Department, Process

_LATIN = re.compile(r"[a-z]")
_SUFFIX = re.compile(r"(?:'s|s)$")
# A longer name is a surer sign; a second mention adds less than the first.
_REPEAT = 0.5


class Names:
    """The names of one group of items, to look up a given one or to find one in an account."""

    def __init__(self, items: Mapping[str, Department] | Mapping[str, Process]) -> None:
        self._items: dict[str, str] = {}
        for item in items.values():
            for word in (item.id, item.name.zh, item.name.en, *item.aliases.all()):
                self._items.setdefault(fold(word), item.id)
        # Longest first, so that a short name inside a long one is not counted again.
        longest_first = sorted(self._items, key=lambda name: (-len(name), name))
        self._mention = re.compile("|".join(map(_pattern, longest_first)))

    def lookup(self, name: str) -> str | None:
        """The item a given slug, name or alias stands for; a longer title may contain the alias."""
        folded = fold(name)
        return self._items.get(folded) or self.find(name)

    def find(self, text: str) -> str | None:
        """The item best supported by the words of `text`; the one named first wins a tie."""
        scores: dict[str, float] = {}
        first: dict[str, int] = {}
        for match in self._mention.finditer(fold(text)):
            name = match.group()
            item = self._items.get(name) or self._items[_SUFFIX.sub("", name)]
            # One Han character says about as much as two Latin letters.
            weight = len(name) / (2 if _LATIN.search(name) else 1)
            scores[item] = scores.get(item, 0.0) + weight * (_REPEAT if item in scores else 1.0)
            first.setdefault(item, match.start())
        return min(scores, key=lambda item: (-scores[item], first[item])) if scores else None


def _pattern(name: str) -> str:
    """A Han name stands anywhere; a Latin one as a whole word, in the plural or the possessive too."""
    escaped = re.escape(name)
    return rf"(?<![a-z0-9]){escaped}(?:'s|s)?(?![a-z0-9])" if _LATIN.search(name) else escaped
