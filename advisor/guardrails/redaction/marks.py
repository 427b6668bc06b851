"""Values known by their own marks: e-mail, IP address, licence plate, passport, access keys, a company's own shapes."""

import ipaddress
import re
from collections.abc import Iterator, Sequence

from advisor.guardrails.redaction.finding import Finder, Finding
from advisor.guardrails.redaction.labels import REACH, Label, lowered
from advisor.language.shadow import Shadow
from advisor.models.privacy import Kind, Privacy, Shape

_MAILBOX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}$")
_DOMAIN = re.compile(r" ?([A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![A-Za-z0-9])")
_LONGEST_MAILBOX = 64
# A look behind stands after the first character, so that the search can run from one such character to the next.
_IPV4 = re.compile(r"\d(?<![\d.].)\d{0,2}(?:\.\d{1,3}){3}(?!\.?\d)")
_IPV6 = re.compile(r"[0-9A-Fa-f:]{6,39}")
_PASSPORT = re.compile(r"[EGeg](?<![A-Za-z0-9-].)(?:\d{8}|(?<=[Ee])[A-Za-z]\d{7})(?![A-Za-z0-9-])", re.DOTALL)
_KEY = re.compile(r"[spagx](?<![A-Za-z0-9].)(?:k|hp|ox[bp])[-_][A-Za-z0-9_-]{12,200}", re.DOTALL)
# Each is looked for only where the text has the words it needs.
_SECRETS = {
    "earer ": re.compile(r"(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{12,400}"),
    "eyJ": re.compile(r"eyJ[A-Za-z0-9_-]{8,400}\.[A-Za-z0-9_-]{4,800}\.[A-Za-z0-9_-]{4,400}"),
    "://": re.compile(r"(?<=://)[^\s:/@]{1,64}:[^\s/@]{1,128}(?=@)"),
}
_SHAPE = {"#": r"\d", "@": "[A-Za-z]"}


class Marks:
    """Several finders as one."""

    def __init__(self, finders: Sequence[Finder]) -> None:
        self._finders = finders

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """What each of them finds."""
        for finder in self._finders:
            yield from finder(shadow)


def marks_of(policy: Privacy) -> Marks:
    """The finders for what carries its own mark."""
    plate = re.compile(rf"[{policy.plates}][A-HJ-Za-hj-z][·. -]?(?=[A-Za-z]{{0,5}}\d)[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])")
    finders: list[Finder] = [
        mails,
        IpAddresses(policy),
        _matches("plate", plate),
        _matches("passport", _PASSPORT),
        _matches("credential", _KEY),
        secrets,
    ]
    return Marks(finders + [_matches("employee_number", _shaped(shape)) for shape in policy.employee_shapes])


def mails(shadow: Shadow) -> Iterator[Finding]:
    """E-mail addresses, looked for around each @."""
    text = shadow.text
    at = text.find("@")
    while at >= 0:
        before = text[max(0, at - _LONGEST_MAILBOX - 1) : at].rstrip(" ")
        mailbox = _MAILBOX.search(before[-_LONGEST_MAILBOX:])
        domain = _DOMAIN.match(text, at + 1)
        if mailbox and domain:
            start = at - len(text[max(0, at - _LONGEST_MAILBOX - 1) : at]) + len(before) - len(mailbox.group())
            yield Finding("email", start, domain.end())
        at = text.find("@", at + 1)


def secrets(shadow: Shadow) -> Iterator[Finding]:
    """Access tokens and passwords in addresses."""
    for needed, pattern in _SECRETS.items():
        if needed in shadow.text:
            yield from (Finding("credential", *match.span()) for match in pattern.finditer(shadow.text))


class IpAddresses:
    """Addresses of both versions. Four small figures with dots are a version or a section number."""

    def __init__(self, policy: Privacy) -> None:
        self._version, self._joins = lowered(policy.labels.version), lowered(policy.labels.joins)

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """The addresses."""
        for match in _IPV4.finditer(shadow.text):
            parts = [int(part) for part in match.group().split(".")]
            if max(parts) <= 255 and max(parts) >= 10 and not self._is_version(shadow, match.start()):
                yield Finding("ip", *match.span())
        if shadow.text.count(":") >= 2:
            for match in _IPV6.finditer(shadow.text):
                if match.group().count(":") >= 2 and _is_ipv6(match.group()):
                    yield Finding("ip", *match.span())

    def _is_version(self, shadow: Shadow, start: int) -> bool:
        return Label(shadow.lower[max(0, start - REACH) : start], self._joins).is_one_of(self._version)


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _matches(kind: Kind, pattern: re.Pattern[str]) -> Finder:
    def find(shadow: Shadow) -> Iterator[Finding]:
        for match in pattern.finditer(shadow.text):
            yield Finding(kind, *match.span())

    return find


def _shaped(shape: Shape) -> re.Pattern[str]:
    body = "".join(_SHAPE.get(char, re.escape(char)) for char in shape)
    return re.compile(rf"(?<![A-Za-z0-9]){body}(?![A-Za-z0-9])", re.IGNORECASE)
