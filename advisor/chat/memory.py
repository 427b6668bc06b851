"""What a conversation knows so far. A turn takes one frozen memory and returns the next; nothing else is remembered."""

from datetime import date
from typing import Literal

from pydantic import Field

from advisor.models.base import Frozen, Lang
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest
from advisor.models.situation import MAX_QUESTION, MAX_TEXT, Counterpart, Facts
from advisor.models.taxonomy import Channel, Level, Tone
from advisor.models.turn import ChatQuestion

Told = Literal["answer", "plan", "draft"]


class Memory(Frozen):
    """The situation as filled so far, what was asked, and what the last reply was."""

    lang: Lang | None = None
    story: str = ""
    department: str | None = None
    process: str | None = None
    level: Level | None = None
    needed_by: date | None = None
    tone: Tone | None = None
    channel: Channel = "wecom"
    kind: str | None = None
    answers: dict[str, str] = Field(default_factory=dict)
    asked: tuple[str, ...] = ()
    open: tuple[ChatQuestion, ...] = ()
    last: Told | None = None
    last_message: str | None = None
    plan_message: str | None = None
    draft_message: str | None = None
    rung: int = 0
    variant: int = 0
    cited: tuple[str, ...] = ()

    def but(self, **changes: object) -> "Memory":
        """The memory with some of it changed."""
        return self.model_copy(update=changes)

    def about(self, story: str, department: str | None, process: str | None) -> "Memory":
        """The memory of a new story: what it names replaces what was known, the rest of the situation stays."""
        same_matter = process is None or process == self.process
        return self.but(
            story=story[:MAX_TEXT],
            department=department or self.department,
            process=process or self.process,
            needed_by=self.needed_by if same_matter else None,
            answers={},
            plan_message=None,
            draft_message=None,
            rung=0,
            variant=0,
            cited=(),
            kind=None,
        )

    def plan_request(self, today: date) -> PlanRequest:
        """The plan this situation asks for."""
        return PlanRequest.model_validate({**self._situation(today), "answers": self.answers or None})

    def draft_request(self, kind: str, today: date) -> DraftRequest:
        """The draft this situation asks for."""
        return DraftRequest.model_validate({**self._situation(today), "kind": kind, "channel": self.channel})

    def answer_request(self) -> AnswerRequest:
        """The answer this situation asks for."""
        return AnswerRequest(
            question=self.story[:MAX_QUESTION], department=self.department, process=self.process, lang=self.lang
        )

    def _situation(self, today: date) -> dict[str, object]:
        ahead = self.needed_by is not None and self.needed_by >= today
        return {
            "text": self.story,
            "lang": self.lang,
            "department": self.department,
            "process": self.process,
            "counterpart": Counterpart(level=self.level) if self.level else None,
            "facts": Facts(needed_by=self.needed_by) if ahead else None,
            "tone": self.tone,
        }
