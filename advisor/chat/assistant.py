"""The assistant: one turn of a conversation, from what was said to the last event.

A turn has two halves. `begin` reads the message, refuses what cannot be used and keeps what was said; from then on the
turn exists and its message counts as interrupted until it is told otherwise. `events` makes the reply and tells it; the
message is stored before the last event, and no transaction is open in between.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from advisor.chat import saying
from advisor.chat.follow_ups import Replier
from advisor.chat.memory import Memory
from advisor.chat.reading import Reader, Reading
from advisor.chat.replies import Reply, Told, Turn
from advisor.errors import AdvisorError, StorageUnavailable
from advisor.models.base import Lang
from advisor.models.conversation import ChatRequest, MessageStatus, Said
from advisor.models.principal import Owner, Principal
from advisor.models.turn import (
    Broken,
    ChatEvent,
    Citations,
    Delta,
    Finished,
    Meta,
    Stage,
    Status,
    Suggested,
)
from advisor.texts.catalogue import Catalogue

_LONGEST_TITLE = 40
_STAGES: dict[str, tuple[Stage, ...]] = {
    "answer": ("diagnosing", "searching", "composing"),
    "plan": ("diagnosing", "searching", "composing"),
    "draft": ("diagnosing", "composing"),
    "another": ("searching",),
}


class ConversationStore(Told, Protocol):
    """Where the conversations of one owner are kept."""

    def memory(self, conversation_id: str) -> str | None:
        """What this conversation knows; None when nothing was kept. Raises NotFound."""
        ...

    def begin(self, said: Said) -> None:
        """Keep what was said, and the reply's place as interrupted. Raises NotFound."""
        ...

    def finish(
        self, message_id: str, status: MessageStatus, events: tuple[ChatEvent, ...], memory: str | None, now: datetime
    ) -> None:
        """Keep the reply; `memory` None leaves what the conversation knows as it was."""
        ...


@dataclass(frozen=True)
class Begun:
    """A turn that exists: its first event, and what its reply is made from."""

    meta: Meta
    reading: Reading
    turn: Turn
    store: ConversationStore


@dataclass(frozen=True)
class Assistant:
    """Takes turns. Every method may be called from any thread."""

    reader: Reader
    replier: Replier
    words: Catalogue
    errors: Catalogue
    conversations: Callable[[Owner], ConversationStore]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def begin(self, request: ChatRequest, principal: Principal) -> Begun:
        """Read the message and keep it. Raises InvalidInput, NotFound and StorageUnavailable."""
        store = self.conversations(principal.owner)
        known = store.memory(request.conversation_id) if request.conversation_id else None
        memory = Memory.model_validate_json(known) if known else Memory()
        now = self.now()
        reading = self.reader.read(request, memory, now.date())
        reply_id = self.new_id()
        conversation_id = request.conversation_id or self.new_id()
        title = None if request.conversation_id else _title(request.message)
        said = Said(
            conversation_id=conversation_id,
            title=title,
            text=request.message,
            message_id=self.new_id(),
            reply_id=reply_id,
            now=now,
        )
        store.begin(said)
        lang = reading.memory.lang or "zh"
        meta = Meta(
            conversation_id=conversation_id,
            message_id=reply_id,
            lang=lang,
            intent=reading.intent,
            ai_notice=self.words.say(lang, "notice"),
            created_at=now,
        )
        turn = Turn(principal, reply_id, now.date(), store, answers_only=principal.answers_only)
        return Begun(meta, reading, turn, store)

    def events(self, begun: Begun, stopped: Callable[[], bool] = lambda: False) -> Generator[ChatEvent]:
        """The whole turn, its meta first; cut short, but ended properly, when `stopped` says so."""
        told: list[ChatEvent] = []
        cut = False
        try:
            for event in self._opening(begun):
                told.append(event)
                yield event
            reply = self.replier.silence(begun.reading) if stopped() else self.replier.reply(begun.reading, begun.turn)
            for event in tell(reply):
                if cut := stopped():
                    break
                told.append(event)
                yield event
            ended: Finished | Broken = self._ended(begun, told, reply, cut=cut or not reply.text)
        except GeneratorExit:
            with suppress(StorageUnavailable):  # the message counts as interrupted already
                self._finish(begun, "interrupted", told, None)
            raise
        except AdvisorError as error:
            ended = self.fail(begun, told, error.code, type(error).code, **error.params)
        yield ended

    def fail(
        self, begun: Begun, told: Sequence[ChatEvent], code: str, title: str = "internal", **values: object
    ) -> Broken:
        """End a turn that cannot be told; what was told of it stays."""
        broken = self._broken(begun.meta.message_id, begun.meta.lang, code, title, **values)
        with suppress(StorageUnavailable):
            self._finish(begun, "interrupted", [*told, broken], None)
        return broken

    def interrupted(self, message_id: str, told: Sequence[ChatEvent], code: str = "interrupted") -> Broken:
        """The end, for one listener, of a turn that was broken off after this was told of it; nothing is kept."""
        lang: Lang = next((event.lang for event in told if isinstance(event, Meta)), "zh")
        return self._broken(message_id, lang, code, "interrupted")

    def _broken(self, message_id: str, lang: Lang, code: str, title: str, **values: object) -> Broken:
        return Broken(
            code=code,
            title=self.errors.say(lang, f"error.title.{title}"),
            detail=self.errors.say(lang, f"error.{code}", **values),
            retryable=True,
            message_id=message_id,
        )

    def _opening(self, begun: Begun) -> Iterator[ChatEvent]:
        yield begun.meta
        for stage in ("reading", *_STAGES.get(begun.reading.wish, ())):
            yield Status(stage=stage, text=self.words.say(begun.meta.lang, f"stage.{stage}"))

    def _ended(self, begun: Begun, told: Sequence[ChatEvent], reply: Reply, *, cut: bool) -> Finished:
        status: Literal["complete", "stopped"] = "stopped" if cut else "complete"
        ended = Finished(
            message_id=begun.meta.message_id, status=status, grounding=reply.grounding, provenance=reply.provenance
        )
        self._finish(begun, status, [*told, ended], reply.memory.but(last_message=begun.meta.message_id))
        return ended

    def _finish(self, begun: Begun, status: MessageStatus, told: Sequence[ChatEvent], memory: Memory | None) -> None:
        kept = memory.model_dump_json(exclude_defaults=True) if memory else None
        begun.store.finish(begun.meta.message_id, status, tuple(told), kept, self.now())


def tell(reply: Reply) -> Iterator[ChatEvent]:
    """The events of a reply, between the last status and the end."""
    if reply.citations:
        yield Citations(citations=reply.citations)
    for piece in saying.pieces(reply.text):
        yield Delta(text=piece)
    if reply.card:
        yield reply.card
    if reply.citations:
        yield Citations(citations=saying.used(reply.text, reply.citations))
    yield from reply.questions
    if reply.suggestions:
        yield Suggested(suggestions=reply.suggestions)


def _title(message: str) -> str:
    """The first line of what was said, cut to a title."""
    first = " ".join(message.split())
    return first if len(first) <= _LONGEST_TITLE else first[: _LONGEST_TITLE - 1].rstrip() + "…"
