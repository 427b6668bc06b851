"""The composition root: settings in, a ready application out.

Nothing is built at import, and only here are parts joined.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog

from advisor.answering.composer import PlaybookAnswerer
from advisor.channels.gate import Gate
from advisor.channels.registry import Channels
from advisor.corpus.cache import cached_knowledge
from advisor.corpus.knowledge import Knowledge
from advisor.corpus.passages import Phrases, passages, source_id
from advisor.corpus.sources import Sources
from advisor.diagnosis.engine import Diagnostician, Estimates
from advisor.drafting.composer import PlaybookDrafter
from advisor.guardrails.redaction.redactor import Redactor
from advisor.guardrails.redaction.roster import read_roster
from advisor.guardrails.screen import Screen
from advisor.planning.composer import PlaybookComposer
from advisor.retrieval.cache import IndexCache
from advisor.retrieval.chroma import ChromaHeld, ChromaStore
from advisor.retrieval.embedding import Embedder, SentenceTransformerEmbedder, StaticEmbedder
from advisor.retrieval.estimates import Estimator
from advisor.retrieval.retriever import HybridRetriever
from advisor.retrieval.vectors import VectorBroken
from advisor.service import Advisor
from advisor.settings import Settings
from advisor.storage.lazy import LazyStorage
from advisor.suggestions import Suggestions
from advisor.texts.catalogue import Catalogue
from advisor.texts.prompts import Prompts
from advisor.texts.templates import Templates
from advisor.world import Composers, ReplyStore, World

if TYPE_CHECKING:
    from advisor.chat.assistant import Assistant
    from advisor.modelpath import ModelPath

log = structlog.get_logger(__name__)

TIME_ZONE = ZoneInfo("Asia/Shanghai")
SHARED = "knowledge"
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Application:
    """Everything a face needs: the advisor, the words, the storage, and what is not as it should be."""

    settings: Settings
    advisor: Advisor
    gate: Gate
    channels: Channels
    catalogue: Catalogue
    storage: LazyStorage
    new_assistant: "Callable[[], Assistant]"
    now: Clock
    redactor: Redactor
    notes: tuple[str, ...] = ()
    model: "ModelPath | None" = field(default=None, repr=False)
    model_hosts: tuple[str, ...] = ()
    """The hosts language models are called at, fallbacks last; empty when there is no model."""
    _store: ChromaStore | None = field(default=None, repr=False)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge the advisor works from."""
        return self.advisor.knowledge

    @cached_property
    def assistant(self) -> "Assistant":
        """The one who talks. Raises KnowledgeInvalid for phrases that cannot be used."""
        return self.new_assistant()

    def missing(self) -> tuple[str, ...]:
        """The parts that do not work, by name; empty when all do."""
        return tuple(dict.fromkeys((*self.notes, *self.advisor.retriever.broken)))

    def close(self) -> None:
        """Let files and connections go."""
        if self._store is not None:
            self._store.close()
        if self.model is not None:
            self.model.close()
        self.storage.close()


