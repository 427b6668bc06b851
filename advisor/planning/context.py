"""What a plan is composed from, fetched beforehand: composers read no clock, make no ids and touch no network."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.sources import Sources
from advisor.models.base import Lang
from advisor.models.knowledge import Department, Friction, Process
from advisor.models.plan import Plan
from advisor.models.shared import Diagnosis
from advisor.models.situation import Facts, Situation
from advisor.models.writing import Asked
from advisor.texts.catalogue import Catalogue


@dataclass(frozen=True)
class PlanContext:
    """One request with everything a composer may look at."""

    plan_id: str
    created_at: datetime
    today: date
    lang: Lang
    situation: Situation
    diagnosis: Diagnosis
    knowledge: Knowledge
    sources: Sources
    catalogue: Catalogue
    # Facts the account tells outright; those that were given win over them.
    told: Facts = field(default_factory=Facts)
    # Plays whose own words lie nearest to the account, best first.
    nearest_plays: tuple[str, ...] = ()
    # The sensitive subject the account is above all about, if any.
    subject: str | None = None
    asked: Asked = field(default_factory=Asked)

    @property
    def department(self) -> Department | None:
        """The department's profile, when it is known."""
        return self.knowledge.departments.get(self.diagnosis.department.id or "")

    @property
    def process(self) -> Process | None:
        """The process, when it is known."""
        return self.knowledge.processes.get(self.diagnosis.process.id or "")

    @property
    def friction(self) -> Friction | None:
        """The strongest friction."""
        found = self.diagnosis.frictions
        return self.knowledge.frictions[found[0].id] if found else None

    @property
    def facts(self) -> Facts:
        """What is known: the facts that were given, and beside them what the account tells."""
        given = self.situation.facts.named() if self.situation.facts else {}
        return Facts.model_validate({**self.told.named(), **given})

    @property
    def taken_from_account(self) -> Facts:
        """The facts that were only told, not given."""
        given = self.situation.facts.named() if self.situation.facts else {}
        return Facts.model_validate({name: value for name, value in self.told.named().items() if name not in given})

    def say(self, key: str, **values: object) -> str:
        """A message of the catalogue in the plan's language."""
        return self.catalogue.say(self.lang, key, **values)

    def counterpart(self) -> str:
        """How to speak of the person on the other side: by name, by role, else as the head of the department."""
        person = self.situation.counterpart
        if person and (person.name or person.role):
            return person.name or person.role or ""
        if self.diagnosis.department.name:
            return self.say("plan.head_of", department=self.diagnosis.department.name)
        return self.say("stand_in.counterpart")

    def filled(self, text: str) -> str:
        """The text with {counterpart}, {department} and {process} put in."""
        values = {
            "counterpart": self.counterpart(),
            "department": self.diagnosis.department.name or self.say("stand_in.department"),
            "process": self.diagnosis.process.name or self.say("stand_in.process"),
        }
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text[:1].upper() + text[1:]


class PlanComposer(Protocol):
    """Makes a plan from a context."""

    def compose(self, context: PlanContext) -> Plan:
        """The plan; always complete, always grounded or saying that it is not."""
        ...
