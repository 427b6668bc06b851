"""Prompts: what is said to a model, one file per capability, task, role and language, with the version of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.models.base import Lang
from advisor.models.writing import Task, Wanted
from advisor.texts.templates import Templates


@dataclass(frozen=True)
class Prompt:
    """The two texts of a task in one language, and the name and version of the templates they come from."""

    name: str
    lang: Lang
    system: str
    user: str
    versions: dict[str, str]

    def task(self, shape: type[Wanted], choices: Mapping[str, tuple[str, ...]]) -> Task[Wanted]:
        """The task these texts set: to return this shape, its fields closed to these choices."""
        return Task(self.name, self.lang, self.system, self.user, shape, choices, self.versions)


class Prompts:
    """Renders prompts and the sentences a writer adds to them."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def prompt(self, task: str, lang: Lang, **values: object) -> Prompt:
        """The prompt of a task, such as `answering/compose`. A value that is missing is an error."""
        names = [f"{task}.{role}.{lang}" for role in ("system", "user")]
        system, user = (self._templates.render(name, **values) for name in names)
        return Prompt(task, lang, system, user, {name: self._templates.version(name) for name in names})

    def schema(self, lang: Lang, schema: str) -> str:
        """Asks for one JSON object of this schema."""
        return self._templates.render(f"llm/schema.system.{lang}", schema=schema)

    def repair(self, lang: Lang, schema: str) -> str:
        """Asks for the last reply again, in shape."""
        return self._templates.render(f"llm/repair.user.{lang}", schema=schema)

    def probe(self, lang: Lang) -> str:
        """Asks for a sentence, and for the smallest object where a shape is wanted."""
        return self._templates.render(f"llm/probe.user.{lang}")
