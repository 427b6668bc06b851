"""Errors in the caller's words: the one place where codes become sentences, for every face.

Library messages are never shown; a pydantic error is told by its type.
"""

import os
from collections.abc import Iterator

from pydantic import ValidationError

from advisor.errors import Problem
from advisor.models.base import Lang
from advisor.models.probed import Probed
from advisor.texts.catalogue import Catalogue


def validation_lines(error: ValidationError, catalogue: Catalogue, lang: Lang) -> Iterator[tuple[str, str]]:
    """Each fault of a request: where it is and what to do."""
    for detail in error.errors(include_url=False):
        yield ".".join(str(part) for part in detail["loc"]), validation_message(detail, catalogue, lang)


def validation_message(detail: object, catalogue: Catalogue, lang: Lang) -> str:
    """What to do about one pydantic error, by its type or by the code our own validator raised."""
    kind = detail["type"] if isinstance(detail, dict) else "other"
    raised = str(detail.get("msg", "")).removeprefix("Value error, ") if isinstance(detail, dict) else ""
    for key in (f"invalid.{raised}", f"invalid.{kind}"):
        if catalogue.has(key):
            return catalogue.say(lang, key)
    return catalogue.say(lang, "invalid.other")


def problem_line(problem: Problem, catalogue: Catalogue, lang: Lang) -> str:
    """One fault of a knowledge folder as `file:line: what is wrong`."""
    key = f"problem.{problem.code}"
    values = {"field": "", "code": problem.code, **dict(problem.params)}
    said = catalogue.say(lang, key if catalogue.has(key) else "problem.other", **values)
    return f"{problem.path}:{problem.line}: {said}"


def system_language() -> Lang:
    """The language of a terminal, from the locale; Chinese unless it is English."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if named.lower().startswith("en") else "zh"


def probe_line(found: Probed, catalogue: Catalogue, lang: Lang) -> str:
    """What a test of the model found, in one line."""

    def say(key: str, **values: object) -> str:
        return catalogue.say(lang, f"probe.{key}", **values)

    works = {"reach": found.reached, "chat": found.chats, "stream": found.streams}
    parts = [say(name, sign=say("yes" if fine else "no")) for name, fine in works.items()]
    parts.append(say("mode", mode=found.mode or say("no")))
    if found.first_ms is not None and found.total_ms is not None:
        parts.append(say("time", first=round(found.first_ms), total=round(found.total_ms)))
    parts.append(say("tokens", tokens=found.tokens))
    parts.append(say("cost", cost=f"{found.cost:g}") if found.cost is not None else say("no_cost"))
    if found.reason is not None:
        parts.append(catalogue.say(lang, f"degraded.{found.reason}"))
    return say("line", model=found.model, parts=say("join").join(parts))
