"""From a stored reply that did not please to a case: its request, the reply for comparison, and a place for `expect`.

A reply is named by the id of the plan or draft, or by the message of a conversation that gave it; then what its reader
said of it is the reason. The person who promotes says what a good reply must hold; until then the case fails the check
of case files by having nothing to check.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from advisor.bootstrap import storage_for
from advisor.errors import NotFound
from advisor.language.detection import language_of
from advisor.models.conversation import Gap
from advisor.models.principal import HOME_TENANT, Owner
from advisor.models.situation import MAX_QUESTION
from advisor.settings import Settings
from advisor.storage.lazy import LazyStorage
from evals.cases import Door
from evals.reading import said
from evals.targets.target import REPLIES
from evals.words import Words

_DOORS: Mapping[str, Door] = {"plan": "plan", "draft": "draft"}
_SUITES: Mapping[Door, str] = {"plan": "plans", "draft": "drafts", "answer": "answers"}
_NOT_ID = re.compile(r"[^a-z0-9]+")


class CannotPromote(Exception):
    """The reply cannot become a case; `code` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Disliked:
    """A reply that did not please: through which door it came, what was asked, what was said, and what was wrong."""

    id: str
    door: Door
    request: Mapping[str, Any]
    lang: str
    told: str
    reason: str

    @property
    def slug(self) -> str:
        """The reply's id as a part of a case's."""
        return _NOT_ID.sub("_", self.id.lower()).strip("_")[:60]


def promote(reply_id: str, reason: str | None, settings: Settings, folder: Path, words: Words) -> Path:
    """Write the case of a stored reply under `folder`; `reason` goes before the reader's. Raises CannotPromote."""
    storage = storage_for(settings)
    try:
        reply = _disliked(storage, reply_id, reason)
    finally:
        storage.close()
    path = folder / _SUITES[reply.door] / f"promoted_{reply.slug}.yaml"
    if path.exists():
        raise CannotPromote("file_exists", path=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(skeleton(reply, words), encoding="utf-8")
    return path


def skeleton(reply: Disliked, words: Words) -> str:
    """The text of the case file: the request, an empty `expect`, and the reply as a comment above it."""
    case = {
        "id": f"{_SUITES[reply.door]}.promoted_{reply.slug}",
        "lang": reply.lang,
        "tags": ["promoted"],
        "provenance": f"reply {reply.id}: {reply.reason}"[:200],
        "door": reply.door,
        "input": dict(reply.request),
        "expect": {},
    }
    comment = "".join(f"#   {line}\n" for line in reply.told.splitlines())
    head = words.say("promote.hint", reply=reply.id, reason=reply.reason)
    return head + comment + yaml.safe_dump([case], allow_unicode=True, sort_keys=False, width=120)


def _disliked(storage: LazyStorage, reply_id: str, reason: str | None) -> Disliked:
    conversations = storage.conversations(Owner(tenant_id=HOME_TENANT))
    message = conversations.told(reply_id)
    reason = reason or (_reason_of(message) if message else conversations.reason(reply_id))
    if not reason:
        raise CannotPromote("no_reason")
    flat = " ".join(reason.split())
    if message is None or message.reply_id:
        return _kept(storage, message.reply_id if message and message.reply_id else reply_id, flat)
    question = message.question[:MAX_QUESTION]
    lang = language_of(question)
    return Disliked(reply_id, "answer", {"question": question, "lang": lang}, lang, message.reply, flat)


def _kept(storage: LazyStorage, reply_id: str, reason: str) -> Disliked:
    try:
        kept = storage.replies(HOME_TENANT).kept(reply_id)
    except NotFound as error:
        raise CannotPromote("reply_not_found", reply=reply_id) from error
    if kept.request is None:
        raise CannotPromote("request_not_kept", reply=reply_id)
    door = _DOORS[kept.kind]
    told = said(REPLIES[door].model_validate(kept.reply, extra="ignore"))
    return Disliked(reply_id, door, kept.request, kept.reply.get("lang", "zh"), told, reason)


def _reason_of(message: Gap) -> str:
    return " ".join(filter(None, (*message.reasons, message.text)))
