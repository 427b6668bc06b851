"""Conversations and feedback; a key sees its tenant's, a widget's session its subject's alone."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from advisor.errors import InvalidInput
from advisor.exports.transcript import transcript
from advisor.models.base import Frozen, Lang
from advisor.models.conversation import Conversation, ConversationHead, ConversationPage, Feedback, Gap, Message
from advisor.models.situation import Short
from api.deps import App, CanAdmin, CanChat, Language

router = APIRouter(prefix="/v1", tags=["conversations"])
_MOST = 100


class TitleIn(Frozen):
    """A conversation's new title."""

    title: Short


class GapsOut(Frozen):
    """What the knowledge lacks, the newest first."""

    gaps: tuple[Gap, ...]


@router.get("/conversations")
def list_conversations(
    app: App,
    caller: CanChat,
    q: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 20,
    before: Annotated[str | None, Query(max_length=200)] = None,
) -> ConversationPage:
    """List conversations, the last used first."""
    return app.storage.conversations(caller.owner).list(limit, q, before)


@router.get("/conversations/{conversation_id}")
def read_conversation(conversation_id: str, app: App, caller: CanChat) -> Conversation:
    """Read everything said in a conversation."""
    return app.storage.conversations(caller.owner).read(conversation_id)


@router.patch("/conversations/{conversation_id}")
def rename_conversation(conversation_id: str, wanted: TitleIn, app: App, caller: CanChat) -> ConversationHead:
    """Give a conversation another title."""
    return app.storage.conversations(caller.owner).rename(conversation_id, wanted.title)


@router.delete("/conversations/{conversation_id}", status_code=204)
def delete_conversation(conversation_id: str, app: App, caller: CanChat) -> None:
    """Forget a conversation."""
    app.storage.conversations(caller.owner).delete(conversation_id)


@router.get("/conversations/{conversation_id}/export", response_class=Response)
def export_conversation(
    conversation_id: str, app: App, caller: CanChat, lang: Language, form: Annotated[str, Query(alias="format")] = "md"
) -> Response:
    """Download a conversation as md or docx, labelled as written by a machine."""
    conversation = app.storage.conversations(caller.owner).read(conversation_id)
    spoken: Lang = lang
    content, media_type = transcript(
        conversation,
        form,
        lambda key, **values: app.assistant.words.say(spoken, key, **values),
        app.redactor.session(spoken, "export").redact,
    )
    disposition = f'attachment; filename="conversation-{conversation.id}.{form}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


@router.post("/messages/{message_id}/feedback")
def judge_message(message_id: str, feedback: Feedback, app: App, caller: CanChat) -> Message:
    """Say whether a reply helped; without a rating, take it back."""
    known = app.assistant.words.group("reasons")
    for reason in feedback.reasons:
        if reason not in known:
            raise InvalidInput("unknown_reason", "reasons", value=reason, known=", ".join(known))
    app.storage.conversations(caller.owner).judge(message_id, feedback, app.now())
    return app.storage.turns(caller.owner).message(message_id)


@router.get("/gaps")
def list_gaps(app: App, caller: CanAdmin) -> GapsOut:
    """List replies that did not please and questions that got no answer."""
    return GapsOut(gaps=app.storage.conversations(caller.owner).gaps())
