"""A turn is heard by the use case it calls, so that work upstream ends with it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from advisor.answering.context import AnswerComposer, AnswerContext
from advisor.bootstrap import Application
from advisor.models.answer import Answer
from advisor.models.conversation import ChatRequest
from tests.chat.conftest import HOLDER


@dataclass
class Eavesdropper:
    """Composes like another, and remembers for whom and whether anybody still waited."""

    answers: AnswerComposer
    heard: list[tuple[str, bool]] = field(default_factory=list)

    def compose(self, context: AnswerContext) -> Answer:
        self.heard.append((context.asked.tenant, context.asked.listener.gone))
        return self.answers.compose(context)


def never() -> bool:
    return False


def always() -> bool:
    return True


@pytest.mark.parametrize(("gone", "seen"), [(never, False), (always, True)], ids=["waited for", "left alone"])
def test_a_composer_learns_whether_anybody_waits(
    application: Application, gone: Callable[[], bool], *, seen: bool
) -> None:
    ear = Eavesdropper(application.advisor.composers.answer)
    advisor = replace(application.advisor, composers=replace(application.advisor.composers, answer=ear))
    replier = application.assistant.replier
    assistant = replace(
        application.assistant, replier=replace(replier, compose=replace(replier.compose, advisor=advisor))
    )
    begun = assistant.begin(ChatRequest(message="部门总说忙，不给面试反馈，怎么办"), HOLDER)
    list(assistant.events(begun, gone=gone))
    assert ear.heard == [(HOLDER.tenant_id, seen)]
