"""A conversation as a file: what was said, the sources of each reply, and the notice that a machine wrote it."""

from collections.abc import Callable, Iterator
from importlib import import_module

from advisor.errors import InvalidInput
from advisor.exports.layout import MEDIA_TYPES, Bullets, Say
from advisor.models.conversation import Conversation, Message
from advisor.models.shared import Citation

Hide = Callable[[str], str]
_WRITERS = {
    "md": ("advisor.exports.markdown", "said_in_markdown"),
    "docx": ("advisor.exports.word", "said_in_word"),
}


def transcript(conversation: Conversation, form: str, say: Say, hide: Hide) -> tuple[bytes, str]:
    """The file and its media type; `hide` is what the policy does to texts that leave.

    Raises InvalidInput for a format that is not offered.
    """
    if form not in _WRITERS:
        raise InvalidInput("unknown_format", "format", value=form, known=", ".join(_WRITERS))
    module, function = _WRITERS[form]
    content: bytes = getattr(import_module(module), function)(
        hide(conversation.title), list(_parts(conversation, say, hide)), say
    )
    return content, MEDIA_TYPES[form]


def _parts(conversation: Conversation, say: Say, hide: Hide) -> Iterator[tuple[str, str, Bullets | None]]:
    """Each message as who and when, the text, and its sources."""
    for message in conversation.messages:
        who = say("export.you" if message.role == "user" else "export.advisor")
        head = f"{who} · {message.created_at.isoformat(timespec='minutes')}"
        yield head, hide(_text(message, say)), _sources(message.citations, say)


def _text(message: Message, say: Say) -> str:
    parts = [message.text]
    if message.draft is not None:
        parts.append(message.draft.text)
    if message.status != "complete":
        parts.append(say(f"export.{message.status}"))
    return "\n\n".join(part for part in parts if part)


def _sources(citations: tuple[Citation, ...], say: Say) -> Bullets | None:
    if not citations:
        return None
    lines = tuple(f"[{c.ref}] {c.title} · {c.section}: “{c.quote}”{f' {c.url}' if c.url else ''}" for c in citations)
    return Bullets(say("export.sources"), lines)
