"""What an answer is composed from, fetched beforehand."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.sources import Sources
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.knowledge import Department, Friction, Teaching
from advisor.models.play import Play
from advisor.models.shared import Diagnosis
from advisor.models.writing import Asked
from advisor.texts.catalogue import Catalogue


@dataclass(frozen=True)
class AnswerContext:
    """One question with everything a composer may look at."""

    answer_id: str
    created_at: datetime
    lang: Lang
    question: str
    diagnosis: Diagnosis
    knowledge: Knowledge
    sources: Sources
    catalogue: Catalogue
    # FAQ and guidance items that answer the question, best first; empty when none does.
    teachings: tuple[Teaching, ...] = ()
    plays: tuple[Play, ...] = ()
    asked: Asked = field(default_factory=Asked)

    @property
    def department(self) -> Department | None:
        """The department's profile, when it is known."""
        return self.knowledge.departments.get(self.diagnosis.department.id or "")

    @property
    def friction(self) -> Friction | None:
        """The strongest friction."""
        found = self.diagnosis.frictions
        return self.knowledge.frictions[found[0].id] if found else None

    def say(self, key: str, **values: object) -> str:
        """A message of the catalogue in the answer's language."""
        return self.catalogue.say(self.lang, key, **values)


class AnswerComposer(Protocol):
    """Makes an answer from a context."""

    def compose(self, context: AnswerContext) -> Answer:
        """The answer; always within the length limit, always grounded or saying that it is not."""
        ...
