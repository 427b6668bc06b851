"""Identity tokens: the good one passes, everything else is refused in the same words."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from advisor.channels.identity import identity, usable_key
from advisor.errors import NotAuthenticated
from tests.channels.conftest import channel
from tests.conftest import NOW

SECRET = "a-secret-of-the-tests-that-is-long-enough-for-every-algorithm-of-the-family"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = (
    RSA_KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
PRIVATE = RSA_KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
HS = channel(identity="HS256", verify_with=SECRET)
RS = channel(identity="RS256", verify_with=PEM)


def claims(**changes: Any) -> dict[str, Any]:
    at = int(NOW.timestamp())
    good = {"sub": "u1", "aud": "c1", "iat": at, "exp": at + 300, "jti": "j1"}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(headers: dict[str, Any] | None = None, secret: str = SECRET, alg: str = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), secret, algorithm=alg, headers=headers)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def by_hand(header: dict[str, Any], signature: str = "") -> str:
    return ".".join([*(encoded(json.dumps(part).encode()) for part in (header, claims())), signature])


AT = int(NOW.timestamp())
ABUSES: dict[str, Callable[[], str]] = {
    "no algorithm": lambda: by_hand({"alg": "none", "typ": "JWT"}),
    "no algorithm in capitals": lambda: by_hand({"alg": "NONE"}),
    "another algorithm of the family": lambda: signed(alg="HS512"),
    "the signature cut off": lambda: signed().rpartition(".")[0] + ".",
    "a foreign secret": lambda: signed(secret="another-secret-that-is-long-enough-too"),
    "a foreign audience": lambda: signed(aud="c2"),
    "several audiences": lambda: signed(aud=["c1", "c2"]),
    "no audience": lambda: signed(aud=None),
    "another type": lambda: signed(headers={"typ": "at+jwt"}),
    "expired for a second": lambda: signed(iat=AT - 301, exp=AT - 1),
    "expiring now": lambda: signed(iat=AT - 300, exp=AT),
    "no end": lambda: signed(exp=None),
    "an end too far": lambda: signed(exp=AT + 301),
    "an end ten minutes off, signed later": lambda: signed(iat=AT + 600, exp=AT + 900),
    "an endless end": lambda: signed(exp=10**20),
    "signed in the future": lambda: signed(iat=AT + 31, exp=AT + 300),
    "no beginning": lambda: signed(iat=None),
    "no subject": lambda: signed(sub=None),
    "an empty subject": lambda: signed(sub=" "),
    "a long subject": lambda: signed(sub="x" * 121),
    "no id": lambda: signed(jti=None),
    "a long id": lambda: signed(jti="x" * 65),
    "a key id that is a path": lambda: signed(headers={"kid": "../../dev/null"}),
    "a key id that is a query": lambda: signed(headers={"kid": "' or 1=1"}),
    "a key of its own": lambda: signed(headers={"jwk": {"kty": "oct", "k": "AA"}}),
    "a place to fetch the key": lambda: signed(headers={"jku": "https://evil.cn/keys"}),
    "a critical extension": lambda: signed(headers={"crit": ["x"], "x": 1}),
    "no token": lambda: "",
    "words": lambda: "not.a.token",
    "an endless token": lambda: "a" * 9000,
    "letters of another script": lambda: "研.发.部",
}  # fmt: skip


def test_a_good_token_says_who_is_asking() -> None:
    who = identity(signed(), HS, NOW)
    assert (who.subject, who.jti, who.expires_at) == ("u1", "j1", NOW + timedelta(minutes=5))
    assert identity(signed(aud="pk_test"), HS, NOW).subject == "u1"
    assert identity(signed(headers={"kid": "key-1"}), HS, NOW).subject == "u1"
    assert identity(jwt.encode(claims(), PRIVATE, algorithm="RS256"), RS, NOW).subject == "u1"


@pytest.mark.parametrize("make", ABUSES.values(), ids=ABUSES)
def test_any_other_token_is_refused(make: Callable[[], str]) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        identity(make(), HS, NOW)
    assert refused.value.code == "identity_invalid"


def test_a_public_key_cannot_be_used_as_a_shared_secret() -> None:
    unsigned = by_hand({"alg": "HS256", "typ": "JWT"}).removesuffix(".")
    signature = encoded(hmac.new(PEM.encode(), unsigned.encode(), hashlib.sha256).digest())
    with pytest.raises(NotAuthenticated):
        identity(f"{unsigned}.{signature}", RS, NOW)


def test_a_token_for_one_algorithm_is_refused_by_a_channel_of_the_other() -> None:
    with pytest.raises(NotAuthenticated):
        identity(jwt.encode(claims(), PRIVATE, algorithm="RS256"), HS, NOW)


def test_a_channel_without_identities_takes_none() -> None:
    with pytest.raises(NotAuthenticated) as refused:
        identity(signed(), channel(), NOW)
    assert refused.value.code == "identity_not_configured"


@pytest.mark.parametrize(("pem", "usable"), [(PEM, True), (PRIVATE, False), ("", False), ("x", False)])
def test_only_a_public_key_can_be_set(pem: str, usable: bool) -> None:  # noqa: FBT001
    assert usable_key(pem) is usable
