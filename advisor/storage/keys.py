"""Keys: shown once, kept as a hash, checked in constant time by the database's unique index on the hash."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import uuid4

from sqlalchemy import select

from advisor.errors import NotAuthenticated, NotFound
from advisor.models.principal import HOME_TENANT, KeyInfo, Principal, Scope
from advisor.storage.database import Database
from advisor.storage.tables import KeyRow

_PREFIX = "sk_"


class KeyRing:
    """Makes, lists, revokes and recognises keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any_active(self) -> bool:
        """Whether there is a key that works."""
        with self._database.session() as session:
            return session.scalar(select(KeyRow.id).where(KeyRow.revoked_at.is_(None)).limit(1)) is not None

    def create(self, name: str, scopes: Sequence[Scope], now: datetime, secret: str | None = None) -> str:
        """A new key, returned once. `secret` sets it instead of making one up; a known one is left as it is."""
        secret = secret or _PREFIX + secrets.token_urlsafe(32)
        with self._database.session() as session:
            if session.scalar(select(KeyRow.id).where(KeyRow.hash == _hash(secret))) is None:
                session.add(
                    KeyRow(
                        id=str(uuid4()),
                        tenant_id=HOME_TENANT,
                        name=name,
                        hash=_hash(secret),
                        scopes=" ".join(scopes),
                        created_at=now,
                    )
                )
        return secret

    def principal(self, secret: str) -> Principal:
        """Who holds this key. Raises NotAuthenticated for an unknown or revoked one."""
        wanted = select(KeyRow).where(KeyRow.hash == _hash(secret), KeyRow.revoked_at.is_(None))
        with self._database.session() as session:
            row = session.scalar(wanted)
        if row is None:
            raise NotAuthenticated
        scopes = cast(frozenset[Scope], frozenset(row.scopes.split()))
        return Principal(tenant_id=row.tenant_id, scopes=scopes, key_id=row.id)

    def list(self) -> tuple[KeyInfo, ...]:
        """All keys, oldest first, without their secrets."""
        with self._database.session() as session:
            rows = session.scalars(select(KeyRow).order_by(KeyRow.created_at)).all()
        return tuple(
            KeyInfo(
                id=row.id,
                name=row.name,
                scopes=cast(tuple[Scope, ...], tuple(row.scopes.split())),
                created_at=row.created_at.isoformat(),
                revoked=row.revoked_at is not None,
            )
            for row in rows
        )

    def revoke(self, key_id: str, now: datetime) -> None:
        """Make a key useless from now on. Raises NotFound when there is none of that id."""
        with self._database.session() as session:
            row = session.get(KeyRow, key_id)
            if row is None:
                raise NotFound(id=key_id)
            row.revoked_at = row.revoked_at or now


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
