"""Conversations as they are listed, read, renamed, searched and deleted; and what people thought of messages.

The repository is made for an owner: a tenant's key sees the tenant's, a widget's session its subject's alone.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from advisor.errors import InvalidInput, NotFound
from advisor.models.conversation import Conversation, ConversationHead, ConversationPage, Feedback, Gap
from advisor.models.principal import Owner
from advisor.storage.database import Database
from advisor.storage.tables import ConversationRow, FeedbackRow, MessageRow
from advisor.storage.turns import message_from, owned

_LAST = 120
_MOST_GAPS = 200
_ESCAPE = "\\"
_BETWEEN = "~"


class ConversationRepository:
    """The conversations of one owner."""

    def __init__(self, database: Database, owner: Owner) -> None:
        self._database, self._owner = database, owner

    def list(self, limit: int, q: str | None = None, before: str | None = None) -> ConversationPage:
        """Conversations, the last used first; `q` stands in a title or a message, `before` is a page's `next`."""
        wanted = select(ConversationRow).where(*owned(self._owner))
        if q:
            wanted = wanted.where(_holds(q))
        if before:
            wanted = wanted.where(_after(before))
        newest_first = (ConversationRow.updated_at.desc(), ConversationRow.id.desc())
        with self._database.session() as session:
            rows = session.scalars(wanted.order_by(*newest_first).limit(limit + 1)).all()
            heads = tuple(_head(session, row) for row in rows[:limit])
        more = f"{heads[-1].updated_at.isoformat()}{_BETWEEN}{heads[-1].id}" if len(rows) > limit else None
        return ConversationPage(conversations=heads, next=more)

    def read(self, conversation_id: str) -> Conversation:
        """A conversation with everything said in it. Raises NotFound."""
        with self._database.session() as session:
            row = self._row(session, conversation_id)
            said = select(MessageRow, FeedbackRow).outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
            rows = session.execute(said.where(MessageRow.conversation_id == row.id).order_by(MessageRow.place)).all()
            messages = tuple(message_from(message, feedback) for message, feedback in rows)
            return Conversation(**_head(session, row).model_dump(), messages=messages)

    def rename(self, conversation_id: str, title: str) -> ConversationHead:
        """Give a conversation another title. Raises NotFound."""
        with self._database.writing() as session:
            row = self._row(session, conversation_id)
            row.title = title
            session.flush()
            return _head(session, row)

    def delete(self, conversation_id: str) -> None:
        """Forget a conversation with everything said in it. Raises NotFound."""
        with self._database.writing() as session:
            row = self._row(session, conversation_id)
            ids = select(MessageRow.id).where(MessageRow.conversation_id == row.id).scalar_subquery()
            session.execute(delete(FeedbackRow).where(FeedbackRow.message_id.in_(ids)))
            session.execute(delete(MessageRow).where(MessageRow.conversation_id == row.id))
            session.delete(row)

    def judge(self, message_id: str, feedback: Feedback, now: datetime) -> None:
        """Keep what somebody thought of a reply; without a rating, forget it. Raises NotFound."""
        with self._database.writing() as session:
            found = session.scalar(self._replies(select(MessageRow)).where(MessageRow.id == message_id))
            if found is None:
                raise NotFound(id=message_id)
            kept = session.get(FeedbackRow, message_id)
            if kept is not None:
                session.delete(kept)
                session.flush()
            if feedback.rating is not None:
                session.add(
                    FeedbackRow(
                        message_id=message_id,
                        rating=feedback.rating,
                        reasons=" ".join(feedback.reasons),
                        text=feedback.text,
                        created_at=now,
                    )
                )

    def gaps(self) -> tuple[Gap, ...]:
        """Replies that did not please and questions without an answer, the newest first."""
        a_gap = (FeedbackRow.rating == "down") | MessageRow.unanswered
        wanted = self._judged().where(a_gap).order_by(MessageRow.created_at.desc()).limit(_MOST_GAPS)
        with self._database.session() as session:
            return tuple(_gap(session, message, feedback) for message, feedback in session.execute(wanted).all())

    def told(self, message_id: str) -> Gap | None:
        """A reply, a gap or not, with what was asked and what its reader thought of it; None when there is none."""
        with self._database.session() as session:
            found = session.execute(self._judged().where(MessageRow.id == message_id)).one_or_none()
            return _gap(session, *found) if found else None

    def reason(self, reply_id: str) -> str | None:
        """Why a kept plan or draft got a down-vote, in the reasons' slugs and the reader's words; None without one."""
        wanted = (
            self._replies(select(MessageRow, FeedbackRow))
            .join(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
            .where((MessageRow.plan_id == reply_id) | (MessageRow.draft_id == reply_id), FeedbackRow.rating == "down")
        )
        with self._database.session() as session:
            found = session.execute(wanted.limit(1)).first()
        return " ".join(filter(None, (found[1].reasons, found[1].text))) if found else None

    def _judged(self) -> Select[Any]:
        """Replies, each with the feedback on it if there is any."""
        return self._replies(select(MessageRow, FeedbackRow)).outerjoin(
            FeedbackRow, FeedbackRow.message_id == MessageRow.id
        )

    def _row(self, session: Session, conversation_id: str) -> ConversationRow:
        wanted = select(ConversationRow).where(ConversationRow.id == conversation_id, *owned(self._owner))
        row = session.scalar(wanted)
        if row is None:
            raise NotFound(id=conversation_id)
        return row

    def _replies(self, wanted: Any) -> Select[Any]:
        """The selection, within the owner's own replies."""
        joined = ConversationRow.id == MessageRow.conversation_id
        within: Select[Any] = wanted.select_from(MessageRow).join(ConversationRow, joined)
        return within.where(MessageRow.role == "assistant", *owned(self._owner))


def _holds(q: str) -> ColumnElement[bool]:
    for mark in (_ESCAPE, "%", "_"):
        q = q.replace(mark, _ESCAPE + mark)
    spoken = select(MessageRow.conversation_id).where(MessageRow.text.ilike(f"%{q}%", escape=_ESCAPE))
    return ConversationRow.title.ilike(f"%{q}%", escape=_ESCAPE) | ConversationRow.id.in_(spoken)


def _after(page: str) -> ColumnElement[bool]:
    """What stands behind the last conversation of a page."""
    moment, _, last = page.partition(_BETWEEN)
    try:
        then = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("bad_page", "before", value=page) from error
    same = (ConversationRow.updated_at == then) & (ConversationRow.id < last)
    return (ConversationRow.updated_at < then) | same


def _head(session: Session, row: ConversationRow) -> ConversationHead:
    mine = MessageRow.conversation_id == row.id
    count = session.scalar(select(func.count()).select_from(MessageRow).where(mine)) or 0
    last = session.scalar(
        select(MessageRow.text).where(mine, MessageRow.text != "").order_by(MessageRow.place.desc()).limit(1)
    )
    return ConversationHead(
        id=row.id,
        title=row.title,
        created_at=row.created_at,
        updated_at=row.updated_at,
        message_count=count,
        last=(last or "")[:_LAST],
    )


def _gap(session: Session, message: MessageRow, feedback: FeedbackRow | None) -> Gap:
    asked = select(MessageRow.text).where(
        MessageRow.conversation_id == message.conversation_id, MessageRow.place == message.place - 1
    )
    disliked = feedback is not None and feedback.rating == "down"
    return Gap(
        message_id=message.id,
        kind="disliked" if disliked else "unanswered",
        question=session.scalar(asked) or "",
        reply=message.text,
        reasons=tuple(feedback.reasons.split()) if feedback is not None and disliked else (),
        text=feedback.text if feedback is not None and disliked else None,
        reply_id=message.plan_id or message.draft_id,
        created_at=message.created_at,
    )
