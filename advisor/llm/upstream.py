"""A model that can be called: opened when first needed, guarded by its breaker, every call reserved and settled."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from advisor.errors import NotReady
from advisor.language.measure import tokens
from advisor.llm.breaker import Breaker
from advisor.llm.calls import Bounds, Caller, OnText, Raw
from advisor.llm.endpoint import Endpoint, Limits, Manner, Price
from advisor.llm.failures import Failure
from advisor.llm.ledger import Entry, Ledger
from advisor.llm.providers import Mode, open_model
from advisor.llm.structured import Schema, bound

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

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
    _model: BaseChatModel | None = field(default=None, repr=False)

    def call(self, call: Call, bounds: Bounds, on_text: OnText) -> Raw:
        """The whole reply. Raises Failure."""
        model = bound(self._opened(), call.mode, call.task.replace("/", "_"), call.schema)
        reserved = call.size(self.limits)
        if not self.ledger.reserve(call.tenant, reserved):
            raise Failure("model_over_budget")
        outcome, raw = "model_stopped", None
        try:
            raw = self.caller.call(model, _messages(call.messages), bounds, on_text)
            outcome = "ok"
        except Failure as failure:
            outcome = failure.reason
            if failure.of_endpoint:
                self.breaker.failed()
            raise
        finally:
            self.ledger.settle(reserved, self._entry(call, outcome, raw))
        self.breaker.succeeded()
        return raw

    def cost(self, raw: Raw) -> float | None:
        """What a reply cost; None where this model has no price."""
        price = self.prices.get(self.endpoint.label)
        return price.of(raw.tokens_in, raw.tokens_out) if price else None

    def _entry(self, call: Call, outcome: str, raw: Raw | None) -> Entry:
        return Entry(
            tenant=call.tenant,
            model=self.endpoint.label,
            task=call.task,
            outcome=outcome,
            tokens_in=raw.tokens_in if raw else 0,
            tokens_out=raw.tokens_out if raw else 0,
            cost=self.cost(raw) if raw else None,
            ms=round(raw.total_ms, 1) if raw else 0.0,
        )

    def _opened(self) -> BaseChatModel:
        with self._opening:
            if self._model is None:
                try:
                    self._model = open_model(self.endpoint, self.limits, self.manner)
                except NotReady as error:
                    self.breaker.failed()
                    raise Failure("model_not_opened") from error
            return self._model


def _messages(said: Sequence[Said]) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds = dict(zip(_ROLES, (SystemMessage, HumanMessage, AIMessage), strict=True))
    return [kinds[each.role](each.text) for each in said]
