"""The writer: a task becomes at most three upstream calls and one value in shape, or one reason why not.

The order of trying: the remembered way of asking, a lower one when the server does not understand it, the same call once
more when the failure may pass, one turn to repair a reply that is not in shape, then the next model. Personal data is
replaced before anything leaves and put back in what returns.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol

from pydantic import ValidationError

from advisor.llm.cache import Cache, key_of
from advisor.llm.calls import Bounds, Raw
from advisor.llm.endpoint import Limits, Manner
from advisor.llm.extraction import NoObject, object_in, partial_object
from advisor.llm.failures import Failure
from advisor.llm.providers import Mode
from advisor.llm.structured import TOLD, ModeMemory, schema_of
from advisor.llm.upstream import Call, Said, Upstream
from advisor.llm.words import Words
from advisor.models.base import Lang
from advisor.models.usage import Usage
from advisor.models.writing import Asked, ModelUnavailable, Partial, Task, Wanted, Written

MOST_CALLS = 3
# Longer than this nobody waits for a turn that may be refused again.
_LONGEST_WAIT = 20.0
# Before the one retry; spread, so that many requests do not return at once.
_BACKOFF = 0.4
# Of a reply that is to be repaired, as much is shown as a model needs to see its mistake.
_MOST_SHOWN = 6000


class Redacted(Protocol):
    """A text whose personal data are tokens, and what the tokens stand for."""

    @property
    def text(self) -> str:
        """The text that may leave."""
        ...

    @property
    def tokens(self) -> Any:
        """What the tokens stand for, in a form only the redactor reads."""
        ...


class Redactor(Protocol):
    """Replaces personal data by tokens and puts them back."""

    def redact(self, text: str, lang: Lang | None = None) -> Redacted:
        """The text with tokens in place of personal data."""
        ...

    def restore(self, text: str, tokens: Any) -> str:
        """The text with the tokens' meanings put back."""
        ...

    def strays(self, text: str, tokens: Any) -> tuple[str, ...]:
        """What looks like a token and is none of these."""
        ...


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
        return self.limits.context_tokens - self.limits.output_tokens

    @property
    def reply_room(self) -> int:
        """What a reply may take."""
        return self.limits.output_tokens

    def write(self, task: Task[Wanted], asked: Asked, partial: Partial) -> Written[Wanted]:
        """The task done. Raises ModelUnavailable and nothing else."""
        run = _Run(self, task, asked, partial, deadline=time.monotonic() + self.limits.total)
        last = Failure("model_paused")
        for model in self.models:
            if run.calls >= MOST_CALLS or last.reason in {"model_stopped", "model_over_budget", "model_context_full"}:
                break
            if model.breaker.lets_through():
                try:
                    return run.on(model)
                except Failure as failure:
                    last = failure
        raise ModelUnavailable(last.reason, run.usage())


