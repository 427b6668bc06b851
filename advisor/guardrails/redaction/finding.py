"""What a finder hands back, and how findings that touch become one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from advisor.language.shadow import Shadow
from advisor.models.privacy import Kind

Found = Kind | Literal["quoted"]


class Finding(NamedTuple):
    """A stretch of the shadow that holds one kind of data."""

    kind: Found
    start: int
    end: int


# Looks for one family of data: the findings in any order; they may touch. Its work grows no faster than the text.
Finder = Callable[[Shadow], Iterator[Finding]]


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in reading order without overlaps: those that overlap become one, of the longest's kind."""
    result: list[Finding] = []
    longest = 0
    for finding in sorted(findings, key=itemgetter(1)):
        length = finding.end - finding.start
        if not result or finding.start >= result[-1].end:
            result.append(finding)
            longest = length
            continue
        last = result[-1]
        kind = finding.kind if length > longest else last.kind
        longest = max(longest, length)
        result[-1] = Finding(kind, last.start, max(last.end, finding.end))
    return result


def occurrences(text: str, words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Every place of every word; a word in Latin letters must stand free there."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            if stands_free(text, at, word):
                yield word, at
            at = text.find(word, at + 1)


def stands_free(text: str, at: int, word: str) -> bool:
    """Whether the word at that place is not a part of a longer word in Latin letters."""
    before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    return not (_latin(word[0]) and _latin(before)) and not (_latin(word[-1]) and _latin(after))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
