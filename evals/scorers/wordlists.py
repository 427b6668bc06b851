"""The words the checks look for: data about both languages, in datasets/wordlists.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from advisor.language.folding import fold
from advisor.models.base import Lang

FILE = Path(__file__).parent.parent / "datasets" / "wordlists.yaml"


@dataclass(frozen=True)
class Wordlists:
    """Lists of patterns by name and language; patterns are regular expressions over folded text."""

    lists: Mapping[str, Mapping[Lang, tuple[str, ...]]]

    @classmethod
    def read(cls, path: Path = FILE) -> "Wordlists":
        """The lists of a file."""
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls({name: {lang: tuple(words) for lang, words in by.items()} for name, by in loaded.items()})

    def found(self, name: str, text: str, lang: Lang) -> list[str]:
        """What of the list stands in the text, in the order of the text."""
        return [match.group() for match in self._patterns[name, lang].finditer(fold(text))]

    def without(self, name: str, text: str, lang: Lang) -> str:
        """The folded text with what stands in the list taken out."""
        return self._patterns[name, lang].sub(" ", fold(text))

    @cached_property
    def _patterns(self) -> dict[tuple[str, Lang], re.Pattern[str]]:
        return {
            (name, lang): re.compile("|".join(patterns), re.IGNORECASE)
            for name, by in self.lists.items()
            if name != "blank"
            for lang, patterns in by.items()
        }
