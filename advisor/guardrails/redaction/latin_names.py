"""Names in Latin letters without a roster: "Mr. Li", "Director Wang", "Dr Chen Wei", a name after a colon."""

import re
from collections.abc import Iterator

from advisor.guardrails.redaction.finding import Finding, occurrences
from advisor.guardrails.redaction.labels import lowered
from advisor.language.shadow import Shadow
from advisor.models.privacy import Labels, NameWords

_NAME = r"[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20})?"


class LatinNames:
    """Finds a capitalised name after a form of address, or a known surname after a title."""

    def __init__(self, words: NameWords, labels: Labels) -> None:
        self._honoured = re.compile(
            rf"(?<![A-Za-z])(?:{'|'.join(words.honorifics)})(?:\. ?| )({_NAME}(?: {_NAME})?)(?![A-Za-z])"
        )
        self._titles, self._labels = lowered_titles(words), lowered(labels.person)
        self._surnames = frozenset(words.latin)
        self._name = re.compile(rf" ({_NAME})( {_NAME})?(?![A-Za-z])")
        self._after_label = re.compile(rf" ?: ?({_NAME} {_NAME})(?![A-Za-z])")

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """The names, without titles and labels."""
        text = shadow.text
        for match in self._honoured.finditer(text):
            yield Finding("person", *match.span(1))
        for title, at in occurrences(shadow.lower, self._titles):
            named = self._name.match(text, at + len(title))
            if named and self._surnames & {part.strip().lower() for part in named.groups("")}:
                yield Finding("person", named.start(1), named.end())
        for label, at in occurrences(shadow.lower, self._labels):
            told = self._after_label.match(text, at + len(label))
            if told:
                yield Finding("person", *told.span(1))


def lowered_titles(words: NameWords) -> tuple[str, ...]:
    """The titles that may stand before a name, in small letters."""
    return tuple(title.lower() for title in words.titles.en)
