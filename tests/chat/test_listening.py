"""A turn is heard by the use case it calls, so that work upstream ends with it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from advisor.bootstrap import Application
from advisor.models.conversation import ChatRequest
from tests.chat.conftest import HOLDER

SAID = {
    "answer": "部门总说忙，不给面试反馈，怎么办",
    "plan": "给我一份方案：研发总监两周不看简历",
    "draft": "帮我写条催办消息，李工三天没交面试反馈",
}


@dataclass
class Eavesdropper:
    """Composes like another, and remembers for whom and whether anybody still waited."""

    composer: Any
    heard: list[tuple[str, bool]] = field(default_factory=list)

    def compose(self, context: Any) -> Any:
        self.heard.append((context.asked.tenant, context.asked.listener.gone))
        return self.composer.compose(context)


def never() -> bool:
    return False


def always() -> bool:
    return True


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize(("gone", "seen"), [(never, False), (always, True)], ids=["waited for", "left alone"])
def test_a_composer_learns_whether_anybody_waits(
    application: Application, kind: str, gone: Callable[[], bool], *, seen: bool
) -> None:
    composers = application.advisor.composers
    ear = Eavesdropper(getattr(composers, kind))
    advisor = replace(application.advisor, composers=replace(composers, **{kind: ear}))
    replier = application.assistant.replier
    assistant = replace(
        application.assistant, replier=replace(replier, compose=replace(replier.compose, advisor=advisor))
    )
    begun = assistant.begin(ChatRequest(message=SAID[kind]), HOLDER)
    list(assistant.events(begun, gone=gone))
    assert ear.heard == [(HOLDER.tenant_id, seen)]
