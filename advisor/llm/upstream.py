"""A model that can be called: opened when first needed, guarded by its breaker, every call reserved and settled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from advisor.errors import NotReady
from advisor.language.measure import tokens
from advisor.llm.breaker import Breaker
from advisor.llm.calls import Bounds, Caller, OnText, Raw
from advisor.llm.endpoint import Endpoint, Limits, Manner, Price
from advisor.llm.failures import Failure
from advisor.llm.ledger import Entry, Ledger
from advisor.llm.loop import Loop
from advisor.llm.providers import Mode, Opened, open_model
from advisor.llm.structured import Schema, bound

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_core.runnables import Runnable

Record = Callable[[Entry], None]
# Failures of replies that a server had most likely begun to write.
_WORKED_ON = frozenset({"model_timeout", "model_truncated", "model_invalid", "model_stopped"})
_CLOSING_SECONDS = 2.0
# The roles a message of ours can have.
_ROLES = ("system", "user", "assistant")


@dataclass(frozen=True)
class Said:
    """One message: who says it and what."""

    role: str
    text: str


@dataclass(frozen=True)
class Call:
    """One call to be made: for which task and tenant, in which way, with which words."""

    task: str
    tenant: str
    mode: Mode
    schema: Schema
    messages: tuple[Said, ...]

    def size(self, limits: Limits) -> int:
        """The most tokens it can take."""
        return sum(tokens(said.text) for said in self.messages) + limits.output_tokens


@dataclass
class Upstream:
    """One endpoint with everything a call needs."""

    endpoint: Endpoint
    limits: Limits
    manner: Manner
    breaker: Breaker
    ledger: Ledger
    caller: Caller
    prices: Mapping[str, Price]
    _opening: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _opened: Opened | None = field(default=None, repr=False)

    def open(self) -> None:
        """Load the vendor's package and the model now rather than with the first call. Raises Failure."""
        self._model()

    def close(self, loop: Loop) -> None:
        """Let its connections go."""
        if self._opened is not None and self._opened.client is not None:
            with suppress(TimeoutError, RuntimeError):
                loop.start(self._opened.client.aclose()).result(_CLOSING_SECONDS)

    def call(self, call: Call, bounds: Bounds, on_text: OnText, record: Record) -> Raw:
        """The whole reply; `record` gets what the call took, however it ended. Raises Failure."""
        model = self._bound(call)
        reserved = call.size(self.limits)
        if not self.ledger.reserve(call.tenant, reserved):
            raise Failure("model_over_budget")
        began, heard = time.perf_counter(), ""

        def hear(text: str) -> None:
            nonlocal heard
            heard = text
            on_text(text)

        entry = self._entry(call, "model_stopped", 0, 0, 0.0)
        try:
            raw = self.caller.call(model, _messages(call.messages), bounds, hear)
            entry = self._entry(call, "ok", raw.tokens_in, raw.tokens_out, raw.total_ms)
        except Failure as failure:
            # A reply that began was worked on and is charged for, whole or not.
            used = call.size(self.limits) - self.limits.output_tokens if heard or failure.reason in _WORKED_ON else 0
            entry = self._entry(call, failure.reason, used, tokens(heard), (time.perf_counter() - began) * 1000)
            if failure.of_endpoint:
                self.breaker.failed()
            raise
        finally:
            self.ledger.settle(reserved, entry)
            record(entry)
        self.breaker.succeeded()
        return raw

    def _bound(self, call: Call) -> Runnable[Any, AIMessageChunk]:
        model = self._model()
        try:
            return bound(model, call.mode, call.task.replace("/", "_"), call.schema)
        except Exception as error:  # a vendor's class may not know this way of asking
            raise Failure("model_error", status=501) from error

    def _entry(self, call: Call, outcome: str, tokens_in: int, tokens_out: int, ms: float) -> Entry:
        price = self.prices.get(self.endpoint.label)
        return Entry(
            tenant=call.tenant,
            model=self.endpoint.label,
            task=call.task,
            outcome=outcome,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost=price.of(tokens_in, tokens_out) if price else None,
            ms=round(ms, 1),
        )

    def _model(self) -> BaseChatModel:
        with self._opening:
            if self._opened is None:
                try:
                    self._opened = open_model(self.endpoint, self.limits, self.manner)
                except NotReady as error:
                    self.breaker.failed()
                    raise Failure("model_not_opened") from error
            return self._opened.model


def _messages(said: Sequence[Said]) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds = dict(zip(_ROLES, (SystemMessage, HumanMessage, AIMessage), strict=True))
    return [kinds[each.role](each.text) for each in said]
