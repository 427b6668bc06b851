"""The model path, joined from settings: writer, composers with the floor under them, and what a console may ask of it.

Built only when a model is configured; a service without one imports none of it.
"""

import random
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from advisor.answering.context import AnswerContext
from advisor.answering.model import ModelAnswerer
from advisor.corpus.knowledge import Knowledge
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
from advisor.llm.failures import Failure
from advisor.llm.ledger import Ledger
from advisor.llm.loop import Loop
from advisor.llm.probe import Probe
from advisor.llm.providers import address_of
from advisor.llm.redacting import Redactor
from advisor.llm.structured import ModeMemory
from advisor.llm.upstream import Upstream
from advisor.llm.writer import ModelWriter
from advisor.model_settings import ModelSettings
from advisor.models.answer import Answer
from advisor.models.base import LANGS, Lang
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.planning.context import PlanContext
from advisor.planning.model import ModelComposer
from advisor.retrieval.embedding import StaticEmbedder
from advisor.retrieval.tokens import terms
from advisor.settings import Settings
from advisor.texts.prompts import Prompts
from advisor.world import Composers


@dataclass(frozen=True)
class ModelPath:
    """The composers with a model in them, the probe that tests it, and the ledger of what it took."""

    composers: Composers
    probe: Probe
    ledger: Ledger
    _models: tuple[Upstream, ...]
    _loop: Loop

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where requests may go, the model first, then its fallbacks; a provider's name for its own address."""
        endpoints = [model.endpoint for model in self._models]
        found = (urlsplit(address_of(each) or "").hostname or each.provider for each in endpoints)
        return tuple(dict.fromkeys(found))

    def close(self) -> None:
        """Let connections go and end the thread that waits for models."""
        for model in self._models:
            model.close(self._loop)
        self._loop.close()


@dataclass(frozen=True)
class Surroundings:
    """What the model path shares with the rest of the application."""

    floor: Composers
    knowledge: Knowledge
    screen: Screen
    prompts: Prompts
    redactor: Redactor
    # What a sentence seems to ask for, told fast: for judging many.
    glance: Callable[[str], Mapping[str, float]]
    now: Callable[[], datetime]


def model_path(settings: Settings, around: Surroundings) -> ModelPath:
    """The path for the model these settings name and its fallbacks."""
    loop, use = Loop(), settings.llm
    folder = settings.data_dir / "model"
    ledger = Ledger(folder, around.now, use.daily_tokens)
    limits, manner = _limits(use), _manner(use)
    memory = ModeMemory(folder / "modes.json")
    models = upstreams(use, ledger, loop)
    writer = ModelWriter(
        models=models,
        memory=memory,
        cache=Cache(use.cache_size),
        redactor=around.redactor,
        words=around.prompts,
        limits=limits,
        manner=manner,
        jitter=random.random,
    )
    threading.Thread(target=_open, args=(models[0],), name="model", daemon=True).start()
    composers = _composers(writer, around, settings.model_dir)
    probe = Probe(models[0], memory, around.prompts, limits, manner)
    return ModelPath(composers, probe, ledger, tuple(models), loop)


def upstreams(use: ModelSettings, ledger: Ledger, loop: Loop) -> list[Upstream]:
    """The model these settings name and its fallbacks, in order, each with a breaker of its own."""
    prices = {label: Price(*pair) for label, pair in use.prices.items()}
    return [
        Upstream(endpoint, _limits(use), _manner(use), Breaker(time.monotonic), ledger, Caller(loop), prices)
        for endpoint in _endpoints(use)
    ]


def _open(model: Upstream) -> None:
    """Load the vendor's package while everything else starts; a failure is met again by the first request."""
    with suppress(Failure):
        model.open()


def _composers(writer: ModelWriter, around: Surroundings, model_dir: Path) -> Composers:
    support = Support(terms, StaticEmbedder(model_dir).encode_document)
    judge = partial(_judge, support, _Brake(around))
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

    def __init__(self, around: Surroundings) -> None:
        self._screen, self._glance = around.screen, around.glance
        wordings = (around.knowledge.blame, around.knowledge.threat)
        self._words: dict[Lang, list[str]] = {
            lang: [fold(each.word) for wording in wordings for each in getattr(wording, lang)] for lang in LANGS
        }

    def risky(self, text: str, lang: Lang) -> bool:
        """Whether the brake is pulled."""
        folded = fold(text)
        return any(word in folded for word in self._words[lang]) or self._screen.brakes(text, self._glance(text))


def _endpoints(use: ModelSettings) -> list[Endpoint]:
    """The model and its fallbacks; what a fallback of the same provider does not say is the first one's."""
    key, first = _secret(use.api_key), use.name or ""
    found = [_endpoint(first, use.base_url, key)]
    for other in use.fallbacks:
        alike = other.model.partition(":")[0] == first.partition(":")[0]
        found.append(
            _endpoint(
                other.model,
                other.base_url or (use.base_url if alike else None),
                _secret(other.api_key) or (key if alike else ""),
            )
        )
    return found


def _endpoint(label: str, base_url: str | None, key: str) -> Endpoint:
    provider, _, name = label.partition(":")
    return Endpoint(provider, name, base_url, key)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


def _limits(use: ModelSettings) -> Limits:
    return Limits(
        connect=use.connect_seconds,
        first_token=use.first_token_seconds,
        between_tokens=use.between_tokens_seconds,
        total=use.total_seconds,
        context_tokens=use.context_tokens,
        output_tokens=use.output_tokens,
    )


def _manner(use: ModelSettings) -> Manner:
    return Manner(use.temperature, use.thinking, use.stream, use.extra)
