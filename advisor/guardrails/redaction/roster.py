"""The roster: the names a company knows, found wherever they stand."""

import re
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import NotReady
from advisor.guardrails.redaction.finding import Finding, stands_free
from advisor.language.shadow import Shadow

_HAN = re.compile(r"[\u3400-\u9fff]+")
_SHORT = 3
_BLANKS = re.compile(r"\s+")


def read_roster(path: Path) -> frozenset[str]:
    """The names in a UTF-8 file, one a line; blank lines and lines with # in front are passed over.

    Raises NotReady when the file cannot be read: without it names would leave unhidden.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NotReady("roster_unreadable", name=path.name) from error
    return frozenset(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


class RosterNames:
    """Finds the names of a roster, however many: looked up by first character, then by length."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = {spelling for name in names for spelling in _spellings(name)}
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {head: sorted(known, reverse=True) for head, known in lengths.items()}
        self._heads = re.compile("[" + "".join(map(re.escape, self._lengths)) + "]") if lengths else None

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """Every name, the longest first at each place."""
        if self._heads is None:
            return
        text = shadow.lower
        for head in self._heads.finditer(text):
            at = head.start()
            for length in self._lengths[head.group()]:
                name = text[at : at + length]
                if name in self._names and stands_free(text, at, name):
                    yield Finding("person", at, at + length)
                    break


def _spellings(name: str) -> Iterator[str]:
    """The name as its shadow has it; a short Chinese name also with a blank behind the surname, as forms do."""
    folded = _BLANKS.sub(" ", Shadow(name).lower).strip()
    if len(folded) < 2:
        return
    yield folded
    if len(folded) <= _SHORT and _HAN.fullmatch(folded):
        yield f"{folded[0]} {folded[1:]}"
