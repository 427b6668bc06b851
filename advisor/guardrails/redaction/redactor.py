"""The redactor: finds personal data in a text and treats each kind as the policy says for where the text goes.

Restoring is exact: what was a token becomes again the very characters that stood there.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from advisor.guardrails.redaction.addresses import LatinAddresses, StreetAddresses
from advisor.guardrails.redaction.finding import Finder, Finding, Found, merged
from advisor.guardrails.redaction.labelled import LabelledValues
from advisor.guardrails.redaction.latin_names import LatinNames
from advisor.guardrails.redaction.marks import marks_of
from advisor.guardrails.redaction.names import TitledNames
from advisor.guardrails.redaction.numbers import Numbers
from advisor.guardrails.redaction.roster import RosterNames
from advisor.guardrails.redaction.tokens import Tokens, TokenTable, TokenWords
from advisor.language.detection import language_of
from advisor.language.shadow import Shadow
from advisor.models.base import Lang
from advisor.models.privacy import Privacy, Sink, Treatment

_NOT_IDENTITY = re.compile(r"[\s\-._/()·]+")
# A mask shows this many characters in front and at the end of a long value, and one of a short value.
_SHOWN_FRONT, _SHOWN_END, _LONG = 3, 2, 7


@dataclass(frozen=True)
class Redacted:
    """A text without personal data, and what its tokens stand for."""

    text: str
    tokens: Tokens


@dataclass(frozen=True)
class Redactor:
    """Redacts by `policy`; names on the `roster` are known as they are. Made once, used from any thread."""

    policy: Privacy
    roster: frozenset[str] = frozenset()

    def redact(self, text: str, lang: Lang | None = None, sink: Sink = "model") -> Redacted:
        """One text on its way to `sink`, with tokens in `lang` (the text's own when None)."""
        session = self.session(lang or language_of(text), sink)
        return Redacted(session.redact(text), session.tokens)

    def restore(self, text: str, tokens: Tokens) -> str:
        """The text with every known token turned back; an unknown token stays as it is."""
        return self.words.pattern.sub(lambda m: tokens.originals.get(self.words.read(m), m.group()), text)

    def for_log(self, text: str) -> str:
        """The text as a log may hold it."""
        return self.redact(text, "en", "log").text

    def strays(self, text: str, tokens: Tokens) -> tuple[str, ...]:
        """What is written like a token in `text` but is none of `tokens`: a model made it up."""
        found = self.words.pattern.finditer(text)
        return tuple(match.group() for match in found if self.words.read(match) not in tokens.originals)

    def session(self, lang: Lang, sink: Sink = "model") -> "Session":
        """One request: all its texts share one table, so that the same person has the same token."""
        return Session(self, lang, sink)

    def findings(self, text: str, sink: Sink = "model") -> list[Finding]:
        """Where `text` holds what may not pass to `sink` as it is, in reading order, placed in the text itself."""
        shadow = Shadow(text)
        hidden = {kind for kind, rule in self.policy.kinds.items() if rule.towards(sink) != "allow"}
        places = [
            Finding(kind, *shadow.span(start, end))
            for finder in self._finders
            for kind, start, end in finder(shadow)
            if kind in hidden
        ]
        places += [Finding("quoted", *match.span()) for match in self.words.pattern.finditer(text)]
        return merged(places)

    def treatment(self, kind: Found, sink: Sink) -> Treatment:
        """What is done with one kind on the way to `sink`; what only looks like a token always becomes one."""
        return "token" if kind == "quoted" else self.policy.kinds[kind].towards(sink)

    @cached_property
    def words(self) -> TokenWords:
        """How tokens are written."""
        return TokenWords(self.policy)

    @cached_property
    def _finders(self) -> tuple[Finder, ...]:
        policy = self.policy
        return (
            Numbers(policy),
            LabelledValues(policy),
            marks_of(policy),
            StreetAddresses(policy.address),
            LatinAddresses(policy.address),
            RosterNames(self.roster),
            TitledNames(policy.names, policy.labels),
            LatinNames(policy.names, policy.labels),
        )


class Session:
    """The texts of one request on their way out, and its replies on their way back. Not shared between requests."""

    def __init__(self, redactor: Redactor, lang: Lang, sink: Sink) -> None:
        self._redactor, self._lang, self._sink = redactor, lang, sink
        self._table = TokenTable()
        self._written: dict[tuple[Found, str], str] = {}

    @property
    def tokens(self) -> Tokens:
        """What was hidden so far."""
        return self._table.tokens()

    def redact(self, text: str) -> str:
        """One text without personal data."""
        parts, last = [], 0
        for found in self._redactor.findings(text, self._sink):
            parts += [text[last : found.start], self._treated(found.kind, text[found.start : found.end])]
            last = found.end
        return "".join(parts) + text[last:]

    def redact_all(self, value: Any) -> Any:
        """The same nested mappings and lists, with every string in them redacted; keys stay."""
        return _each(value, self.redact)

    def restore(self, text: str) -> str:
        """One text of a reply with its tokens turned back."""
        return self._redactor.restore(text, self.tokens)

    def restore_all(self, value: Any) -> Any:
        """The same nested mappings and lists, with the tokens in every string turned back."""
        tokens = self.tokens
        return _each(value, lambda text: self._redactor.restore(text, tokens))

    def strays(self, texts: Iterable[str]) -> tuple[str, ...]:
        """What looks like a token in a reply and is none of ours."""
        tokens = self.tokens
        return tuple(stray for text in texts for stray in self._redactor.strays(text, tokens))

    def _treated(self, kind: Found, original: str) -> str:
        treatment = self._redactor.treatment(kind, self._sink)
        if treatment == "drop":
            return ""
        return masked(original) if treatment == "mask" else self._token(kind, original)

    def _token(self, kind: Found, original: str) -> str:
        token = self._written.get((kind, original))
        if token is None:
            identity = _NOT_IDENTITY.sub("", Shadow(original).lower)
            token = self._redactor.words.write(self._table.key(kind, original, identity), self._lang)
            self._written[kind, original] = token
        return token


def masked(original: str) -> str:
    """The value with its middle hidden."""
    if len(original) < _LONG:
        return original[:1] + "*" * (len(original) - 1)
    hidden = len(original) - _SHOWN_FRONT - _SHOWN_END
    return original[:_SHOWN_FRONT] + "*" * hidden + original[-_SHOWN_END:]


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_each(item, change) for item in value)
    return value
