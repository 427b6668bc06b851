"""What a turn of a conversation may say: a closed union of events, and its grammar.

    meta status* (question* | citations? delta* (plan | draft)? citations?)* suggestions? (done | error)

The texts of all deltas, joined, are the message. Citations stand before the text and again, only those used, after it.
Exactly one of done and error ends a turn, and nothing follows it.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from advisor.models.base import Frozen, Lang
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.shared import Citation, Grounding, Provenance

Intent = Literal["answer", "plan", "draft", "follow_up", "small_talk", "refusal"]
Stage = Literal["reading", "diagnosing", "searching", "composing"]


class Meta(Frozen):
    """The turn is understood: whose it is and what it is about."""

    type: Literal["meta"] = "meta"
    conversation_id: str
    message_id: str
    lang: Lang
    intent: Intent
    ai_notice: str
    created_at: datetime


class Status(Frozen):
    """What is being done now, in words to show."""

    type: Literal["status"] = "status"
    stage: Stage
    text: str


class Delta(Frozen):
    """A piece of the text: Markdown with [n] marks."""

    type: Literal["delta"] = "delta"
    text: str


class Citations(Frozen):
    """The sources of the text."""

    type: Literal["citations"] = "citations"
    citations: tuple[Citation, ...]


class Choice(Frozen):
    """One answer to a question."""

    id: str
    text: str


class ChatQuestion(Frozen):
    """A question whose answer would change the advice; it may always be skipped."""

    type: Literal["question"] = "question"
    id: str
    text: str
    options: tuple[Choice, ...]
    skippable: bool = True


class PlanLinks(Frozen):
    """Where the plan's files are."""

    export_ics: str
    export_md: str
    export_docx: str
    console: str | None = None


class PlanCard(Frozen):
    """A whole plan."""

    type: Literal["plan"] = "plan"
    plan: Plan
    links: PlanLinks


class ChannelName(Frozen):
    """A channel a draft can be written for."""

    id: str
    name: str


class DraftCard(Frozen):
    """A whole draft, and where else it could go."""

    type: Literal["draft"] = "draft"
    draft: Draft
    channels: tuple[ChannelName, ...]


class Suggested(Frozen):
    """What could be asked next."""

    type: Literal["suggestions"] = "suggestions"
    suggestions: tuple[str, ...]


class Finished(Frozen):
    """The end of a turn that was told, whole or up to where it was stopped."""

    type: Literal["done"] = "done"
    message_id: str
    status: Literal["complete", "stopped"]
    grounding: Grounding
    provenance: Provenance


class Broken(Frozen):
    """The end of a turn that was not told; the message is kept as interrupted."""

    type: Literal["error"] = "error"
    code: str
    title: str
    detail: str
    retryable: bool
    message_id: str


ChatEvent = Annotated[
    Meta | Status | Delta | Citations | ChatQuestion | PlanCard | DraftCard | Suggested | Finished | Broken,
    Field(discriminator="type"),
]
TERMINAL = (Finished, Broken)
EVENTS: TypeAdapter[tuple[ChatEvent, ...]] = TypeAdapter(tuple[ChatEvent, ...])

# The grammar above, one letter an event; its middle part, repeated, is any order of the four.
_LETTERS = {
    "meta": "m",
    "status": "s",
    "delta": "d",
    "citations": "c",
    "question": "q",
    "plan": "p",
    "draft": "p",
    "suggestions": "g",
    "done": "e",
    "error": "e",
}
_GRAMMAR = re.compile(r"ms*[qcdp]*g?e")


def obeys_grammar(events: Iterable[ChatEvent]) -> bool:
    """Whether these events are one whole turn."""
    return _GRAMMAR.fullmatch("".join(_LETTERS[event.type] for event in events)) is not None
