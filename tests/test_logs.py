"""The real pipeline, from a log call or a library's record to the line in the stream."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from advisor.bootstrap import Application
from advisor.logs import configure_logs

SECRETS = ("13800138000", "王建国", "110101199003077580", "zhang.san@example.com", "sk_live_abcdefghijkl", "中山路88号")
TEXT = "王建国经理 13800138000，身份证110101199003077580，zhang.san@example.com，住在中山路88号 sk_live_abcdefghijkl"
HOSTILE = "one\r\ntwo\x1b[31mred\x1b[0m\x00\u2028three\u202e \ud800 \"quoted\" {'a': 1}"


@pytest.fixture
def stream(application: Application) -> Iterator[StringIO]:
    stream, before = StringIO(), structlog.get_config()
    handlers, level = logging.root.handlers[:], logging.root.level
    # What pytest hangs there must stay when the pipeline takes the root over.
    logging.root.handlers.clear()
    configure_logs("INFO", stream, application.redactor.for_log)
    yield stream
    structlog.configure(**before)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def lines(stream: StringIO) -> list[dict[str, Any]]:
    """Every line as what it says; a line that is none fails here."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def log_everything(text: str) -> int:
    """Log the text in every place an event has; how many lines that makes."""
    log = structlog.get_logger("tests")
    log.info("plain", text=text)
    log.info(text)
    log.warning("nested", value={"list": [text, {text: (text,)}], "set": {text}}, number=13800138000)
    log.error("object", value=ValueError(text), other=object)
    with structlog.contextvars.bound_contextvars(who=text):
        log.info("bound")
    try:
        raise RuntimeError(text)
    except RuntimeError:
        log.exception("raised")
        logging.getLogger("library").exception("it broke: %s", text)
    logging.getLogger("library").warning("%s", text)
    return 8


def test_no_seeded_secret_reaches_a_line(stream: StringIO) -> None:
    expected = log_everything(TEXT)
    told = lines(stream)
    assert len(told) == expected
    assert not [secret for secret in SECRETS if secret in stream.getvalue()]
    assert "[PERSON 1]" in told[0]["text"]
    assert told[2]["number"] == "[MOBILE 1]"


def test_each_event_is_one_valid_line_without_control_characters(stream: StringIO) -> None:
    # pytest would keep the lone surrogate for its report, which then cannot be sent between processes.
    logging.root.handlers[:] = [hung for hung in logging.root.handlers if getattr(hung, "stream", None) is stream]
    expected = log_everything(HOSTILE)
    told = lines(stream)
    assert len(told) == expected
    assert all(ord(char) >= 32 or char == "\n" for char in stream.getvalue())
    assert told[0]["text"].startswith("one twored three")


def test_an_exception_is_told_by_its_type_and_without_a_trace(stream: StringIO) -> None:
    log_everything(TEXT)
    raised = [event for event in lines(stream) if event.get("error") == "RuntimeError"]
    assert len(raised) == 2
    assert "Traceback" not in stream.getvalue()


def test_figures_that_are_no_persons_stay_figures(stream: StringIO) -> None:
    structlog.get_logger("tests").info("counted", cases=12, took=0.25, ok=True, nothing=None, endless=float("nan"))
    told = lines(stream)[0]
    assert (told["cases"], told["took"], told["ok"], told["nothing"]) == (12, 0.25, True, None)
    assert told["endless"] == "nan"
