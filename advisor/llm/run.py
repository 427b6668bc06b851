"""One request's work upstream: at most three calls over all models, each for a reason.

The order of trying: the remembered way of asking, a lower one when the server does not understand it, the same call
once more when the failure may pass, and one turn to repair a reply that is not in shape. Personal data are replaced
before anything leaves and put back in what returns.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

from pydantic import ValidationError

from advisor.llm.cache import Cache, key_of
from advisor.llm.calls import Bounds
from advisor.llm.endpoint import Limits, Manner
from advisor.llm.extraction import NoObject, object_in, partial_object
from advisor.llm.failures import Failure
from advisor.llm.ledger import Entry
from advisor.llm.providers import Mode
from advisor.llm.redacting import Redactor, restored
from advisor.llm.structured import TOLD, ModeMemory, Schema, schema_of
from advisor.llm.upstream import Call, Said, Upstream
from advisor.llm.words import Words
from advisor.models.usage import Usage
from advisor.models.writing import NOBODY, Asked, Partial, Task, Wanted, Written

MOST_CALLS = 3
# Longer than this nobody waits for a turn that may be refused again.
_LONGEST_WAIT = 20.0
# Seconds before the one retry; spread, so that many requests do not return at once.
_BACKOFF = 0.4
_NAP = 0.05
# Of a reply that is to be repaired, as much is shown as a model needs to see its mistake.
_MOST_SHOWN = 6000


@dataclass(frozen=True)
class _Asking:
    """What one model is asked: the schema, the messages, and what the redacted tokens in them stand for."""

    model: Upstream
    schema: Schema
    said: tuple[Said, ...]
    tokens: Any

    @property
    def schema_text(self) -> str:
        return json.dumps(self.schema, ensure_ascii=False, separators=(",", ":"))


@dataclass
class Run(Generic[Wanted]):
    """What was tried for one task and what it took."""

    task: Task[Wanted]
    asked: Asked
    partial: Partial
    memory: ModeMemory
    cache: Cache
    redactor: Redactor
    words: Words
    limits: Limits
    manner: Manner
    jitter: Callable[[], float]
    # The moment (time.monotonic) the request is over; 0 until a model is ready to be called.
    deadline: float = 0.0
    entries: list[Entry] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """How many calls were made."""
        return len(self.entries)

    def on(self, model: Upstream) -> Written[Wanted]:
        """The task done by this model. Raises Failure."""
        asking = self._asking(model)
        texts = [said.text for said in asking.said]
        key = key_of(model.endpoint.id, self.asked.tenant, texts, asking.schema, self.manner.temperature)
        if (known := self.cache.get(key)) is not None:
            return self._written(known, asking, cached=True)
        ladder = list(self.memory.ladder(model.endpoint))
        found = self._reply(asking, ladder)
        written = self._checked(found, asking)
        if written is None:
            # A server that keeps to schemas would have kept to this one: from here on the prompt tells it.
            ladder[:] = [mode for mode in ladder if mode in TOLD] or ladder
            repair = Said("user", self.words.repair(self.task.lang, asking.schema_text))
            said = (*asking.said, Said("assistant", found[:_MOST_SHOWN]), repair)
            asking = _Asking(model, asking.schema, said, asking.tokens)
            found = self._reply(asking, ladder)
            written = self._checked(found, asking)
        if written is None:
            raise Failure("model_invalid")
        self.memory.remember(model.endpoint, ladder[0])
        self.cache.put(key, object_in(found))
        return written

    def usage(self) -> Usage:
        """What was spent so far."""
        costs = [entry.cost for entry in self.entries if entry.cost is not None]
        return Usage(
            calls=self.calls,
            tokens_in=sum(entry.tokens_in for entry in self.entries),
            tokens_out=sum(entry.tokens_out for entry in self.entries),
            cost=round(sum(costs), 6) if costs else None,
            upstream_ms=round(sum(entry.ms for entry in self.entries), 1),
        )

    def _asking(self, model: Upstream) -> _Asking:
        redacted = self.redactor.redact(self.task.user, self.task.lang)
        schema = schema_of(self.task.shape, self.task.choices, model.endpoint)
        said = (Said("system", self.task.system), Said("user", redacted.text))
        return _Asking(model, schema, said, redacted.tokens)

    def _reply(self, asking: _Asking, ladder: list[Mode]) -> str:
        """The text of a whole reply. `ladder` loses the ways that are not understood. Raises Failure."""
        tried_again = False
        while True:
            if self.calls >= MOST_CALLS:
                raise Failure("model_invalid")
            try:
                return self._call(asking, ladder[0])
            except Failure as failure:
                if failure.not_understood:
                    self._step_down(asking, ladder, failure)
                elif failure.worth_retrying and not tried_again and self.calls < MOST_CALLS:
                    tried_again = True
                    self._wait(failure)
                else:
                    raise

    def _step_down(self, asking: _Asking, ladder: list[Mode], failure: Failure) -> None:
        """Take the next way of asking; where this request may not try it any more, the next one begins with it."""
        del ladder[0]
        if not ladder:
            self.memory.forget(asking.model.endpoint)
            raise failure
        if self.calls >= MOST_CALLS:
            self.memory.remember(asking.model.endpoint, ladder[0])
            raise failure

    def _call(self, asking: _Asking, mode: Mode) -> str:
        said = asking.said
        if mode in TOLD:
            told = f"{said[0].text}\n\n{self.words.schema(self.task.lang, asking.schema_text)}"
            said = (Said("system", told), *said[1:])
        call = Call(self.task.name, self.asked.tenant, mode, asking.schema, said)
        if call.size(self.limits) > self.limits.context_tokens:
            raise Failure("model_context_full")
        listener = self.asked.listener

        def heard(text: str) -> None:
            # Reading a growing object is work; it is done for listeners, and when a value may have ended.
            if listener is not NOBODY and text.endswith(("}", '"', "]", ",")):
                self.partial(restored(partial_object(text), self.redactor, asking.tokens))

        bounds = Bounds(self.limits, self.deadline, lambda: listener.gone, self.manner.stream)
        return asking.model.call(call, bounds, heard, self.entries.append).text

    def _checked(self, text: str, asking: _Asking) -> Written[Wanted] | None:
        try:
            return self._written(object_in(text), asking)
        except (NoObject, ValidationError):
            return None

    def _written(self, found: Mapping[str, Any], asking: _Asking, *, cached: bool = False) -> Written[Wanted]:
        value = self.task.shape.model_validate(restored(found, self.redactor, asking.tokens))
        usage = self.usage().model_copy(update={"cached": cached})
        return Written(value, asking.model.endpoint.label, usage)

    def _wait(self, failure: Failure) -> None:
        """Wait as long as the server asked for, or a moment; raises the failure when there is no time for that."""
        seconds = failure.retry_after if failure.retry_after is not None else _BACKOFF * (0.5 + self.jitter())
        until = time.monotonic() + seconds
        if seconds > _LONGEST_WAIT or until >= self.deadline:
            raise failure
        while (left := until - time.monotonic()) > 0:
            if self.asked.listener.gone:
                raise Failure("model_stopped")
            time.sleep(min(_NAP, left))
