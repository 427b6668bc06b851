"""The reference: what the sources really say, to hold a reply against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from advisor.bootstrap import Application
from advisor.corpus.knowledge import Knowledge
from advisor.corpus.passages import Phrases, passages
from advisor.corpus.sources import Sources
from advisor.language.folding import fold
from advisor.models.base import Lang
from advisor.texts.catalogue import Catalogue
from advisor.texts.templates import Templates

_REMEMBERED = 4096


@dataclass(frozen=True)
class Reference:
    """The knowledge and its sources; `extra` holds texts that only the measured service knows, by source id."""

    knowledge: Knowledge
    sources: Sources
    templates: Templates
    catalogue: Catalogue
    extra: Mapping[str, str] = field(default_factory=dict)

    def text(self, source_id: str, lang: Lang) -> str:
        """All that a source says in one language; a deliverable's template belongs to it. Empty when unknown."""
        said = self.sources.text(source_id, lang) + self.extra.get(source_id, "")
        folder, _, item = source_id.partition("/")
        name = f"drafting/{item}.{lang}"
        if folder == "deliverable" and item in self.knowledge.deliverables:
            said += "\n" + self.templates.source(name)
        return said

    def with_extra(self, extra: Mapping[str, str]) -> "Reference":
        """The same with texts that came along with a reply."""
        if not extra:
            return self
        return Reference(self.knowledge, self.sources, self.templates, self.catalogue, extra)


def reference_of(app: Application) -> Reference:
    """The reference of an application that stands in this process."""
    return Reference(app.knowledge, app.advisor.sources, app.advisor.templates, app.catalogue)


def reference_over(knowledge: Knowledge, templates: Templates, catalogue: Catalogue) -> Reference:
    """The reference over knowledge files alone, where the service stands elsewhere."""
    phrases = Phrases(sections=catalogue.group("section"), stand_ins=catalogue.group("stand_in"))
    return Reference(knowledge, Sources(passages(knowledge, phrases)), templates, catalogue)


@lru_cache(maxsize=_REMEMBERED)
def folded(text: str) -> str:
    """The folded text, remembered."""
    return fold(text)
