from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from advisor.bootstrap import Application, build
from advisor.model_settings import ModelSettings
from advisor.modelpath import ModelPath, Surroundings, model_path
from advisor.retrieval.labels import LabelModel
from advisor.service import Advisor
from advisor.settings import Settings
from advisor.texts.prompts import Prompts
from evals.keep import Forgetful
from tests.conftest import fixed_now
from tests.llm.author import good_reply
from tests.llm.server import ScriptedServer

PINNED = Path(__file__).parent / "knowledge"
# Short, so that a table of servers that hang can be waited for.
QUICK: dict[str, Any] = {
    "connect_seconds": 1.0,
    "first_token_seconds": 1.0,
    "between_tokens_seconds": 1.5,
    "total_seconds": 3.0,
}
# Long enough for a server that answers at once on a machine that is busy with other things.
CALM: dict[str, Any] = dict.fromkeys(QUICK, 30.0)
Modelled = Callable[..., Advisor]


@pytest.fixture(scope="session")
def pinned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The application without a model, over the knowledge the replies were written for."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("pinned"), knowledge_dirs=(PINNED,))
    app = build(settings, now=fixed_now, replies=lambda _: Forgetful())
    yield app
    app.close()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(good_reply) as running:
        yield running


@pytest.fixture
def path_of(pinned: Application, tmp_path: Path) -> Iterator[Callable[..., ModelPath]]:
    """Model paths over the pinned application, closed at the end."""
    made: list[ModelPath] = []

    def make(name: str, **use: Any) -> ModelPath:
        settings = Settings(data_dir=tmp_path, llm=ModelSettings(name=name, **{**CALM, **use}))
        advisor = pinned.advisor
        around = Surroundings(
            floor=advisor.floor,
            knowledge=pinned.knowledge,
            screen=advisor.screen,
            prompts=Prompts(advisor.templates),
            redactor=pinned.redactor,
            glance=partial(LabelModel(settings.model_dir).estimate, "intent"),
            now=fixed_now,
        )
        made.append(model_path(settings, around))
        return made[-1]

    yield make
    for path in made:
        path.close()


@pytest.fixture
def modelled(pinned: Application, server: ScriptedServer, path_of: Callable[..., ModelPath]) -> Modelled:
    """The use cases with a scripted model of that mode."""

    def make(mode: str, **use: Any) -> Advisor:
        path = path_of(f"compatible:{mode}", **{"base_url": server.url, "cache_size": 0, **use})
        path.probe.model.open()
        return replace(pinned.advisor, composers=path.composers)

    return make
