"""Tokens: what stands in a text in place of what is hidden.

A token is read in either language, with any brackets a model may have made of ours, and names kind and number; so the
reply can be turned back even when it was written in the other language. What the text itself writes like a token is
hidden as well, therefore every token in a redacted text is one of ours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from advisor.guardrails.redaction.finding import Found
from advisor.models.base import LANGS, Lang
from advisor.models.privacy import Privacy


class Key(NamedTuple):
    """The identity of a token: the second spelling of the same value is a variant of the same number."""

    kind: Found
    number: int
    variant: int


@dataclass(frozen=True)
class Tokens:
    """What each token of one request stands for."""

    originals: Mapping[Key, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.originals)


class TokenWords:
    """Writes and reads tokens with the words of the policy."""

    def __init__(self, policy: Privacy) -> None:
        self._words: dict[Found, dict[Lang, str]] = {
            kind: {lang: rule.token.in_(lang) for lang in LANGS} for kind, rule in policy.kinds.items()
        }
        self._words["quoted"] = {lang: policy.quoted.in_(lang) for lang in LANGS}
        self._kinds = {word.casefold(): kind for kind, words in self._words.items() for word in words.values()}
        words = "|".join(re.escape(word) for word in sorted(self._kinds, key=len, reverse=True))
        self.pattern = re.compile(rf"[〔\[【\(（]({words}) ?(\d{{1,6}})(?:[·.](\d{{1,4}}))?[〕\]】\)）]", re.IGNORECASE)

    def write(self, key: Key, lang: Lang) -> str:
        """The token of `key`, such as 〔人员1〕 or [PERSON 1]."""
        word = self._words[key.kind][lang]
        number = f"{key.number}·{key.variant}" if key.variant > 1 else str(key.number)
        return f"〔{word}{number}〕" if lang == "zh" else f"[{word} {number}]"

    def read(self, match: re.Match[str]) -> Key:
        """The key of a token that `pattern` found."""
        word, number, variant = match.groups()
        return Key(self._kinds[word.casefold()], int(number), int(variant or 1))


class TokenTable:
    """Gives out the tokens of one request: the same value keeps its number through all texts."""

    def __init__(self) -> None:
        self._numbers: dict[Found, dict[str, int]] = {}
        self._spellings: dict[tuple[Found, int], list[str]] = {}

    def key(self, kind: Found, original: str, identity: str) -> Key:
        """The key for `original`; spellings with the same `identity` share a number."""
        numbers = self._numbers.setdefault(kind, {})
        number = numbers.setdefault(identity, len(numbers) + 1)
        spellings = self._spellings.setdefault((kind, number), [])
        if original not in spellings:
            spellings.append(original)
        return Key(kind, number, spellings.index(original) + 1)

    def tokens(self) -> Tokens:
        """What was given out so far."""
        return Tokens(
            {
                Key(kind, number, variant): original
                for (kind, number), spellings in self._spellings.items()
                for variant, original in enumerate(spellings, start=1)
            }
        )
