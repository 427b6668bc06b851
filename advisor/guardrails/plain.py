"""Plain text: what a model writes is sentences in the caller's language, without links, images, markup or marks."""

import re
from dataclasses import dataclass

from advisor.language.detection import language_of
from advisor.language.folding import visible
from advisor.models.base import Lang

_MARK = re.compile(r"\s*(?:\[\^?\d{1,3}\]|【\d{1,3}(?:†[^】]*)?】|\[[A-Z]\d{1,2}(?:\s*,\s*[A-Z]\d{1,2})*\])")
_LINK = re.compile(
    r"\]\s*\(|\]\s*\[|<\s*/?\s*[a-zA-Z!]|\b[a-z][a-z0-9+.-]{1,20}:\s*//|\bdata:[a-z]+/|\b(?:javascript|mailto|tel|vbscript):\S|\bwww\.|"
    r"\b[a-z0-9-]+\.(?:com|cn|net|org|io|ai|co|top|xyz|info|dev|app|gov|edu)\b|\{\{|\}\}|\{%|%\}|\$\{",
    # A word ends where a Han character begins, which only the ASCII rules know.
    re.IGNORECASE | re.ASCII,
)
_MARKUP = re.compile(r"^\s*(?:#{1,6}|>|[-*+•]|\d{1,2}[.、)])\s+|\*{1,3}|`+|~~|^\s*\|", re.MULTILINE)
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_LETTERS = re.compile(r"[A-Za-z\u3400-\u9fff]")
# A shorter piece, such as a product's name, is of no language.
_SHORTEST_JUDGED = 4


@dataclass(frozen=True)
class Plain:
    """A cleaned text, and how many marks it had that lead nowhere."""

    text: str
    marks: int


def cleaned(text: str) -> Plain:
    """The text without marks, emphasis, headings and characters nobody sees."""
    without, marks = _MARK.subn("", visible(text))
    kept = "".join(char for char in _MARKUP.sub("", without) if char == "\n" or char >= " ")
    return Plain(_BLANKS.sub(" ", kept).strip(), marks)


def has_link(text: str) -> bool:
    """Whether the text would lead or load somewhere, or be taken for markup or a template."""
    return _LINK.search(text) is not None


def is_in(text: str, lang: Lang) -> bool:
    """Whether the text is in that language."""
    return len(_LETTERS.findall(text)) < _SHORTEST_JUDGED or language_of(text) == lang
