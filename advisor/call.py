"""One call of the `advisor` command, and what its exit status means."""

from argparse import Namespace
from dataclasses import dataclass

from advisor.models.base import Lang
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue

DONE, FAILED, USAGE, REFUSED = 0, 1, 2, 3


@dataclass(frozen=True)
class Call:
    """What was given, and the words to answer with."""

    given: Namespace
    settings: Settings
    catalogue: Catalogue
    lang: Lang

    def say(self, key: str, **values: object) -> str:
        """A message in the language of the call."""
        return self.catalogue.say(self.lang, key, **values)
