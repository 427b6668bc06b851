from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from advisor.bootstrap import Application
from advisor.models.conversation import ChatRequest, Message, message_of
from advisor.models.principal import HOME_TENANT, Principal
from advisor.models.turn import ChatEvent, Meta

HOLDER = Principal(tenant_id=HOME_TENANT, scopes=frozenset({"advise"}))


@dataclass
class Talk:
    """A conversation as a test holds it."""

    application: Application
    principal: Principal = HOLDER
    conversation: str | None = None
    turns: list[tuple[ChatEvent, ...]] = field(default_factory=list)

    def say(self, message: str, answers: dict[str, str] | None = None) -> Message:
        """Say something and get the reply as it would be read back."""
        request = ChatRequest(message=message, conversation_id=self.conversation, answers=answers)
        begun = self.application.assistant.begin(request, self.principal)
        self.conversation = begun.meta.conversation_id
        self.turns.append(tuple(self.application.assistant.events(begun)))
        return message_of(begun.meta.message_id, "complete", begun.meta.created_at, self.turns[-1])

    def all(self, messages: Sequence[str]) -> list[Message]:
        """Say several things in turn."""
        return [self.say(message) for message in messages]

    @property
    def lang(self) -> str:
        """The language of the last reply."""
        meta = self.turns[-1][0]
        assert isinstance(meta, Meta)
        return meta.lang


@pytest.fixture
def talk(application: Application) -> Talk:
    return Talk(application)
