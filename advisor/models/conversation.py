"""Conversations and what is kept of them. A message is what its events said; nothing else is stored about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from advisor.models.base import Frozen, Lang
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.shared import Citation
from advisor.models.situation import MAX_SHORT, MAX_TEXT, Short
from advisor.models.turn import ChatEvent, ChatQuestion, Citations, Delta, DraftCard, Intent, Meta, PlanCard, Suggested

MessageStatus = Literal["complete", "interrupted", "stopped"]
Rating = Literal["up", "down"]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SHORT)]
# No more can be asked in one turn than this many chips, with room for answers to earlier ones.
_MOST_ANSWERS = 20
_MOST_REASONS = 10


class ChatRequest(Frozen):
    """One thing said to the advisor."""

    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)]
    conversation_id: Short | None = None
    department: Short | None = None
    process: Short | None = None
    lang: Lang | None = None
    answers: Annotated[dict[_Name, _Name], Field(max_length=_MOST_ANSWERS)] | None = None


class Feedback(Frozen):
    """What somebody thought of a message; `rating` None takes it back."""

    rating: Rating | None
    reasons: Annotated[tuple[_Name, ...], Field(max_length=_MOST_REASONS)] = ()
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT)] | None = None


class Said(Frozen):
    """What was said, as it is kept, and where its reply will stand."""

    conversation_id: str
    title: str | None
    """The title of a new conversation; None goes on with a known one."""
    text: str
    message_id: str
    reply_id: str
    now: datetime


class Message(Frozen):
    """One message as it is read back."""

    id: str
    role: Literal["user", "assistant"]
    text: str
    status: MessageStatus = "complete"
    intent: Intent | None = None
    citations: tuple[Citation, ...] = ()
    questions: tuple[ChatQuestion, ...] = ()
    plan_id: str | None = None
    draft_id: str | None = None
    plan: Plan | None = None
    draft: Draft | None = None
    suggestions: tuple[str, ...] = ()
    feedback: Feedback | None = None
    created_at: datetime


class ConversationHead(Frozen):
    """A conversation in a list; `last` is the beginning of what was said last."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    message_count: int
    last: str


class Conversation(ConversationHead):
    """A conversation with everything said in it."""

    messages: tuple[Message, ...]


class ConversationPage(Frozen):
    """Conversations, newest first, and where the next page begins."""

    conversations: tuple[ConversationHead, ...]
    next: str | None


class Gap(Frozen):
    """Something the knowledge lacks: a reply that did not please, or a question that got none.

    `reply_id` names the kept plan or draft that can be promoted to an eval case.
    """

    message_id: str
    kind: Literal["disliked", "unanswered"]
    question: str
    reply: str
    reasons: tuple[str, ...]
    text: str | None
    reply_id: str | None
    created_at: datetime


def message_of(
    message_id: str,
    status: MessageStatus,
    created_at: datetime,
    events: Sequence[ChatEvent],
    feedback: Feedback | None = None,
) -> Message:
    """The assistant's message that these events told."""
    plans = [event.plan for event in events if isinstance(event, PlanCard)]
    drafts = [event.draft for event in events if isinstance(event, DraftCard)]
    cited = [event.citations for event in events if isinstance(event, Citations)]
    return Message(
        id=message_id,
        role="assistant",
        text=text_of(events),
        status=status,
        intent=next((event.intent for event in events if isinstance(event, Meta)), None),
        citations=cited[-1] if cited else (),
        questions=tuple(event for event in events if isinstance(event, ChatQuestion)),
        plan_id=plans[-1].id if plans else None,
        draft_id=drafts[-1].id if drafts else None,
        plan=plans[-1] if plans else None,
        draft=drafts[-1] if drafts else None,
        suggestions=next((event.suggestions for event in events if isinstance(event, Suggested)), ()),
        feedback=feedback,
        created_at=created_at,
    )


def text_of(events: Sequence[ChatEvent]) -> str:
    """The text these events told."""
    return "".join(event.text for event in events if isinstance(event, Delta))
