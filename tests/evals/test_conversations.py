"""The conversation scripts pass, and a worse assistant would not."""

from collections.abc import Generator
from dataclasses import fields, replace

import pytest

from advisor.bootstrap import Application
from advisor.chat.assistant import Assistant, Begun, Signal, never
from advisor.models.turn import ChatEvent, ChatQuestion, Choice, Citations, DraftCard, PlanCard
from evals.conversations import MEASURES, Script, play, scripts

SCRIPTS = list(scripts())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.lang)
def test_every_measure_of_every_script_is_whole(application: Application, script: Script) -> None:
    scores = play(application, script)
    assert {name: score.wrong for name, score in scores.items()} == {name: [] for name in MEASURES}
    assert all(score.right >= 15 for score in scores.values())


def test_there_is_a_script_for_each_language() -> None:
    assert {script.lang for script in SCRIPTS} == {"zh", "en"}


class Worse(Assistant):
    """An assistant that asks the same thing every time, names no sources, shows nothing and forgets."""

    def events(self, begun: Begun, stopped: Signal = never, gone: Signal = never) -> Generator[ChatEvent]:
        """The turn without sources and cards, with a question too many and without what it should remember."""
        forgetful = replace(begun, reading=replace(begun.reading, memory=begun.reading.memory.but(department=None)))
        options = (Choice(id="a", text="a"), Choice(id="b", text="b"))
        for event in super().events(forgetful, stopped, gone):
            if event.type == "done":
                yield ChatQuestion(id="slot.again", text="?", options=options)
            if not isinstance(event, Citations | PlanCard | DraftCard):
                yield event


def test_a_worse_assistant_fails_every_measure(application: Application) -> None:
    plain = application.assistant
    worse = Worse(**{field.name: getattr(plain, field.name) for field in fields(plain)})
    for script in SCRIPTS:
        scores = play(replace(application, new_assistant=lambda: worse), script)
        assert {name for name, score in scores.items() if score.value < 1} == set(MEASURES)
