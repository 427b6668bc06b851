"""Chinese names without a roster: surname and title (王经理, 李工), 小 or 老 and surname, and a name after a colon.

Only the name is found, the title stays. A surname that often ends another word counts only where the word before it
has surely ended, and a list of words keeps apart what only looks like a name.
"""

import re
from collections.abc import Iterator

from advisor.guardrails.redaction.finding import Finding, occurrences
from advisor.guardrails.redaction.labels import lowered
from advisor.language.shadow import Shadow
from advisor.models.privacy import Labels, NameWords

_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_GIVEN = 2


class TitledNames:
    """Finds names by the words around them."""

    def __init__(self, words: NameWords, labels: Labels) -> None:
        self._sure, self._cautious = frozenset(words.surnames), frozenset(words.cautious)
        self._surnames = self._sure | self._cautious
        self._compound, self._common = frozenset(words.compound), frozenset(words.not_names)
        self._leads, self._not_given = frozenset(words.leads), frozenset(words.not_given)
        self._titles = words.titles.zh
        self._other_words = {title: tuple(words.not_after.get(title, "")) for title in self._titles}
        self._nicknamed = re.compile(f"[{words.nicknames}](?=[{''.join(self._surnames)}])")
        self._labels = lowered(labels.person)
        surname = f"(?:{'|'.join(words.compound)}|[{''.join(self._surnames)}])"
        given = f"(?!{'|'.join(self._titles)})[\u3400-\u9fff]"
        self._after_label = re.compile(f" ?: ?({surname}(?:{given}){{1,2}})")

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """The names, without titles and labels."""
        text = shadow.text
        for title, at in occurrences(text, self._titles):
            start = self._start(text, at)
            if start is not None and not text.startswith(self._other_words[title], at + len(title)):
                yield Finding("person", start, at)
        for match in self._nicknamed.finditer(text):
            if not self._is_common(text, match.end()) and not self._is_common(text, match.start()):
                yield Finding("person", match.end(), match.end() + 1)
        for label, at in occurrences(shadow.lower, self._labels):
            named = self._after_label.match(text, at + len(label))
            if named:
                yield Finding("person", *named.span(1))

    def _start(self, text: str, title: int) -> int | None:
        """Where the name before a title begins; None when there is none."""
        if text[max(0, title - 2) : title] in self._compound:
            return title - 2
        alone = self._is_surname(text, title - 1)
        if alone and text[title - 1] in self._sure:
            start = self._with_given(text, title, self._sure)
            return title - 1 if start is None else start
        start = self._with_given(text, title, self._surnames)
        return start if start is not None else title - 1 if alone else None

    def _with_given(self, text: str, title: int, surnames: frozenset[str]) -> int | None:
        """Where a name with a given name begins, the shorter one first."""
        for start in range(title - 2, max(0, title - 2 - _LONGEST_GIVEN) - 1, -1):
            compound = text[max(0, start - 1) : start + 1] in self._compound
            if not compound and not (text[start] in surnames and self._is_surname(text, start)):
                continue
            if all(_HAN.match(char) and char not in self._not_given for char in text[start + 1 : title]):
                return start - compound
        return None

    def _is_surname(self, text: str, at: int) -> bool:
        """Whether the character can be a surname there."""
        if at < 0 or text[at] not in self._surnames or self._is_common(text, at):
            return False
        before = text[at - 1 : at]
        return text[at] in self._sure or not _HAN.match(before) or before in self._leads

    def _is_common(self, text: str, at: int) -> bool:
        """Whether the character there belongs to one of the words, of two or three characters, that are no names."""
        common, around = self._common, f"  {text[max(0, at - 2) : at + 3]}"
        here = 2 + min(at, 2)
        return (
            around[here - 1 : here + 1] in common
            or around[here : here + 2] in common
            or around[here - 2 : here + 1] in common
            or around[here - 1 : here + 2] in common
            or around[here : here + 3] in common
        )
