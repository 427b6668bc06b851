"""A text as it reads, with every character traced back to where it stands.

Width, unseen characters, dashes, blanks and digits of other scripts are folded character by character, so that a
finding in the shadow names exact places in the original.
"""

import re
import unicodedata
from functools import cached_property

from advisor.language.folding import INVISIBLE

# Variation selectors, key caps, fillers and joiners also hide between digits without being seen.
_UNSEEN = re.compile(f"[{INVISIBLE}\u034f\u061c\u115f\u1160\u180e\u20e3\u3164\ufe00-\ufe0f]")
_DOTS = dict.fromkeys("•・‧∙⋅･", "·")
_DIGITS = str.maketrans("〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "000123456789" + "1" + "123456789")
_NUMERALS = "".join(map(chr, _DIGITS))
# Numerals one by one are a number only when they are many: a date has four, a phone at least seven.
_SPELLED = re.compile(f"(?:[{_NUMERALS}0-9][ -]?){{6,}}[{_NUMERALS}0-9]")


class _Folded(dict[int, str]):
    """Each character as one plain character; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        if len(plain) != 1 or len(plain.lower()) != 1:
            plain = char if len(char.lower()) == 1 else char.lower()[0]
        category = unicodedata.category(plain)
        if category == "Nd":
            plain = str(unicodedata.digit(plain))
        elif category == "Zs":
            plain = " "
        elif category == "Pd" or plain == "\u2212":
            plain = "-"
        self[code] = plain = _DOTS.get(plain, plain)
        return plain


_FOLDED = _Folded()


class Shadow:
    """`text` is the folded text; `lower` the same in small letters, of the same length."""

    def __init__(self, original: str) -> None:
        text = original.translate(_FOLDED)
        self._length = len(original)
        self._places: list[int] | None = None
        if _UNSEEN.search(text):
            self._places = [place for place, char in enumerate(text) if not _UNSEEN.match(char)]
            text = "".join([text[place] for place in self._places])
        self.text = _SPELLED.sub(lambda found: found.group().translate(_DIGITS), text)

    @cached_property
    def lower(self) -> str:
        """The text in small letters."""
        return self.text.lower()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a non-empty stretch of the shadow stands in the original, with the unseen characters behind it."""
        if self._places is None:
            return start, end
        return self._places[start], self._places[end] if end < len(self._places) else self._length
