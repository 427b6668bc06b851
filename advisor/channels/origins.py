"""Origins and the rules that allow them. A rule is an origin, or `*.host` for the subdomains of a host over https.

Scheme, host and port must be equal. No rules allow nothing; a bare `*` is not a rule.
"""

import re
from collections.abc import Sequence

from advisor.errors import InvalidInput
from advisor.models.channel import Channel, OriginVerdict

_ORIGIN = re.compile(
    r"(https?)://((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?::(\d{1,5}))?"
)
_WILDCARD = "*."
# Fewer labels would let a whole top level in.
_FEWEST_LABELS = 2
_DEFAULT_PORT = {"http": "80", "https": "443"}
_HIGHEST_PORT = 65535


def normal(origin: str) -> str | None:
    """The origin as browsers write it; None when it is none."""
    match = _ORIGIN.fullmatch(_ascii(origin.strip().lower().removesuffix("/")))
    if match is None:
        return None
    scheme, host, port = match.groups()
    if port is None or port == _DEFAULT_PORT[scheme]:
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}" if 0 < int(port) <= _HIGHEST_PORT else None


def normal_rule(rule: str) -> str:
    """The rule as it is kept. Raises InvalidInput for one that is neither an origin nor `*.host`."""
    kept = rule.strip().lower()
    if kept.startswith(_WILDCARD):
        host = kept.removeprefix(_WILDCARD)
        as_origin = normal(f"https://{host}")
        if as_origin == f"https://{_ascii(host)}" and ":" not in host and host.count(".") >= _FEWEST_LABELS - 1:
            return _WILDCARD + _ascii(host)
    elif origin := normal(kept):
        return origin
    raise InvalidInput("bad_origin_rule", "origins", value=rule)


def verdict(channel: Channel, origin: str | None) -> OriginVerdict:
    """Whether a page of this origin may embed the channel."""
    if not channel.enabled:
        return OriginVerdict(allowed=False, rule=None, reason="disabled")
    if not origin:
        return OriginVerdict(allowed=False, rule=None, reason="no_origin")
    page = normal(origin)
    if page is None or page != origin:
        return OriginVerdict(allowed=False, rule=None, reason="bad_origin")
    rule = _allowing(channel.origins, page)
    if rule is None:
        return OriginVerdict(allowed=False, rule=None, reason="unlisted" if channel.origins else "empty")
    return OriginVerdict(allowed=True, rule=rule, reason="listed")


def _allowing(rules: Sequence[str], page: str) -> str | None:
    for rule in rules:
        if rule == page:
            return rule
        host = rule.removeprefix(_WILDCARD)
        if rule.startswith(_WILDCARD) and page.startswith("https://") and page.endswith(f".{host}"):
            return rule
    return None


def _ascii(text: str) -> str:
    """Names of other scripts as the network writes them; text that is no name is left as it is."""
    if text.isascii():
        return text
    try:
        scheme, sign, rest = text.rpartition("://")
        host, colon, port = rest.partition(":")
        return scheme + sign + host.encode("idna").decode() + colon + port
    except UnicodeError:
        return text
