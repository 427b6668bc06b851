"""JSON out of whatever a model wrapped it in: thinking, fences, prose, byte-order marks, doubled braces, commas."""

import json
import re
from collections.abc import Mapping
from typing import Any

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
# Some servers send the end of the thinking without its beginning.
_THINKING_END = re.compile(r"\A.*?</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_LOOSE_COMMA = re.compile(r",(\s*[}\]])")
_DOUBLED = re.compile(r'\{(\s*)\{(\s*")')
# Nothing we ask for nests deeper; deeper is an attack on the parser.
_DEEPEST = 32


class NoObject(ValueError):
    """There is no JSON object in the text."""


def object_in(text: str) -> dict[str, Any]:
    """The first whole JSON object of `text`, mended where that is safe. Raises NoObject."""
    text = without_thinking(text).replace("\ufeff", "")
    for candidate in (text, _mended(text)):
        start = candidate.find("{")
        while start >= 0:
            found = _decoded(candidate, start)
            if found is not None:
                return found
            start = candidate.find("{", start + 1)
            # Only the outermost brace may begin our object; an inner one would be a part taken for the whole.
            if start >= 0 and _inside(candidate, start):
                break
    raise NoObject


def partial_object(text: str) -> Mapping[str, Any]:
    """What is readable of an object that is still growing; empty when nothing is. The last value may be unfinished."""
    from langchain_core.utils.json import parse_partial_json

    text = without_thinking(text)
    start = text.find("{")
    if start < 0:
        return {}
    try:
        found = parse_partial_json(text[start:])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def without_thinking(text: str) -> str:
    """The text without the model's thinking, finished or not."""
    return _THINKING_END.sub("", _THINKING.sub("", text))


def _decoded(text: str, start: int) -> dict[str, Any] | None:
    if _too_deep(text[start:]):
        return None
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _mended(text: str) -> str:
    text = _LOOSE_COMMA.sub(r"\1", text)
    if _DOUBLED.search(text):
        text = re.sub(r"\}\s*\}\s*(?=\Z|`)", "}", _DOUBLED.sub(r"{\2", text, count=1))
    return text


def _inside(text: str, start: int) -> bool:
    """Whether the brace at `start` lies within an object that began before it and did not end."""
    return text.count("{", 0, start) > text.count("}", 0, start)


def _too_deep(text: str) -> bool:
    depth = 0
    for char in text:
        if char in "{[":
            depth += 1
            if depth > _DEEPEST:
                return True
        elif char in "}]":
            depth -= 1
    return False
