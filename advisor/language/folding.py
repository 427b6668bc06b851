"""Folding: one spelling for what reads the same.

Width, case, invisible characters and traditional forms are folded away. Everything that compares or indexes text
folds it first, so that two floors can never disagree about what is equal.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

# Zero-width characters, soft hyphen, byte-order mark, bidirectional controls and Unicode tags: nobody sees them.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff%]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _to_simplified() -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC("t2s")
    return converter


def visible(text: str) -> str:
    """The text without characters nobody sees and without lone surrogates."""
    return _INVISIBLE.sub("", text).encode("utf-8", "ignore").decode("utf-8")


# One request folds its own text dozens of times, and every reply the same pieces of the knowledge.
@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Half width, lower case, simplified characters, single blanks."""
    text = unicodedata.normalize("NFKC", visible(text)).lower()
    if _HAN.search(text):
        text = _to_simplified().convert(text)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=2048)
def bare(text: str) -> str:
    """The folded text without blanks and punctuation: what must be equal for a quote to occur in its source."""
    return _NOT_WORD.sub("", fold(text))


def is_blank(text: str) -> bool:
    """Whether nothing in the text could carry a meaning: only blanks, punctuation or emoji."""
    return not any(char.isalnum() for char in visible(text))