def build(
    settings: Settings,
    *,
    now: Clock | None = None,
    new_id: Callable[[], str] | None = None,
    embedder: Embedder | None = None,
    replies: Callable[[str], ReplyStore] | None = None,
    hold_index: bool = False,
) -> Application:
    """The application for these settings.

    `hold_index` takes the vector store for this process, as a server does; without it vectors are searched exactly,
    which one-shot commands can do beside a running server. Raises KnowledgeInvalid for a bad knowledge folder.
    """
    now = now or (lambda: datetime.now(TIME_ZONE))
    catalogue = Catalogue(settings.content_dir / "prompts" / "messages")
    folders = [settings.content_dir / "knowledge", *settings.knowledge_dirs]
    knowledge = cached_knowledge(folders, settings.data_dir / "cache")
    redactor = Redactor(knowledge.privacy, read_roster(settings.roster) if settings.roster else frozenset())
    phrases = Phrases(sections=catalogue.group("section"), stand_ins=catalogue.group("stand_in"))
    pieces = list(passages(knowledge, phrases))
    estimator = Estimator(settings.model_dir)
    embedder = embedder or _embedder(settings)
    notes: list[str] = []
    store = _store(settings.data_dir / "index" / "chroma", notes) if hold_index else None
    cache = IndexCache(settings.data_dir / "index", embedder, store)
    collection = cache.collection(SHARED, knowledge.version, pieces, _asks(knowledge))
    storage = storage_for(settings)
    diagnostician = Diagnostician(knowledge, _estimates(estimator))
    screen = Screen(knowledge.refusals, lambda text: estimator.estimate("intent", text), diagnostician.names_ours)
    templates = Templates(*reversed(settings.knowledge_dirs), settings.content_dir / "prompts")
    floor = Composers(PlaybookComposer(), PlaybookAnswerer(), PlaybookDrafter())
    path = None
    if settings.llm.name:
        # Only here: a service without a model loads nothing of the model path.
        from advisor.modelpath import Surroundings, model_path

        glance = partial(estimator.at_a_glance, "intent")
        around = Surroundings(floor, knowledge, screen, Prompts(templates), redactor, glance, now)
        path = model_path(settings, around)
    advisor = Advisor(
        knowledge=knowledge,
        sources=Sources(pieces),
        catalogue=catalogue,
        templates=templates,
        screen=screen,
        diagnostician=diagnostician,
        retriever=HybridRetriever([collection], Suggestions(estimator, knowledge)),
        floor=floor,
        composers=path.composers if path else floor,
        world=World(now, new_id or (lambda: str(uuid4())), replies or storage.replies),
    )
    return Application(
        settings=settings,
        advisor=advisor,
        gate=Gate(lambda: storage.widget_door, now, advisor.world.new_id),
        channels=Channels(storage.channels, now, advisor.world.new_id),
        catalogue=catalogue,
        storage=storage,
        new_assistant=partial(_assistant, settings, advisor, estimator, storage),
        now=now,
        redactor=redactor,
        notes=tuple(notes + cache.notes),
        model=path,
        model_hosts=path.hosts if path else (),
        _store=store,
    )


def _assistant(settings: Settings, advisor: Advisor, estimator: Estimator, storage: LazyStorage) -> "Assistant":
    # Only here: a single question from the terminal is no talk.
    from advisor.chat.asking import Asker
    from advisor.chat.assistant import Assistant
    from advisor.chat.follow_ups import Replier
    from advisor.chat.phrases import load_phrases
    from advisor.chat.reading import Reader
    from advisor.chat.replies import Composer

    folder = settings.content_dir / "prompts" / "chat"
    phrases, words = load_phrases(folder / "phrases.yaml"), Catalogue(folder / "messages")
    asker = Asker(phrases, advisor.knowledge)
    reader = Reader(
        phrases=phrases,
        asker=asker,
        screen=advisor.screen,
        diagnostician=advisor.diagnostician,
        deliverables=advisor.knowledge.deliverables,
        estimate_kind=lambda text: estimator.estimate("deliverable", text),
    )
    return Assistant(
        reader=reader,
        replier=Replier(Composer(advisor, asker, words, settings.public_url)),
        words=words,
        errors=advisor.catalogue,
        conversations=storage.turns,
        now=advisor.world.now,
        new_id=advisor.world.new_id,
    )


def storage_for(settings: Settings) -> LazyStorage:
    """The storage of these settings, for commands that need nothing else."""
    return LazyStorage(settings.database_url or _sqlite(settings.data_dir))


def _estimates(estimator: Estimator) -> Estimates:
    return Estimates(
        friction=partial(estimator.estimate, "friction"),
        clause=partial(estimator.at_a_glance, "friction"),
        cause=partial(estimator.estimate, "cause"),
        process=partial(estimator.estimate, "process"),
        department=partial(estimator.estimate, "department"),
        risk=partial(estimator.estimate, "risk"),
    )


def _asks(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    return {source_id(folder, item.id): item.asks.all() for folder, item in knowledge.items()}


def _embedder(settings: Settings) -> Embedder:
    if settings.embedding_model is None:
        return StaticEmbedder(settings.model_dir)
    return SentenceTransformerEmbedder(settings.embedding_model)


def _store(folder: Path, notes: list[str]) -> ChromaStore | None:
    """The vector store, or None with a note when another process holds it or the disk does not let us."""
    try:
        return ChromaStore(folder)
    except ChromaHeld:
        notes.append("chroma_held")
    except (VectorBroken, OSError) as error:
        notes.append("chroma_unavailable")
        log.warning("chroma_unavailable", reason=type(error).__name__)
    return None


def _sqlite(data_dir: Path) -> str:
    return f"sqlite:///{data_dir.absolute() / 'advisor.db'}"
