"""Sign-in for the pages: a one-time ticket or a key becomes a session; only hashes are kept, in memory.

A restart signs everybody out, which costs a paste of the key and leaves nothing on disk.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from advisor.models.principal import HOME_TENANT, Principal

COOKIE = "advisor_session"
LASTS = timedelta(hours=8)
_TICKET_LASTS = timedelta(hours=12)


class Sessions:
    """The sessions of one process."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._tickets: dict[str, datetime] = {}
        self._sessions: dict[str, tuple[Principal, datetime]] = {}

    def ticket(self) -> str:
        """A link's secret that signs in once, as the administrator of the home tenant."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            self._tickets[_hash(secret)] = self._now() + _TICKET_LASTS
        return secret

    def redeem(self, ticket: str) -> str | None:
        """A session for a ticket that was not used yet; None otherwise."""
        with self._lock:
            ends = self._tickets.pop(_hash(ticket), None)
        if ends is None or ends < self._now():
            return None
        return self.open(Principal(tenant_id=HOME_TENANT, scopes=frozenset({"advise", "admin"})))

    def open(self, principal: Principal) -> str:
        """A new session's secret."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[_hash(secret)] = (principal, self._now() + LASTS)
        return secret

    def principal(self, secret: str) -> Principal | None:
        """Whose session this is; None when it is over or never was."""
        with self._lock:
            found = self._sessions.get(_hash(secret))
            if found is None or found[1] < self._now():
                self._sessions.pop(_hash(secret), None)
                return None
            return found[0]

    def close(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hash(secret), None)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