@dataclass
class _Run(Generic[Wanted]):
    """One request's work: what was tried and what it took."""

    writer: ModelWriter
    task: Task[Wanted]
    asked: Asked
    partial: Partial
    deadline: float
    calls: int = 0
    spent: list[tuple[Raw, float | None]] = field(default_factory=list)

    def on(self, model: Upstream) -> Written[Wanted]:
        """The task done by this model. Raises Failure."""
        redacted = self.writer.redactor.redact(self.task.user, self.task.lang)
        tokens = redacted.tokens
        schema = schema_of(self.task.shape, self.task.choices, model.endpoint)
        said = (Said("system", self.task.system), Said("user", redacted.text))
        key = key_of(
            model.endpoint.id, self.asked.tenant, [each.text for each in said], schema, self.writer.manner.temperature
        )
        if (known := self.writer.cache.get(key)) is not None:
            return self._written(known, tokens, model, cached=True)
        ladder = list(self.writer.memory.ladder(model.endpoint))
        found = self._asked(model, ladder, schema, said, tokens)
        written = self._checked(found, tokens, model)
        if written is None:
            ladder[:] = [mode for mode in ladder if mode in TOLD] or ladder
            told = Said("user", self.writer.words.repair(self.task.lang, _json(schema)))
            found = self._asked(model, ladder, schema, (*said, Said("assistant", found[:_MOST_SHOWN]), told), tokens)
            written = self._checked(found, tokens, model)
        if written is None:
            raise Failure("model_invalid")
        self.writer.memory.remember(model.endpoint, ladder[0])
        self.writer.cache.put(key, object_in(found))
        return written

    def usage(self) -> Usage:
        """What was spent so far."""
        costs = [cost for _, cost in self.spent if cost is not None]
        return Usage(
            calls=self.calls,
            tokens_in=sum(raw.tokens_in for raw, _ in self.spent),
            tokens_out=sum(raw.tokens_out for raw, _ in self.spent),
            cost=round(sum(costs), 6) if costs else None,
            upstream_ms=round(sum(raw.total_ms for raw, _ in self.spent), 1),
        )

    def _asked(
        self,
        model: Upstream,
        ladder: list[Mode],
        schema: dict[str, Any],
        said: tuple[Said, ...],
        tokens: Any,
    ) -> str:
        """The text of a whole reply. `ladder` loses the ways that are not understood. Raises Failure."""
        tried_again = False
        while True:
            try:
                return self._called(model, ladder[0], schema, said, tokens)
            except Failure as failure:
                if self.calls >= MOST_CALLS:
                    raise
                if failure.not_understood and len(ladder) > 1:
                    del ladder[0]
                elif failure.worth_retrying and not tried_again:
                    tried_again = True
                    self._wait(failure)
                else:
                    raise

    def _called(
        self,
        model: Upstream,
        mode: Mode,
        schema: dict[str, Any],
        said: tuple[Said, ...],
        tokens: Any,
    ) -> str:
        if self.calls >= MOST_CALLS:
            raise Failure("model_invalid")
        if mode in TOLD:
            system = f"{said[0].text}\n\n{self.writer.words.schema(self.task.lang, _json(schema))}"
            said = (Said("system", system), *said[1:])
        call = Call(self.task.name, self.asked.tenant, mode, schema, said)
        if call.size(self.writer.limits) > self.writer.limits.context_tokens:
            raise Failure("model_context_full")
        self.calls += 1

        def heard(text: str) -> None:
            if text.endswith(("}", '"', "]", ",")):
                self.partial(self._restored(partial_object(text), tokens))

        listener = self.asked.listener
        bounds = Bounds(self.writer.limits, self.deadline, lambda: listener.gone, self.writer.manner.stream)
        raw = model.call(call, bounds, heard)
        self.spent.append((raw, model.cost(raw)))
        return raw.text

    def _checked(self, text: str, tokens: Any, model: Upstream) -> Written[Wanted] | None:
        try:
            return self._written(object_in(text), tokens, model)
        except (NoObject, ValidationError):
            return None

    def _written(
        self, found: Mapping[str, Any], tokens: Any, model: Upstream, *, cached: bool = False
    ) -> Written[Wanted]:
        value = self.task.shape.model_validate(self._restored(found, tokens))
        return Written(value, model.endpoint.label, self.usage().model_copy(update={"cached": cached}))

    def _restored(self, node: Any, tokens: Any) -> Any:
        redactor = self.writer.redactor
        if isinstance(node, str):
            # A token nobody issued would name a person nobody spoke of.
            return "" if redactor.strays(node, tokens) else redactor.restore(node, tokens)
        if isinstance(node, dict):
            return {name: self._restored(value, tokens) for name, value in node.items()}
        return [self._restored(each, tokens) for each in node] if isinstance(node, list) else node

    def _wait(self, failure: Failure) -> None:
        """Wait as long as the server asked for, or a moment; raises the failure when there is no time for that."""
        seconds = failure.retry_after if failure.retry_after is not None else _BACKOFF * (0.5 + self.writer.jitter())
        until = time.monotonic() + seconds
        if seconds > _LONGEST_WAIT or until >= self.deadline:
            raise failure
        while time.monotonic() < until:
            if self.asked.listener.gone:
                raise Failure("model_stopped")
            time.sleep(min(0.05, max(0.0, until - time.monotonic())))


def _json(schema: Mapping[str, Any]) -> str:
    import json

    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
