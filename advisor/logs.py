"""Logging: one JSON line an event, without the caller's words, keys or paths."""

import logging
from typing import TextIO

import structlog


def configure_logs(level: str, stream: TextIO) -> None:
    """Log from `level` up to `stream`."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    # Libraries are heard from warnings up: their notes are not written for those who read our log.
    logging.basicConfig(level=max(number, logging.WARNING), stream=stream, format="%(message)s", force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
