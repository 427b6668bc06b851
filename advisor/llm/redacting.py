"""The port to redaction: personal data never passes it, and what returns is whole again."""

from typing import Any, Protocol

from advisor.models.base import Lang


class Redacted(Protocol):
    """A text whose personal data are tokens, and what the tokens stand for."""

    @property
    def text(self) -> str:
        """The text that may leave."""
        ...

    @property
    def tokens(self) -> Any:
        """What the tokens stand for, in a form only the redactor reads."""
        ...


class Redactor(Protocol):
    """Replaces personal data by tokens and puts them back."""

    def redact(self, text: str, lang: Lang | None = None) -> Redacted:
        """The text with tokens in place of personal data."""
        ...

    def restore(self, text: str, tokens: Any) -> str:
        """The text with the tokens' meanings put back."""
        ...

    def strays(self, text: str, tokens: Any) -> tuple[str, ...]:
        """What looks like a token and is none of these."""
        ...


def restored(node: Any, redactor: Redactor, tokens: Any) -> Any:
    """A nested value with every string made whole; one with a token nobody issued becomes empty.

    Such a token would name a person nobody spoke of.
    """
    if isinstance(node, str):
        return "" if redactor.strays(node, tokens) else redactor.restore(node, tokens)
    if isinstance(node, dict):
        return {name: restored(value, redactor, tokens) for name, value in node.items()}
    return [restored(each, redactor, tokens) for each in node] if isinstance(node, list) else node
