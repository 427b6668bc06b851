"""How long a text is: characters in Chinese, words in English. Blanks and Markdown marks do not count."""

import re

from advisor.models.base import Lang

_WORD = re.compile(r"[A-Za-z0-9]+(?:[-'’.][A-Za-z0-9]+)*")
_BLANK = re.compile(r"\s+")


def length(text: str, lang: Lang) -> int:
    """The length of `text` in the unit of `lang`."""
    return len(_BLANK.sub("", text)) if lang == "zh" else len(_WORD.findall(text))
