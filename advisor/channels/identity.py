"""Identity tokens: what a host page's back end signs to say who is asking. The only file that knows PyJWT.

The channel decides how a token is signed; what the token itself says about that is only compared, never followed.
PyJWT brings the whole of cryptography along, so it is imported when the first token or key comes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from advisor.errors import NotAuthenticated
from advisor.models.channel import Channel

LONGEST_LIFE = timedelta(minutes=5)
# The host's clock may run this much ahead of ours when it signs; an expired token is expired.
_CLOCKS_DIFFER = timedelta(seconds=30)
_REQUIRED = ["sub", "iat", "exp", "aud", "jti"]
_HEADER = {"alg", "typ", "kid"}
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LONGEST_SUBJECT, _LONGEST_JTI, _LONGEST_TOKEN = 120, 64, 8192


@dataclass(frozen=True)
class Identity:
    """Somebody the host vouches for, and the token's own id."""

    subject: str
    jti: str
    expires_at: datetime


def identity(token: str, channel: Channel, now: datetime) -> Identity:
    """Who this token speaks of. Raises NotAuthenticated for a token that is anything but good, and tells no more."""
    if channel.identity is None or channel.verify_with is None:
        raise NotAuthenticated("identity_not_configured")
    claims = _claims(token, channel)
    subject, jti = claims["sub"], claims["jti"]
    issued, expires = _moment(claims["iat"]), _moment(claims["exp"])
    fresh = now < expires <= now + LONGEST_LIFE + _CLOCKS_DIFFER
    lived = issued <= now + _CLOCKS_DIFFER and expires - issued <= LONGEST_LIFE
    named = _short(subject, _LONGEST_SUBJECT) and _short(jti, _LONGEST_JTI)
    if not (fresh and lived and named and claims["aud"] in (channel.id, channel.public_key)):
        raise NotAuthenticated("identity_invalid")
    return Identity(subject=subject, jti=jti, expires_at=expires)


def usable_key(pem: str) -> bool:
    """Whether this is a public key that RS256 tokens can be checked with."""
    import jwt

    try:
        key = jwt.get_algorithm_by_name("RS256").prepare_key(pem)
    except (jwt.InvalidKeyError, ValueError, TypeError):
        return False
    return not hasattr(key, "private_numbers")


def _claims(token: str, channel: Channel) -> dict[str, Any]:
    import jwt

    if len(token) > _LONGEST_TOKEN:
        raise NotAuthenticated("identity_invalid")
    try:
        header = jwt.get_unverified_header(token)
        if not _plain(header) or header.get("alg") != channel.identity:
            raise NotAuthenticated("identity_invalid")
        # Times and audience are checked by the caller, against the clock it was given.
        claims: dict[str, Any] = jwt.decode(
            token,
            channel.verify_with or "",
            algorithms=[str(channel.identity)],
            options={
                "require": _REQUIRED,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "verify_aud": False,
            },
        )
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise NotAuthenticated("identity_invalid") from error
    return claims


def _plain(header: dict[str, Any]) -> bool:
    """Whether the header holds nothing that could lead a reader elsewhere for the key."""
    key_id = header.get("kid", "-")
    typed = str(header.get("typ", "JWT")).upper() == "JWT"
    return set(header) <= _HEADER and typed and isinstance(key_id, str) and bool(_KEY_ID.fullmatch(key_id))


def _moment(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise NotAuthenticated("identity_invalid")
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise NotAuthenticated("identity_invalid") from error


def _short(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= longest
