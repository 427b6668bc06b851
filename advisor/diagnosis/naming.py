"""Who and what the account is about: departments and processes by their names and aliases.

A given name must be one of ours. An inferred one is the best supported by the words of the account; when nothing
supports one it stays unknown, and the plan says so."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.language.folding import fold
from advisor.models.knowledge import Department, Process

_LATIN = re.compile(r"[a-z]")
# A longer name is a surer sign; a second mention adds less than the first.
_REPEAT = 0.5


@dataclass(frozen=True)
class Alias:
    """A folded name and the item it stands for; Latin names must stand as whole words."""

    text: str
    item: str

    def places(self, folded: str) -> list[int]:
        """Where the name stands in a folded text."""
        if _LATIN.search(self.text):
            pattern = rf"(?<![a-z0-9]){re.escape(self.text)}(?:s|'s)?(?![a-z0-9])"
        else:
            pattern = re.escape(self.text)
        return [match.start() for match in re.finditer(pattern, folded)]


class Names:
    """The names of one group of items, to look up a given one or to find one in an account."""

    def __init__(self, items: Mapping[str, Department] | Mapping[str, Process]) -> None:
        self._exact: dict[str, str] = {}
        aliases: dict[str, Alias] = {}
        for item in items.values():
            for word in (item.id, item.name.zh, item.name.en, *item.aliases.all()):
                folded = fold(word)
                self._exact.setdefault(folded, item.id)
                aliases.setdefault(folded, Alias(folded, item.id))
        # Longest first, so that a short name inside a long one is not counted again.
        self._aliases = sorted(aliases.values(), key=lambda alias: -len(alias.text))

    def lookup(self, name: str) -> str | None:
        """The item a given slug, name or alias stands for; a longer title may contain the alias."""
        folded = fold(name)
        return self._exact.get(folded) or self.find(name)

    def find(self, text: str) -> str | None:
        """The item best supported by the words of `text`; the one named first wins a tie."""
        scores: dict[str, float] = {}
        first: dict[str, int] = {}
        for item, length, place in self._mentions(fold(text)):
            scores[item] = scores.get(item, 0.0) + length * (_REPEAT if item in scores else 1.0)
            first[item] = min(place, first.get(item, place))
        return min(scores, key=lambda item: (-scores[item], first[item])) if scores else None

    def _mentions(self, folded: str) -> Iterable[tuple[str, float, int]]:
        taken = [False] * len(folded)
        for alias in self._aliases:
            for place in alias.places(folded):
                span = range(place, place + len(alias.text))
                if not any(taken[i] for i in span):
                    for i in span:
                        taken[i] = True
                    # One Han character says about as much as two Latin letters.
                    weight = len(alias.text) / (2 if _LATIN.search(alias.text) else 1)
                    yield alias.item, weight, place
