"""Turns as they are kept: what was said, then what was replied.

The repository is made for an owner; there is no way to write into, or to read from, somebody else's conversation. The
place of a reply is kept as interrupted when its message is, so that a process that dies leaves a clear end behind.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.models.conversation import Feedback, Message, MessageStatus, Said, message_of, text_of
from advisor.models.principal import Owner
from advisor.models.turn import EVENTS, ChatEvent, DraftCard, Finished, Meta, PlanCard
from advisor.storage.database import Database
from advisor.storage.tables import ConversationRow, FeedbackRow, MessageRow

_NOBODY = ""
_ADVICE = {"answer", "plan"}


class TurnRepository:
    """The turns of one owner's conversations."""

    def __init__(self, database: Database, owner: Owner) -> None:
        self._database, self._owner = database, owner

    def memory(self, conversation_id: str) -> str | None:
        """What this conversation knows; None when nothing was kept. Raises NotFound."""
        with self._database.session() as session:
            return self._conversation(session, conversation_id).memory

    def begin(self, said: Said) -> None:
        """Keep what was said, and the reply's place as interrupted. Raises NotFound."""
        with self._database.writing() as session:
            if said.title is None:
                conversation = self._conversation(session, said.conversation_id)
                conversation.updated_at = said.now
            else:
                session.add(self._new_conversation(said, said.title))
                session.flush()
            places = select(func.max(MessageRow.place)).where(MessageRow.conversation_id == said.conversation_id)
            place = (session.scalar(places) or 0) + 1
            session.add(_row(said, said.message_id, place, "user", said.text, "complete"))
            session.add(_row(said, said.reply_id, place + 1, "assistant", "", "interrupted"))

    def finish(
        self, message_id: str, status: MessageStatus, events: Sequence[ChatEvent], memory: str | None, now: datetime
    ) -> None:
        """Keep a reply; `memory` None leaves what the conversation knows as it was. Raises NotFound when it is gone."""
        with self._database.writing() as session:
            row = self._message(session, message_id)
            row.status, row.text = status, text_of(events)
            row.events = EVENTS.dump_json(tuple(events)).decode()
            row.plan_id = next((e.plan.id for e in events if isinstance(e, PlanCard)), None)
            row.draft_id = next((e.draft.id for e in events if isinstance(e, DraftCard)), None)
            row.unanswered = _unanswered(events)
            conversation = self._conversation(session, row.conversation_id)
            conversation.updated_at = now
            conversation.memory = memory or conversation.memory

    def events(self, message_id: str) -> tuple[ChatEvent, ...]:
        """What a reply told so far; empty when it was broken off before anything was kept. Raises NotFound."""
        with self._database.session() as session:
            kept = self._message(session, message_id).events
        return EVENTS.validate_json(kept) if kept else ()

    def message(self, message_id: str) -> Message:
        """A message with what was thought of it. Raises NotFound."""
        with self._database.session() as session:
            row = self._message(session, message_id)
            return message_from(row, session.get(FeedbackRow, row.id))

    def made(self, reply_id: str) -> bool:
        """Whether this plan or draft was made in one of the owner's conversations."""
        wanted = self._messages(MessageRow.id).where(
            (MessageRow.plan_id == reply_id) | (MessageRow.draft_id == reply_id)
        )
        with self._database.session() as session:
            return session.scalar(wanted.limit(1)) is not None

    def _new_conversation(self, said: Said, title: str) -> ConversationRow:
        return ConversationRow(
            id=said.conversation_id,
            tenant_id=self._owner.tenant_id,
            subject=self._owner.subject or _NOBODY,
            title=title,
            memory=None,
            created_at=said.now,
            updated_at=said.now,
        )

    def _conversation(self, session: Session, conversation_id: str) -> ConversationRow:
        wanted = select(ConversationRow).where(ConversationRow.id == conversation_id, *owned(self._owner))
        row = session.scalar(wanted)
        if row is None:
            raise NotFound(id=conversation_id)
        return row

    def _message(self, session: Session, message_id: str) -> MessageRow:
        row: MessageRow | None = session.scalar(self._messages(MessageRow).where(MessageRow.id == message_id))
        if row is None:
            raise NotFound(id=message_id)
        return row

    def _messages(self, what: Any) -> Select[Any]:
        joined = ConversationRow.id == MessageRow.conversation_id
        return select(what).select_from(MessageRow).join(ConversationRow, joined).where(*owned(self._owner))


def owned(owner: Owner) -> tuple[ColumnElement[bool], ...]:
    """The conditions that keep a query within what this owner may see."""
    mine = (ConversationRow.tenant_id == owner.tenant_id,)
    return mine if owner.subject is None else (*mine, ConversationRow.subject == owner.subject)


def message_from(row: MessageRow, feedback: FeedbackRow | None) -> Message:
    """A message as it is read back."""
    if row.role == "user":
        return Message(id=row.id, role="user", text=row.text, created_at=row.created_at)
    events = EVENTS.validate_json(row.events) if row.events else ()
    return message_of(row.id, cast(MessageStatus, row.status), row.created_at, events, feedback_from(feedback))


def feedback_from(row: FeedbackRow | None) -> Feedback | None:
    """What was thought, when something was."""
    if row is None:
        return None
    return Feedback.model_validate({"rating": row.rating, "reasons": tuple(row.reasons.split()), "text": row.text})


def _row(said: Said, message_id: str, place: int, role: str, text: str, status: MessageStatus) -> MessageRow:
    return MessageRow(
        id=message_id,
        conversation_id=said.conversation_id,
        place=place,
        role=role,
        status=status,
        text=text,
        unanswered=False,
        created_at=said.now,
    )


def _unanswered(events: Sequence[ChatEvent]) -> bool:
    """Whether advice was asked for and the material had none."""
    asked = any(isinstance(event, Meta) and event.intent in _ADVICE for event in events)
    return asked and any(isinstance(event, Finished) and event.grounding.mode == "none" for event in events)
