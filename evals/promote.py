"""From a stored reply that did not please to a case: its request, the reply for comparison, and a place for `expect`.

The person who promotes says what a good reply must hold; until then the case fails the check of case files by
having nothing to check.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import yaml

from advisor.bootstrap import storage_for
from advisor.errors import NotFound
from advisor.models.principal import HOME_TENANT
from advisor.settings import Settings
from evals.cases import Door
from evals.reading import said
from evals.targets.target import REPLIES
from evals.words import Words

_DOORS: Mapping[str, Door] = {"plan": "plan", "draft": "draft"}
_SUITES: Mapping[Door, str] = {"plan": "plans", "draft": "drafts"}
_NOT_ID = re.compile(r"[^a-z0-9]+")


class CannotPromote(Exception):
    """The reply cannot become a case; `code` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Feedback(Protocol):
    """What people said about replies."""

    def reason(self, reply_id: str) -> str | None:
        """Why a reply got a down-vote; None when it got none."""
        ...


def promote(reply_id: str, reason: str | None, settings: Settings, folder: Path, words: Words) -> Path:
    """Write the case of a stored reply under `folder`. Raises CannotPromote."""
    if not reason:
        raise CannotPromote("no_reason")
    storage = storage_for(settings)
    try:
        kept = storage.replies(HOME_TENANT).kept(reply_id)
    except NotFound as error:
        raise CannotPromote("reply_not_found", reply=reply_id) from error
    finally:
        storage.close()
    if kept.request is None:
        raise CannotPromote("request_not_kept", reply=reply_id)
    door = _DOORS[kept.kind]
    path = folder / _SUITES[door] / f"promoted_{_slug(reply_id)}.yaml"
    if path.exists():
        raise CannotPromote("file_exists", path=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(skeleton(reply_id, reason, door, kept.request, kept.reply, words), encoding="utf-8")
    return path


def skeleton(
    reply_id: str, reason: str, door: Door, request: Mapping[str, Any], reply: Mapping[str, Any], words: Words
) -> str:
    """The text of the case file: the request, an empty `expect`, and the reply as a comment above it."""
    flat = " ".join(reason.split())
    told = said(REPLIES[door].model_validate(reply, extra="ignore"))
    case = {
        "id": f"{_SUITES[door]}.promoted_{_slug(reply_id)}",
        "lang": reply.get("lang", "zh"),
        "tags": ["promoted"],
        "provenance": f"reply {reply_id}: {flat}"[:200],
        "door": door,
        "input": dict(request),
        "expect": {},
    }
    comment = "".join(f"#   {line}\n" for line in told.splitlines())
    head = words.say("promote.hint", reply=reply_id, reason=flat)
    return head + comment + yaml.safe_dump([case], allow_unicode=True, sort_keys=False, width=120)


def _slug(reply_id: str) -> str:
    return _NOT_ID.sub("_", reply_id.lower()).strip("_")[:60]
