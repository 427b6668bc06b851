"""The writer: a task becomes one value in shape from the first model that works, or one reason why not."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from advisor.llm.cache import Cache
from advisor.llm.endpoint import Limits, Manner
from advisor.llm.failures import Failure
from advisor.llm.redacting import Redactor
from advisor.llm.run import MOST_CALLS, Run
from advisor.llm.structured import ModeMemory
from advisor.llm.upstream import Upstream
from advisor.llm.words import Words
from advisor.models.writing import Asked, ModelUnavailable, Partial, Task, Wanted, Written

# What stands for personal data may be longer than the data, and a schema may have to be told.
_SPARE = 0.1
# After these another model would fare no better, or must not be asked.
_FINAL = frozenset({"model_stopped", "model_over_budget", "model_context_full"})


@dataclass(frozen=True)
class ModelWriter:
    """Writes tasks with the first of `models` that works. May be used from any thread."""

    models: Sequence[Upstream]
    memory: ModeMemory
    cache: Cache
    redactor: Redactor
    words: Words
    limits: Limits
    manner: Manner
    jitter: Callable[[], float]

    @property
    def room(self) -> int:
        """What the context leaves for a prompt when the reply is as long as it may be."""
        return int((self.limits.context_tokens - self.limits.output_tokens) * (1 - _SPARE))

    @property
    def reply_room(self) -> int:
        """What a reply may take."""
        return self.limits.output_tokens

    def write(self, task: Task[Wanted], asked: Asked, partial: Partial) -> Written[Wanted]:
        """The task done. Raises ModelUnavailable and nothing else."""
        run = Run(
            task=task,
            asked=asked,
            partial=partial,
            memory=self.memory,
            cache=self.cache,
            redactor=self.redactor,
            words=self.words,
            limits=self.limits,
            manner=self.manner,
            jitter=self.jitter,
        )
        last = Failure("model_paused")
        for model in self.models:
            if run.calls >= MOST_CALLS or last.reason in _FINAL:
                break
            if model.breaker.lets_through():
                try:
                    model.open()
                    # Loading a package is not the model's time.
                    run.deadline = run.deadline or time.monotonic() + self.limits.total
                    return run.on(model)
                except Failure as failure:
                    last = failure
        raise ModelUnavailable(last.reason, run.usage())
