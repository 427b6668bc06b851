"""Whatever a model does, the caller gets a good reply in time, and is told when it is the playbook's."""

import pytest

from tests.llm.conftest import CALM, QUICK, Modelled
from tests.llm.seen import KINDS, ask, faults, timed
from tests.llm.server import ScriptedServer

# The mode, and the reason the reply is the playbook's; None where the model's reply can be used.
MODES = {
    "ok": None,
    "401": "model_unauthorized",
    "429": "model_rate_limited",
    "429_soon": None,
    "429_late": "model_rate_limited",
    "500": "model_error",
    "500_once": None,
    "503": "model_error",
    "hang": "model_timeout",
    "hang@4": "model_timeout",
    "drip": "model_timeout",
    "html": "model_invalid",
    "garbage": "model_invalid",
    "invalid_json": "model_invalid",
    "invalid_once": None,
    "wrong_schema": "model_invalid",
    "cut@60": "model_invalid",
    "length": "model_truncated",
    "no_finish": "model_truncated",
    "wire_cut@900": "model_truncated",
    "no_usage": None,
    "duplicate": "model_invalid",
    "bytewise": None,
    "empty": "model_invalid",
    "blanks": "model_invalid",
    "think": None,
    "fenced": None,
    "doubled": None,
    "english": "model_ungrounded",
    "deepseek": None,
    "objects": None,
    "ignores": None,
}
# Each extra language only repeats the first for modes that never reach the text.
LANGS = ("zh", "en")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_gives_a_grounded_reply_in_time(
    modelled: Modelled, server: ScriptedServer, mode: str, kind: str
) -> None:
    limits = QUICK if MODES[mode] == "model_timeout" else CALM
    reply, seconds = timed(modelled(mode, **limits), kind, "zh")
    assert seconds <= limits["total_seconds"] + 1
    assert len(server.requests) <= 3
    assert faults(reply) == []
    assert reply.provenance.degraded_reason == MODES[mode]
    assert reply.provenance.degraded is (MODES[mode] is not None)
    assert reply.provenance.engine == ("llm" if MODES[mode] is None else "playbook")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["ok", "think", "english", "no_finish"])
def test_english_is_treated_alike(modelled: Modelled, mode: str, kind: str) -> None:
    reply = ask(modelled(mode), kind, "en")
    assert reply.lang == "en"
    assert faults(reply) == []
    assert reply.provenance.degraded_reason == MODES[mode]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("mode", ["invented", "foreign", "numbers", "linked", "imaged"])
def test_what_is_made_up_is_never_shown(modelled: Modelled, mode: str, lang: str, kind: str) -> None:
    reply = ask(modelled(mode), kind, lang)
    assert faults(reply) == []
    assert "evil" not in reply.model_dump_json()
    assert "[7]" not in reply.model_dump_json()
    assert "90" not in str(getattr(reply, "answer", ""))


def test_invented_marks_are_taken_out_and_counted(modelled: Modelled) -> None:
    answer = ask(modelled("invented"), "answer", "zh")
    assert answer.provenance.engine == "llm"
    assert answer.provenance.usage is not None
    assert answer.provenance.usage.dropped > 0


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_there_is_the_same_to_the_caller(modelled: Modelled, kind: str) -> None:
    advisor = modelled("ok", base_url="http://127.0.0.1:9/v1", **QUICK)
    reply, seconds = timed(advisor, kind, "zh")
    assert seconds <= QUICK["total_seconds"] + 1
    assert reply.provenance.degraded_reason == "model_unreachable"
    assert faults(reply) == []


def test_a_server_that_only_chats_is_asked_so_from_the_second_request_on(
    modelled: Modelled, server: ScriptedServer
) -> None:
    advisor = modelled("text")
    assert ask(advisor, "answer", "zh").provenance.degraded_reason == "model_error"
    assert ask(advisor, "answer", "zh").provenance.engine == "llm"
    assert len(server.requests) == 4


def test_a_server_that_cannot_stream_is_asked_for_the_whole(modelled: Modelled, server: ScriptedServer) -> None:
    assert ask(modelled("ok", stream=False), "answer", "zh").provenance.engine == "llm"
    assert "stream" not in server.requests[0] or not server.requests[0]["stream"]
