"""Street addresses: a road with a house number, or a block with a flat, and what belongs to it on both sides.

The anchor is found first; then at most forty characters to the left and eight parts to the right are looked at.
"""

import re
from collections.abc import Iterator, Sequence

from advisor.guardrails.redaction.finding import Finding
from advisor.language.shadow import Shadow
from advisor.models.privacy import AddressWords

_REACH = 40
_ADJOINING = re.compile(r"[\u3400-\u9fffA-Za-z0-9()·-]+$")


class StreetAddresses:
    """Chinese addresses with a house number. A street without one, or a city, is nobody's address."""

    def __init__(self, words: AddressWords) -> None:
        numeral = f"[0-9{words.numerals}]"
        part = f"(?:{_any(words.parts)})"
        more = f"(?:[ -]?[A-Za-z0-9{words.numerals}]{{1,5}} ?{part}){{0,8}}(?:-?\\d{{1,4}}(?:-\\d{{1,4}})?(?![\\d.-]))?"
        house = rf"(?:{_any(words.roads)}) ?{numeral}{{1,6}}(?:-\d{{1,4}})? ?[{words.numbers}]{more}"
        flat = f"(?:{_any(words.homes)}) ?{numeral}{{1,4}}{part}[A-Za-z0-9]{{1,5}}{part}{more}"
        self._anchors = (re.compile(house), re.compile(flat))
        self._starts = words.starts
        self._road = re.compile(f"(?:{_any(words.roads)})")
        self._not_roads = words.not_roads

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """The addresses, from the province or the road on."""
        text = shadow.text
        for anchor in self._anchors:
            for match in anchor.finditer(text):
                start = self._start(text, match.start())
                if start < match.start() and not self._is_no_road(text, match.start()):
                    yield Finding("address", start, match.end())

    def _start(self, text: str, at: int) -> int:
        """Where the place names before the anchor begin: after a word such as "lives in", or any sign."""
        before = _ADJOINING.search(text[max(0, at - _REACH) : at])
        if before is None:
            return at
        name = before.group()
        cut = max((name.rfind(word) + len(word) for word in self._starts if word in name), default=0)
        return at - len(name) + cut

    def _is_no_road(self, text: str, at: int) -> bool:
        road = self._road.match(text, at)
        return road is not None and text[max(0, at - 4) : road.end()].endswith(self._not_roads)


class LatinAddresses:
    """English addresses: a house number, a road in capitals, perhaps a room."""

    def __init__(self, words: AddressWords) -> None:
        room = rf"(?:{_any(words.latin_rooms)}) ?[A-Za-z0-9-]{{1,8}}"
        self._pattern = re.compile(
            rf"(?<![\w.$-])(?:{room},? )?(?:No\.? ?)?\d{{1,5}}(?:-\d{{1,4}})?,? (?:[A-Z][A-Za-z']{{0,20}}\.? ){{1,4}}?"
            rf"(?:{_any(words.latin_roads)})(?![A-Za-z])(?:,? {room})?"
        )

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """The addresses."""
        for match in self._pattern.finditer(shadow.text):
            yield Finding("address", *match.span())


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
