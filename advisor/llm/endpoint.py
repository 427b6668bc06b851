"""What there is to know about a model before it is called: where it is, how long it may take, how it is to be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Endpoint:
    """One model somewhere. `base_url` None means the provider's own address."""

    provider: str
    name: str
    base_url: str | None = None
    api_key: str = field(default="", repr=False)

    @property
    def label(self) -> str:
        """`provider:name`, as it is configured and told."""
        return f"{self.provider}:{self.name}"

    @property
    def id(self) -> str:
        """The label with its address: two servers of one name are two endpoints."""
        return f"{self.label}@{self.base_url or ''}"


@dataclass(frozen=True)
class Limits:
    """Seconds a call may take in each stretch, and tokens a prompt and a reply may have.

    `total` bounds the whole of a request's upstream work, retries and waits included.
    """

    connect: float = 5.0
    first_token: float = 20.0
    between_tokens: float = 15.0
    total: float = 60.0
    context_tokens: int = 8192
    output_tokens: int = 2048


@dataclass(frozen=True)
class Manner:
    """How models are used.

    `thinking` None leaves thinking as the provider's dialect wants it for structured replies; False asks for none.
    `stream` False is for servers that cannot stream. `extra` is merged into the request body of compatible endpoints.
    """

    temperature: float = 0.2
    thinking: bool | None = None
    stream: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Price:
    """Money per million tokens, in whatever currency the operator counts."""

    tokens_in: float
    tokens_out: float

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """What these tokens cost."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1_000_000
