"""The model path, joined from settings: writer, composers with the floor under them, and what a console may ask of it.

Built only when a model is configured; a service without one imports none of it.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from advisor.answering.context import AnswerContext
from advisor.answering.model import ModelAnswerer
from advisor.drafting.context import DraftContext
from advisor.drafting.model import ModelDrafter
from advisor.fallback import FallbackComposer
from advisor.guardrails.judge import Judge
from advisor.guardrails.screen import Screen
from advisor.guardrails.support import Support
from advisor.language.folding import fold
from advisor.llm.breaker import Breaker
from advisor.llm.cache import Cache
from advisor.llm.calls import Caller
from advisor.llm.endpoint import Endpoint, Limits, Manner, Price
from advisor.llm.ledger import Ledger
from advisor.llm.loop import Loop
from advisor.llm.probe import Probe
from advisor.llm.structured import ModeMemory
from advisor.llm.upstream import Upstream
from advisor.llm.writer import ModelWriter, Redactor
from advisor.model_settings import ModelSettings
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.planning.context import PlanContext
from advisor.planning.model import ModelComposer
from advisor.retrieval.embedding import StaticEmbedder
from advisor.retrieval.tokens import terms
from advisor.service import Composers
from advisor.texts.prompts import Prompts
from advisor.corpus.knowledge import Knowledge


@dataclass(frozen=True)
class ModelPath:
    """The composers with a model in them, the probe that tests it, and the ledger of what it took."""

    composers: Composers
    probe: Probe
    ledger: Ledger
    _loop: Loop

    def close(self) -> None:
        """End the thread that waits for models."""
        self._loop.close()


@dataclass(frozen=True)
class Surroundings:
    """What the model path shares with the rest of the application."""

    floor: Composers
    knowledge: Knowledge
    screen: Screen
    prompts: Prompts
    redactor: Redactor
    data_dir: Path
    model_dir: Path
    now: Callable[[], datetime]


def model_path(settings: ModelSettings, name: str, around: Surroundings) -> ModelPath:
    """The path for the model of that name and its fallbacks."""
    loop = Loop()
    folder = around.data_dir / "model"
    ledger = Ledger(folder, around.now, settings.daily_tokens)
    limits, manner = _limits(settings), _manner(settings)
    prices = {label: Price(*pair) for label, pair in settings.prices.items()}
    memory = ModeMemory(folder / "modes.json")
    models = [
        Upstream(endpoint, limits, manner, Breaker(time.monotonic), ledger, Caller(loop), prices)
        for endpoint in _endpoints(settings, name)
    ]
    writer = ModelWriter(
        models=models,
        memory=memory,
        cache=Cache(settings.cache_size),
        redactor=around.redactor,
        words=around.prompts,
        limits=limits,
        manner=manner,
        jitter=random.random,
    )
    return ModelPath(_composers(writer, around), Probe(models[0], memory, around.prompts, limits, manner), ledger, loop)


def _composers(writer: ModelWriter, around: Surroundings) -> Composers:
    support = Support(terms, StaticEmbedder(around.model_dir).encode_document)
    judge = partial(_judge, support, _Brake(around.knowledge, around.screen))
    floor, prompts = around.floor, around.prompts
    return Composers(
        plan=FallbackComposer[PlanContext, Plan](ModelComposer(writer, prompts, judge), floor.plan),
        answer=FallbackComposer[AnswerContext, Answer](
            ModelAnswerer(writer, prompts, judge, floor.answer), floor.answer
        ),
        draft=FallbackComposer[DraftContext, Draft](ModelDrafter(writer, prompts, judge, floor.draft), floor.draft),
    )


def _judge(support: Support, brake: "_Brake", lang: Lang, request: str) -> Judge:
    return Judge(support, brake.risky, lang, request)


class _Brake:
    """What must not be said although it is supported: what the screen brakes, and wording that blames or threatens."""

    def __init__(self, knowledge: Knowledge, screen: Screen) -> None:
        self._screen = screen
        self._words: dict[Lang, list[str]] = {
            lang: [
                fold(each.word) for wording in (knowledge.blame, knowledge.threat) for each in getattr(wording, lang)
            ]
            for lang in ("zh", "en")
        }

    def risky(self, text: str, lang: Lang) -> bool:
        """Whether the brake is pulled."""
        folded = fold(text)
        return any(word in folded for word in self._words[lang]) or self._screen.brakes(text)


def _endpoints(settings: ModelSettings, name: str) -> list[Endpoint]:
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    found = [_endpoint(name, settings.base_url, key)]
    for other in settings.fallbacks:
        own = other.api_key.get_secret_value() if other.api_key else key
        found.append(_endpoint(other.model, other.base_url or _same_place(settings, name, other.model), own))
    return found


def _endpoint(label: str, base_url: str | None, key: str) -> Endpoint:
    provider, _, name = label.partition(":")
    return Endpoint(provider, name, base_url, key)


def _same_place(settings: ModelSettings, name: str, other: str) -> str | None:
    """The first model's address, where the other is of the same provider."""
    return settings.base_url if name.partition(":")[0] == other.partition(":")[0] else None


def _limits(settings: ModelSettings) -> Limits:
    return Limits(
        connect=settings.connect_seconds,
        first_token=settings.first_token_seconds,
        between_tokens=settings.between_tokens_seconds,
        total=settings.total_seconds,
        context_tokens=settings.context_tokens,
        output_tokens=settings.output_tokens,
    )


def _manner(settings: ModelSettings) -> Manner:
    return Manner(settings.temperature, settings.thinking, settings.stream, settings.extra)
