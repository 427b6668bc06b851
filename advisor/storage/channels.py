"""Channels, the sessions their widgets opened, and the identities that were used. Secrets of sessions are hashes."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.models.channel import Channel, WidgetSession
from advisor.storage.database import Database
from advisor.storage.tables import ChannelRow, UsedIdentityRow, WidgetSessionRow


class ChannelRepository:
    """The channels of one tenant."""

    def __init__(self, database: Database, tenant_id: str) -> None:
        self._database, self._tenant = database, tenant_id

    def list(self) -> tuple[Channel, ...]:
        """All channels, oldest first."""
        wanted = select(ChannelRow).where(ChannelRow.tenant_id == self._tenant).order_by(ChannelRow.created_at)
        with self._database.session() as session:
            return tuple(_channel(row) for row in session.scalars(wanted))

    def get(self, channel_id: str) -> Channel:
        """The channel of that id. Raises NotFound."""
        with self._database.session() as session:
            return _channel(self._row(session, channel_id))

    def keep(self, channel: Channel) -> None:
        """Keep a channel, new or changed. Raises NotFound for another tenant's."""
        if channel.tenant_id != self._tenant:
            raise NotFound(id=channel.id)
        with self._database.writing() as session:
            row = session.get(ChannelRow, channel.id)
            if row is None:
                row = ChannelRow(id=channel.id, tenant_id=self._tenant, created_at=channel.created_at)
                session.add(row)
            elif row.tenant_id != self._tenant:
                raise NotFound(id=channel.id)
            row.public_key, row.body = channel.public_key, channel.model_dump_json()

    def _row(self, session: Session, channel_id: str) -> ChannelRow:
        wanted = select(ChannelRow).where(ChannelRow.id == channel_id, ChannelRow.tenant_id == self._tenant)
        row = session.scalar(wanted)
        if row is None:
            raise NotFound(id=channel_id)
        return row


class WidgetDoor:
    """What is known of a caller before its tenant is: channels by publishable key, sessions by secret."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_key(self, public_key: str) -> Channel | None:
        """The channel this publishable key names."""
        with self._database.session() as session:
            row = session.scalar(select(ChannelRow).where(ChannelRow.public_key == public_key))
            return _channel(row) if row else None

    def by_id(self, channel_id: str) -> Channel | None:
        """The channel of this id, whoever's it is."""
        with self._database.session() as session:
            row = session.get(ChannelRow, channel_id)
            return _channel(row) if row else None

    def channels(self) -> tuple[Channel, ...]:
        """Every channel."""
        with self._database.session() as session:
            return tuple(_channel(row) for row in session.scalars(select(ChannelRow)))

    def open(self, session: WidgetSession) -> str:
        """Keep a new session and return its secret, once; sessions that are over are forgotten."""
        secret = "ws_" + secrets.token_urlsafe(32)
        row = WidgetSessionRow(**session.model_dump(), hash=_hash(secret))
        with self._database.writing() as transaction:
            transaction.execute(delete(WidgetSessionRow).where(WidgetSessionRow.expires_at < session.created_at))
            transaction.add(row)
        return secret

    def session(self, secret: str) -> WidgetSession | None:
        """The session with this secret, whether or not it is over."""
        with self._database.session() as session:
            row = session.scalar(select(WidgetSessionRow).where(WidgetSessionRow.hash == _hash(secret)))
            return WidgetSession.model_validate(row, from_attributes=True) if row else None

    def extend(self, session_id: str, expires_at: datetime) -> None:
        """Let a session last until then."""
        with self._database.writing() as session:
            row = session.get(WidgetSessionRow, session_id)
            if row is not None:
                row.expires_at = expires_at

    def use_identity(self, channel_id: str, jti: str, expires_at: datetime, now: datetime) -> bool:
        """Mark an identity token as used; False when it was used before."""
        wanted = (UsedIdentityRow.channel_id == channel_id, UsedIdentityRow.jti == jti)
        with self._database.writing() as session:
            session.execute(delete(UsedIdentityRow).where(UsedIdentityRow.expires_at < now))
            if session.scalar(select(UsedIdentityRow.jti).where(*wanted)) is not None:
                return False
            try:
                with session.begin_nested():
                    session.add(UsedIdentityRow(channel_id=channel_id, jti=jti, expires_at=expires_at))
            except IntegrityError:  # two at once: the other one was first
                return False
        return True


def _channel(row: ChannelRow) -> Channel:
    return Channel.model_validate_json(row.body)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
