"""Whatever is said in whatever order: every turn is whole, cited, and read back as it was told."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.bootstrap import Application
from advisor.models.conversation import ChatRequest
from advisor.models.turn import ChatEvent, Citations, Delta, Finished, obeys_grammar
from tests.chat.conftest import HOLDER, Talk
from tests.chat.test_slots import SCRIPT

_MARK = re.compile(r"\[(\d{1,3})\]")
SAID = st.sampled_from([*SCRIPT["zh"], *SCRIPT["en"], "🙂", "。", "{{7*7}}", "a" * 50, "换成火星部呢", "why step zero"])
SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SLOW
@given(messages=st.lists(SAID, min_size=1, max_size=5))
def test_every_turn_obeys_the_grammar_and_every_mark_resolves(application: Application, messages: list[str]) -> None:
    talk = Talk(application)
    for said in messages:
        message = talk.say(said)
        events = talk.turns[-1]
        assert obeys_grammar(events)
        assert isinstance(events[-1], Finished)
        assert message.text == "".join(event.text for event in events if isinstance(event, Delta))
        assert set(_MARK.findall(message.text)) == {citation.ref for citation in message.citations}
        kept = application.storage.turns(HOLDER.owner)
        assert kept.events(message.id) == events
        assert kept.message(message.id) == message


@SLOW
@given(said=SAID, heard=st.integers(min_value=1, max_value=40))
def test_a_turn_stopped_anywhere_still_obeys_it(application: Application, said: str, heard: int) -> None:
    begun = application.assistant.begin(ChatRequest(message=said), HOLDER)
    events: list[ChatEvent] = []
    for event in application.assistant.events(begun, lambda: len(events) >= heard):
        events.append(event)  # noqa: PERF402  (the question above looks at what was heard so far)
    assert obeys_grammar(events)
    ended = events[-1]
    assert isinstance(ended, Finished)
    kept = application.storage.turns(HOLDER.owner).message(begun.meta.message_id)
    assert kept.status == ended.status


def test_citations_stand_before_the_text_and_again_after_it(application: Application) -> None:
    talk = Talk(application)
    talk.say(SCRIPT["zh"][0])
    kinds = [event.type for event in talk.turns[-1] if isinstance(event, Citations | Delta)]
    assert kinds[0] == kinds[-1] == "citations"
    assert set(kinds[1:-1]) == {"delta"}
