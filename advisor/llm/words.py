"""The few sentences that are said to a model beside a task's own; they stand in files like every other."""

from typing import Protocol

from advisor.models.base import Lang


class Words(Protocol):
    """Says them in either language."""

    def schema(self, lang: Lang, schema: str) -> str:
        """Asks for one JSON object of this schema."""
        ...

    def repair(self, lang: Lang, schema: str) -> str:
        """Asks for the last reply again, in shape."""
        ...

    def probe(self, lang: Lang) -> str:
        """Asks for a sentence, and for the smallest object where a shape is wanted."""
        ...
