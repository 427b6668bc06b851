"""What a draft is composed from, fetched beforehand."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.sources import Sources
from advisor.models.base import Lang
from advisor.models.deliverable import Deliverable
from advisor.models.draft import Draft
from advisor.models.shared import Diagnosis
from advisor.models.situation import Situation
from advisor.models.taxonomy import Channel, Tone
from advisor.models.writing import Asked
from advisor.texts.catalogue import Catalogue
from advisor.texts.templates import Templates


@dataclass(frozen=True)
class DraftContext:
    """One request for a draft with everything a composer may look at."""

    draft_id: str
    created_at: datetime
    today: date
    lang: Lang
    situation: Situation
    deliverable: Deliverable
    channel: Channel
    diagnosis: Diagnosis
    knowledge: Knowledge
    sources: Sources
    catalogue: Catalogue
    templates: Templates
    slots: dict[str, str] = field(default_factory=dict)
    asked: Asked = field(default_factory=Asked)

    @property
    def tone(self) -> Tone:
        """The tone asked for; neutral when none was."""
        return self.situation.tone or "neutral"

    def say(self, key: str, **values: object) -> str:
        """A message of the catalogue in the draft's language."""
        return self.catalogue.say(self.lang, key, **values)


class DraftComposer(Protocol):
    """Makes a draft from a context."""

    def compose(self, context: DraftContext) -> Draft:
        """The draft; missing required values are marked in it, never invented."""
        ...
