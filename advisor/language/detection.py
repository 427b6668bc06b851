"""Which of the two languages a text is in."""

import re

from advisor.models.base import Lang

_HAN = re.compile(r"[\u3400-\u9fff]")
# Letters among digits and signs are a number or a code, not a word of any language.
_WORD = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z]+(?![A-Za-z0-9+/=])")
# A Chinese sentence with a few English terms stays Chinese; an English one with a quoted name stays English.
_WORDS_PER_HAN = 1.0


def language_of(text: str) -> Lang:
    """Chinese unless English words outnumber the Han characters; Chinese too when there is neither."""
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    return "en" if words > han * _WORDS_PER_HAN else "zh"
