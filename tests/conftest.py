"""What every test may ask for. Nothing here reaches a network, a real clock or a customer's data."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings as drawing

from advisor.bootstrap import TIME_ZONE, Application, build
from advisor.corpus.knowledge import Knowledge
from advisor.service import Advisor
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue
from evals.keep import Forgetful

# How long an example takes says something about the machine and nothing about the code.
drawing.register_profile("untimed", deadline=None)
drawing.load_profile("untimed")

# A Monday with make-up days and a holiday well away from it.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=TIME_ZONE)


def fixed_now() -> datetime:
    """The same moment, always."""
    return NOW


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The whole application over the built-in knowledge, with a fixed clock and counted ids."""
    numbers = count(1)
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    app = build(settings, now=fixed_now, new_id=lambda: f"id-{next(numbers)}", replies=lambda _: Forgetful())
    yield app
    app.close()


@pytest.fixture(scope="session")
def advisor(application: Application) -> Advisor:
    """The use cases."""
    return application.advisor


@pytest.fixture(scope="session")
def knowledge(application: Application) -> Knowledge:
    """The built-in knowledge."""
    return application.knowledge


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The messages."""
    return Catalogue(Settings().content_dir / "prompts" / "messages")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data directory."""
    return tmp_path / "var"
