"""The words of the measurement: a catalogue of its own beside the service's, in both languages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import Problem
from advisor.models.base import Lang
from advisor.texts.catalogue import Catalogue
from advisor.wordings import problem_line


@dataclass(frozen=True)
class Words:
    """Both catalogues and the language to speak."""

    own: Catalogue
    service: Catalogue
    lang: Lang

    @classmethod
    def of(cls, content_dir: Path, lang: Lang) -> "Words":
        """The words under a content folder."""
        prompts = content_dir / "prompts"
        return cls(Catalogue(prompts / "evals" / "messages"), Catalogue(prompts / "messages"), lang)

    def say(self, key: str, **values: object) -> str:
        """The message of the measurement with its places filled."""
        return self.own.say(self.lang, key, **values)

    def problems(self, problems: Sequence[Problem]) -> Iterator[str]:
        """Each fault of the case files as `file:line: what is wrong`."""
        for problem in problems:
            words = self.own if self.own.has(f"problem.{problem.code}") else self.service
            yield problem_line(problem, words, self.lang)

    def told(self, what: str) -> str:
        """The name of a check in words where it has some, else the name itself."""
        return " · ".join(
            self.say(f"score.{part}") if self.own.has(f"score.{part}") else part for part in what.split(", ")
        )
