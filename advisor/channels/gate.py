"""The gate of widgets: a publishable key and an origin open a session; a session's secret and an origin make a caller.

A session slides: it lasts half an hour from its last use and eight at most. It ends at once when its channel is
switched off or no longer allows its origin. It may converse and open what its own conversations made, nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from advisor.channels.identity import identity
from advisor.channels.origins import verdict
from advisor.errors import NotAllowed, NotAuthenticated, NotFound
from advisor.models.channel import Channel, WidgetSession
from advisor.models.principal import Principal

SLIDES = timedelta(minutes=30)
LASTS = timedelta(hours=8)
# A session is written again only when this much would be gained, so that a turn costs no write.
_WORTH_WRITING = timedelta(minutes=1)


class Door(Protocol):
    """Where channels and sessions are looked up before a tenant is known."""

    def by_key(self, public_key: str) -> Channel | None:
        """The channel this publishable key names."""
        ...

    def by_id(self, channel_id: str) -> Channel | None:
        """The channel of this id."""
        ...

    def channels(self) -> tuple[Channel, ...]:
        """Every channel."""
        ...

    def open(self, session: WidgetSession) -> str:
        """Keep a session; its secret, once."""
        ...

    def session(self, secret: str) -> WidgetSession | None:
        """The session with this secret, whether or not it is over."""
        ...

    def extend(self, session_id: str, expires_at: datetime) -> None:
        """Let a session last until then."""
        ...

    def use_identity(self, channel_id: str, jti: str, expires_at: datetime, now: datetime) -> bool:
        """Mark an identity token as used; False when it was used before."""
        ...


@dataclass(frozen=True)
class Opened:
    """A new session and its secret."""

    secret: str
    session: WidgetSession
    subject: str


@dataclass(frozen=True)
class Gate:
    """Lets widgets in."""

    door: Callable[[], Door]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def channel(self, public_key: str, origin: str | None) -> Channel:
        """The channel, for a page that may embed it. Raises NotFound and NotAllowed."""
        channel = self.door().by_key(public_key)
        if channel is None:
            raise NotFound("channel_unknown")
        _admit(channel, origin)
        return channel

    def open(self, public_key: str, origin: str | None, token: str | None) -> Opened:
        """A session for whom the host vouches for, or for nobody in particular. Raises NotAuthenticated besides."""
        channel, now = self.channel(public_key, origin), self.now()
        if token is None and not channel.anonymous:
            raise NotAuthenticated("identity_required")
        subject = self._vouched(channel, token, now) if token is not None else self.new_id()
        session = WidgetSession(
            id=self.new_id(),
            channel_id=channel.id,
            tenant_id=channel.tenant_id,
            # Two hosts may vouch for the same name; it is not the same person.
            subject=f"{channel.id}/{subject}",
            anonymous=token is None,
            created_at=now,
            expires_at=now + SLIDES,
        )
        return Opened(self.door().open(session), session, subject)

    def principal(self, secret: str, origin: str | None) -> Principal:
        """Whose session this is. Raises NotAuthenticated for one that is over, NotAllowed for a foreign page."""
        session, now = self.door().session(secret), self.now()
        if session is None:
            raise NotAuthenticated
        channel = self.door().by_id(session.channel_id)
        if channel is None or session.expires_at <= now:
            raise NotAuthenticated("session_expired")
        if origin is not None or not channel.enabled:
            _admit(channel, origin)
        self._slide(session, now)
        return Principal(
            tenant_id=session.tenant_id,
            scopes=frozenset({"chat"}),
            session_id=session.id,
            channel_id=channel.id,
            subject=session.subject,
            answers_only=channel.scope == "faq",
        )

    def welcomes(self, origin: str) -> bool:
        """Whether any channel allows this origin."""
        return any(verdict(channel, origin).allowed for channel in self.door().channels())

    def _vouched(self, channel: Channel, token: str, now: datetime) -> str:
        who = identity(token, channel, now)
        if not self.door().use_identity(channel.id, who.jti, who.expires_at, now):
            raise NotAuthenticated("identity_invalid")
        return who.subject

    def _slide(self, session: WidgetSession, now: datetime) -> None:
        until = min(now + SLIDES, session.created_at + LASTS)
        if until - session.expires_at >= _WORTH_WRITING:
            self.door().extend(session.id, until)


def _admit(channel: Channel, origin: str | None) -> None:
    found = verdict(channel, origin)
    if found.reason == "disabled":
        raise NotAllowed("channel_disabled")
    if not found.allowed:
        raise NotAllowed("origin_not_allowed", origin=origin or "-")
