"""The configured model as judge: asked in plain text through the service's own way to models.

Personal data in a case never leaves, what a judgement takes is booked like any other call, and the model is the one
that the service's settings name. The judge only reads letters back, so nothing has to be made whole again.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from advisor.bootstrap import TIME_ZONE
from advisor.corpus.cache import cached_knowledge
from advisor.guardrails.redaction.redactor import Redactor
from advisor.guardrails.redaction.roster import read_roster
from advisor.models.principal import HOME_TENANT
from advisor.settings import Settings
from evals.judge import JudgeFailed, JudgeMissing


class ModelJudge:
    """Completes prompts with the first model of the settings. Raises JudgeMissing when they name none."""

    def __init__(self, settings: Settings) -> None:
        if not settings.llm.name:
            raise JudgeMissing
        # Only here: a run without a judge loads nothing of the model path.
        from advisor.llm.ledger import Ledger
        from advisor.llm.loop import Loop
        from advisor.modelpath import upstreams

        folders = [settings.content_dir / "knowledge", *settings.knowledge_dirs]
        knowledge = cached_knowledge(folders, settings.data_dir / "cache")
        roster = read_roster(settings.roster) if settings.roster else frozenset()
        self._redactor = Redactor(knowledge.privacy, roster)
        self._loop = Loop()
        ledger = Ledger(settings.data_dir / "model", lambda: datetime.now(TIME_ZONE), settings.llm.daily_tokens)
        self._model, *_ = upstreams(settings.llm, ledger, self._loop)

    @classmethod
    @contextmanager
    def opened(cls, settings: Settings) -> Iterator[Self]:
        """A judge whose connections are let go at the end."""
        judge = cls(settings)
        try:
            yield judge
        finally:
            judge.close()

    def complete(self, prompt: str) -> str:
        """What the model says, without its thinking. Raises JudgeFailed when it says nothing whole."""
        from advisor.llm.calls import Bounds
        from advisor.llm.extraction import without_thinking
        from advisor.llm.failures import Failure
        from advisor.llm.upstream import Call, Said

        limits = self._model.limits
        call = Call("evals/judge", HOME_TENANT, "text", {}, (Said("user", self._redactor.redact(prompt).text),))
        bounds = Bounds(limits, time.monotonic() + limits.total, lambda: False, self._model.manner.stream)
        try:
            return without_thinking(self._model.call(call, bounds, lambda _: None, lambda _: None).text)
        except Failure as failure:
            raise JudgeFailed(failure.reason) from failure

    def close(self) -> None:
        """Let connections go."""
        self._model.close(self._loop)
        self._loop.close()
