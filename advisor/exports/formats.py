"""The formats a plan can be exported in, by the name a caller gives. Each library is imported when it is first used."""

from importlib import import_module

from advisor.errors import InvalidInput
from advisor.exports.layout import MEDIA_TYPES, Say
from advisor.models.plan import Plan

_WRITERS = {
    "md": ("advisor.exports.markdown", "to_markdown"),
    "docx": ("advisor.exports.word", "to_word"),
    "xlsx": ("advisor.exports.sheet", "to_sheet"),
    "ics": ("advisor.exports.calendar", "to_calendar"),
}


def export(plan: Plan, form: str, say: Say) -> tuple[bytes, str]:
    """The file and its media type. Raises InvalidInput for a format that is not offered."""
    if form not in _WRITERS:
        raise InvalidInput("unknown_format", "format", value=form, known=", ".join(_WRITERS))
    module, function = _WRITERS[form]
    content: bytes = getattr(import_module(module), function)(plan, say)
    return content, MEDIA_TYPES[form]
