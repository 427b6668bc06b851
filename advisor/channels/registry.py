"""Making and changing channels. Rules are checked when they are written; secrets are shown once, when they are made."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from advisor.channels.identity import usable_key
from advisor.channels.origins import normal_rule
from advisor.errors import InvalidInput
from advisor.models.channel import Algorithm, Channel, ChannelIn

_KEY_PREFIX = "pk_"


class ChannelStore(Protocol):
    """Where one tenant's channels are kept."""

    def list(self) -> tuple[Channel, ...]:
        """All channels, oldest first."""
        ...

    def get(self, channel_id: str) -> Channel:
        """The channel of that id. Raises NotFound."""
        ...

    def keep(self, channel: Channel) -> None:
        """Keep a channel, new or changed."""
        ...


@dataclass(frozen=True)
class Made:
    """A channel, and the secret its host signs identities with when one was made just now."""

    channel: Channel
    secret: str | None


@dataclass(frozen=True)
class Channels:
    """The channels of every tenant, one at a time."""

    store: Callable[[str], ChannelStore]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def list(self, tenant_id: str) -> tuple[Channel, ...]:
        """All channels of a tenant, oldest first."""
        return self.store(tenant_id).list()

    def get(self, tenant_id: str, channel_id: str) -> Channel:
        """One channel. Raises NotFound."""
        return self.store(tenant_id).get(channel_id)

    def create(self, tenant_id: str, wanted: ChannelIn) -> Made:
        """A new channel. Raises InvalidInput for a bad origin rule or key."""
        return self._keep(
            wanted,
            None,
            {
                "id": self.new_id(),
                "tenant_id": tenant_id,
                "public_key": _KEY_PREFIX + secrets.token_urlsafe(18),
                "created_at": self.now(),
            },
        )

    def change(self, tenant_id: str, channel_id: str, wanted: ChannelIn) -> Made:
        """The channel as it is now wanted. Raises NotFound and InvalidInput."""
        old = self.get(tenant_id, channel_id)
        return self._keep(wanted, old, old.model_dump(include={"id", "tenant_id", "public_key", "created_at"}))

    def rotate(self, tenant_id: str, channel_id: str) -> Made:
        """A new publishable key, and a new secret where one is used. Raises NotFound."""
        old = self.get(tenant_id, channel_id)
        secret = secrets.token_urlsafe(32) if old.identity == "HS256" else None
        update = {"public_key": _KEY_PREFIX + secrets.token_urlsafe(18), "verify_with": secret or old.verify_with}
        channel = old.model_copy(update=update)
        self.store(tenant_id).keep(channel)
        return Made(channel, secret)

    def allow(self, tenant_id: str, channel_id: str, origins: tuple[str, ...]) -> Channel:
        """The channel with exactly these origins. Raises NotFound and InvalidInput."""
        return self._updated(tenant_id, channel_id, origins=_rules(origins))

    def disable(self, tenant_id: str, channel_id: str) -> Channel:
        """The channel, switched off. Raises NotFound."""
        return self._updated(tenant_id, channel_id, enabled=False)

    def _updated(self, tenant_id: str, channel_id: str, **changes: object) -> Channel:
        channel = self.get(tenant_id, channel_id).model_copy(update=changes)
        self.store(tenant_id).keep(channel)
        return channel

    def _keep(self, wanted: ChannelIn, old: Channel | None, kept: dict[str, object]) -> Made:
        verify_with, secret = _verification(wanted.identity, wanted.public_key, old)
        told = wanted.model_dump(exclude={"public_key", "origins"})
        channel = Channel.model_validate(
            {**told, **kept, "origins": _rules(wanted.origins), "verify_with": verify_with}
        )
        self.store(channel.tenant_id).keep(channel)
        return Made(channel, secret)


def _verification(algorithm: Algorithm | None, pem: str | None, old: Channel | None) -> tuple[str | None, str | None]:
    """What identities are checked with, and the secret when it was made just now."""
    if algorithm is None:
        return None, None
    same = old is not None and old.identity == algorithm
    if algorithm == "RS256":
        if pem is None and same and old is not None:
            return old.verify_with, None
        if pem is None or not usable_key(pem):
            raise InvalidInput("bad_identity_key", "public_key")
        return pem, None
    if same and old is not None:
        return old.verify_with, None
    secret = secrets.token_urlsafe(32)
    return secret, secret


def _rules(origins: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normal_rule(rule) for rule in origins))
