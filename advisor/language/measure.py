"""How long a text is: characters in Chinese, words in English. Blanks and Markdown marks do not count."""

import re

from advisor.models.base import Lang

_WORD = re.compile(r"[A-Za-z0-9]+(?:[-'’.][A-Za-z0-9]+)*")
_BLANK = re.compile(r"\s+")
_WIDE = re.compile(r"[^\x00-\u2fff]")
# Every Han character at most one token, three Latin characters at least one: high for most models, never low by much.
_NARROW_PER_TOKEN = 3


def length(text: str, lang: Lang) -> int:
    """The length of `text` in the unit of `lang`."""
    return len(_BLANK.sub("", text)) if lang == "zh" else len(_WORD.findall(text))


def tokens(text: str) -> int:
    """About how many tokens a model takes for `text`; an estimate on the safe side, since no vocabulary is shipped."""
    wide = len(_WIDE.findall(text))
    return wide + -(-(len(text) - wide) // _NARROW_PER_TOKEN)
