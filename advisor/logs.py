"""Logging: one valid JSON line an event, without the caller's words, keys or paths.

What a root hands in as `clean` goes over every text, ours and the libraries'; control characters never reach a line;
an exception is told by its type, since its message may quote what was sent.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping, MutableMapping
from math import isfinite
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

Clean = Callable[[str], str]
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.DOTALL)
# Control, line and paragraph separators, direction marks, and halves of a character that no stream can write.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
# A whole number of that many digits may be a phone or a card.
_LONG_NUMBER = 10**6


def configure_logs(level: str, stream: TextIO, clean: Clean | None = None) -> None:
    """Log from `level` up to `stream`; roots call it again with `clean` once the privacy policy is known."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        Tame(clean or (lambda text: text)),
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            processors=[_without_record, *shared, renderer], foreign_pre_chain=[_with_name], use_get_message=True
        )
    )
    # Libraries are heard from warnings up: their notes are not written for those who read our log.
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


class Tame:
    """Makes an event fit for a line: plain JSON values, cleaned texts, exceptions by their type."""

    def __init__(self, clean: Clean) -> None:
        self._clean = clean

    def __call__(self, _: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The event with every value tamed."""
        raised = _exception(event.pop("exc_info", None))
        event.pop("stack_info", None)
        tamed = {self._text(key): self._plain(value) for key, value in event.items()}
        return tamed if raised is None else {**tamed, "error": raised}

    def _plain(self, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) < _LONG_NUMBER:
            return value
        if isinstance(value, int | float) and isfinite(value):
            told = self._text(str(value))
            return value if told == str(value) else told
        if isinstance(value, Mapping):
            return {self._text(str(key)): self._plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._plain(item) for item in value]
        return type(value).__name__ if isinstance(value, BaseException) else self._text(str(value))

    def _text(self, text: str) -> str:
        return self._clean(_UNPRINTABLE.sub(" ", _ESCAPES.sub("", text)))


def _exception(info: Any) -> str | None:
    """The type of the exception an event tells of."""
    if info is True:
        info = sys.exc_info()
    raised = info[1] if isinstance(info, tuple) else info
    return type(raised).__name__ if isinstance(raised, BaseException) else None


def _with_name(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["logger"] = event["_record"].name
    return event


def _without_record(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if key not in {"_record", "_from_structlog"}}
