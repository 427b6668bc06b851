"""Values known by the label in front of them: employee number, passport, WeChat and QQ accounts.

Every pattern is anchored behind a label and bounded in length.
"""

import re
from collections.abc import Iterator

from advisor.guardrails.redaction.finding import Finding, occurrences
from advisor.guardrails.redaction.labels import joint, lowered
from advisor.language.shadow import Shadow
from advisor.models.base import Words
from advisor.models.privacy import Kind, Privacy

_EMPLOYEE = r"[A-Za-z]{0,4}[-_]?\d{3,10}(?![0-9A-Za-z])"
_PASSPORT = r"[A-Za-z]{0,2}\d{6,9}(?![0-9A-Za-z])"
# Six to twenty characters that begin with a letter. Right behind a colon or a joining word any will do; elsewhere an
# English word looks the same, so a digit or an underscore is asked for.
_WECHAT = r"(?:{joined}|(?=[A-Za-z_-]{{1,19}}[\d_]))[A-Za-z][A-Za-z0-9_-]{{5,19}}(?![0-9A-Za-z_-])"
_QQ = r"\d{5,11}(?![0-9A-Za-z])"
_MOBILE_ACCOUNT = r"1[3-9]\d{9}(?![0-9A-Za-z])"


class LabelledValues:
    """Finds a value behind each of its labels."""

    def __init__(self, policy: Privacy) -> None:
        labels = policy.labels
        between = joint(lowered(labels.joins))
        joined = "|".join(f"(?<={re.escape(join)})" for join in (":", ": ", *labels.joins.zh))
        self._rules = [
            _Rule("employee_number", labels.employee_number, between, _EMPLOYEE),
            _Rule("passport", labels.passport, between, _PASSPORT),
            _Rule("chat_account", labels.wechat, between, f"(?:{_WECHAT.format(joined=joined)}|{_MOBILE_ACCOUNT})"),
            _Rule("chat_account", labels.qq, between, _QQ),
        ]

    def __call__(self, shadow: Shadow) -> Iterator[Finding]:
        """The values, without their labels."""
        for rule in self._rules:
            yield from rule.findings(shadow)


class _Rule:
    """One kind: its labels and what its values look like."""

    def __init__(self, kind: Kind, labels: Words, between: str, value: str) -> None:
        self._kind, self._labels = kind, lowered(labels)
        self._pattern = re.compile(f"{between}({value})", re.IGNORECASE)

    def findings(self, shadow: Shadow) -> Iterator[Finding]:
        for label, at in occurrences(shadow.lower, self._labels):
            match = self._pattern.match(shadow.text, at + len(label))
            if match:
                yield Finding(self._kind, *match.span(1))
