"""Who and what the account is about: departments and processes by their names and aliases.

A given name must be one of ours. An inferred one is the best supported by the words of the account; when nothing
supports one it stays unknown, and the plan says so.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from advisor.language.folding import fold, visible
from advisor.models.knowledge import Department, Process

_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[a-z]")
_SUFFIX = re.compile(r"(?:'s|s)$")
# Names that are ordinary words in small letters count only in capitals: "IT" is a department, "it" is not.
_ONLY_IN_CAPITALS = frozenset({"IT"})
_NEVER = r"(?!)"
# A longer name is a surer sign; a second mention adds less than the first.
_REPEAT = 0.5


class Names:
    """The names of one group of items, to look up a given one or to find one in an account."""

    def __init__(self, items: Mapping[str, Department] | Mapping[str, Process]) -> None:
        self._given: dict[str, str] = {}
        self._spoken: dict[str, str] = {}
        self._acronyms: dict[str, str] = {}
        for item in items.values():
            names = (item.name.zh, item.name.en, *item.aliases.all())
            for word in (item.id, *names):
                self._given.setdefault(fold(word), item.id)
            for word in names:
                if word in _ONLY_IN_CAPITALS:
                    self._acronyms.setdefault(word, item.id)
                else:
                    self._spoken.setdefault(fold(word), item.id)
        self._mention = cache(self._mentioned)
        self._shouted = _whole(self._acronyms)

    def lookup(self, name: str) -> str | None:
        """The item a given slug, name or alias stands for; a longer title may contain the alias."""
        folded = fold(name)
        return self._given.get(folded) or self.find(name)

    def find(self, text: str) -> str | None:
        """The item best supported by the words of `text`; the one named first wins a tie."""
        scores: dict[str, float] = {}
        first: dict[str, int] = {}
        folded = fold(text)
        mentions = [(match.group(), match.start()) for match in self._mention(_scripts(folded)).finditer(folded)]
        mentions += [(match.group(), match.start()) for match in self._shouted.finditer(visible(text))]
        for name, place in mentions:
            item = self._item(name)
            # One Han character says about as much as two Latin letters.
            weight = len(name) / (2 if _LATIN.search(name.lower()) else 1)
            scores[item] = scores.get(item, 0.0) + weight * (_REPEAT if item in scores else 1.0)
            first[item] = min(place, first.get(item, place))
        return min(scores, key=lambda item: (-scores[item], first[item])) if scores else None

    def _mentioned(self, scripts: frozenset[str]) -> re.Pattern[str]:
        """The names that a text in these scripts may hold, longest first: a short one inside a long one is not counted.

        Made when such a text first comes: few accounts are in both, and the names of one are made in half the time.
        """
        longest_first = sorted(self._spoken, key=lambda name: (-len(name), name))
        possible = {name: own for name in longest_first if (own := _scripts(name)) <= scripts}
        wholly = _whole([name for name, own in possible.items() if "latin" in own])
        anywhere = [re.escape(name) for name, own in possible.items() if "latin" not in own]
        return re.compile("|".join([wholly.pattern, *anywhere]))

    def _item(self, name: str) -> str:
        bare_name = _SUFFIX.sub("", name)
        for known in (self._spoken, self._acronyms):
            for form in (name, bare_name):
                if form in known:
                    return known[form]
        raise KeyError(name)


def _scripts(text: str) -> frozenset[str]:
    """In which of our two scripts a text is written."""
    return frozenset(name for name, script in (("han", _HAN), ("latin", _LATIN)) if script.search(text))


def _whole(names: Iterable[str]) -> re.Pattern[str]:
    """Latin names as whole words, in the plural or the possessive too."""
    any_of = "|".join(map(re.escape, names)) or _NEVER
    return re.compile(rf"(?<![A-Za-z0-9])(?:{any_of})(?:'s|s)?(?![A-Za-z0-9])")
