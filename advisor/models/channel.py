"""Channels: where the widget may stand, what it may do there, and how it looks. And the sessions it opens."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from advisor.models.base import Frozen, Text, Words
from advisor.models.situation import Short

Position = Literal["bottom-right", "bottom-left"]
Theme = Literal["auto", "light", "dark"]
ChannelScope = Literal["faq", "full"]
Algorithm = Literal["HS256", "RS256"]
_Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
_Count = Annotated[int, Field(ge=1, le=1_000_000)]


class Look(Frozen):
    """How the widget looks; the page may still move it and theme it."""

    title: Text | None = None
    accent: _Colour = "#0b57d0"
    position: Position = "bottom-right"
    theme: Theme = "auto"


class Limits(Frozen):
    """How much may be asked: messages by one session and one address a minute, and by the whole channel a day."""

    per_session_minute: _Count = 20
    per_ip_minute: _Count = 60
    per_day: _Count = 10_000


class ChannelIn(Frozen):
    """What an administrator says about a channel. No origins means that no page may embed it."""

    name: Short
    origins: tuple[Short, ...] = ()
    scope: ChannelScope = "full"
    anonymous: bool = True
    look: Look = Look()
    greeting: Text | None = None
    suggestions: Words = Words()
    limits: Limits = Limits()
    identity: Algorithm | None = None
    public_key: Annotated[str, StringConstraints(max_length=10_000)] | None = None
    """The host's RS256 key, as PEM; an HS256 secret is made here and shown once."""
    enabled: bool = True


class ChannelFace(Frozen):
    """What anybody who manages channels may see of one. `public_key` names it in a page and is no secret."""

    id: str
    name: str
    public_key: str
    origins: tuple[str, ...]
    scope: ChannelScope
    anonymous: bool
    look: Look
    greeting: Text | None
    suggestions: Words
    limits: Limits
    enabled: bool
    created_at: datetime


class Channel(ChannelFace):
    """A channel as it is kept."""

    tenant_id: str
    identity: Algorithm | None
    verify_with: str | None = Field(default=None, repr=False)
    """The HS256 secret or the RS256 public key."""


class WidgetSession(Frozen):
    """Who speaks through a widget, and until when."""

    id: str
    channel_id: str
    tenant_id: str
    subject: str
    anonymous: bool
    created_at: datetime
    expires_at: datetime


class OriginVerdict(Frozen):
    """Whether a page may embed a channel, which rule said so, and what an integrator can do."""

    allowed: bool
    rule: str | None
    reason: Literal["listed", "empty", "no_origin", "bad_origin", "unlisted", "disabled"]
