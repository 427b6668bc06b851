"""Testing a model: is it there, does it answer, does it stream, and in which way does it return a shape.

A test may make as many calls as there are ways to try, since it is asked for by a person who wants to know.
"""

import json
import time
from dataclasses import dataclass, field
from typing import Literal

from pydantic import ValidationError

from advisor.llm.calls import Bounds, Raw
from advisor.llm.endpoint import Limits, Manner
from advisor.llm.extraction import NoObject, object_in
from advisor.llm.failures import Failure
from advisor.llm.ledger import Entry
from advisor.llm.providers import Mode, modes_of
from advisor.llm.structured import TOLD, ModeMemory, schema_of
from advisor.llm.upstream import Call, Said, Upstream
from advisor.llm.words import Words
from advisor.models.base import Lang
from advisor.models.principal import HOME_TENANT
from advisor.models.probed import Probed
from advisor.models.writing import Reason, Shape

_TASK = "llm/probe"
# What says that nobody was there at all.
_NOT_REACHED = frozenset({"model_unreachable", "model_not_opened"})


class Answered(Shape):
    """The smallest shape that shows whether a schema is kept: a closed choice and a list."""

    word: Literal["ready"]
    sources: tuple[str, ...]


@dataclass
class _Found:
    """A test as it goes."""

    pieces: int = 0
    entries: list[Entry] = field(default_factory=list)
    chat: Raw | None = None
    mode: Mode | None = None
    reason: Reason | None = None
    reached: bool = True


@dataclass(frozen=True)
class Probe:
    """Tests one model."""

    model: Upstream
    memory: ModeMemory
    words: Words
    limits: Limits
    manner: Manner

    def run(self, lang: Lang, tenant: str = HOME_TENANT) -> Probed:
        """What works. Never raises; what is found about ways of asking is remembered."""
        found = _Found()
        try:
            self.model.open()
            found.chat = self._ask(found, lang, tenant, "text", shape=False)
            found.mode = self._mode(found, lang, tenant)
            if found.mode is None:
                found.reason = "model_invalid"
        except Failure as failure:
            found.reason = failure.reason
            found.reached = failure.reason not in _NOT_REACHED
        return self._probed(found)

    def _mode(self, found: _Found, lang: Lang, tenant: str) -> Mode | None:
        for mode in modes_of(self.model.endpoint):
            try:
                raw = self._ask(found, lang, tenant, mode, shape=True)
                Answered.model_validate(object_in(raw.text))
            except (NoObject, ValidationError):
                continue
            except Failure as failure:
                if failure.not_understood or failure.reason in {"model_truncated", "model_invalid"}:
                    continue
                raise
            self.memory.remember(self.model.endpoint, mode)
            return mode
        return None

    def _ask(self, found: _Found, lang: Lang, tenant: str, mode: Mode, *, shape: bool) -> Raw:
        schema = schema_of(Answered, {"sources": ("A1",)}, self.model.endpoint)
        said = [Said("system", self.words.probe(lang)), Said("user", self.words.probe(lang))]
        if shape and mode in TOLD:
            said[0] = Said("system", self.words.schema(lang, json.dumps(schema)))

        def heard(_: str) -> None:
            found.pieces += not shape

        deadline = time.monotonic() + self.limits.total
        bounds = Bounds(self.limits, deadline, lambda: False, self.manner.stream)
        return self.model.call(Call(_TASK, tenant, mode, schema, tuple(said)), bounds, heard, found.entries.append)

    def _probed(self, found: _Found) -> Probed:
        costs = [entry.cost for entry in found.entries if entry.cost is not None]
        return Probed(
            model=self.model.endpoint.label,
            reached=found.reached,
            chats=found.chat is not None,
            streams=found.pieces > 1,
            mode=found.mode,
            first_ms=round(found.chat.first_ms, 1) if found.chat else None,
            total_ms=round(found.chat.total_ms, 1) if found.chat else None,
            pieces=found.pieces,
            tokens=sum(entry.tokens_in + entry.tokens_out for entry in found.entries),
            cost=round(sum(costs), 6) if costs else None,
            reason=found.reason,
        )
