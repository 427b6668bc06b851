from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from advisor.bootstrap import Application, build
from advisor.settings import Settings
from api.app import create_app
from api.sessions import Sessions
from tests.conftest import fixed_now

ADMIN, PLAIN = "sk_admin_of_the_tests", "sk_plain_of_the_tests"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    app = build(Settings(data_dir=tmp_path_factory.mktemp("served")), now=fixed_now)
    app.storage.keys.create("admin", ("advise", "admin"), fixed_now(), secret=ADMIN)
    app.storage.keys.create("plain", ("advise",), fixed_now(), secret=PLAIN)
    yield app
    app.close()


@pytest.fixture(scope="session")
def sessions() -> Sessions:
    return Sessions(fixed_now)


@pytest.fixture
def anonymous(served: Application, sessions: Sessions) -> TestClient:
    return TestClient(create_app(served, sessions), raise_server_exceptions=False)


@pytest.fixture
def client(anonymous: TestClient) -> TestClient:
    anonymous.headers["Authorization"] = f"Bearer {PLAIN}"
    return anonymous


@pytest.fixture
def broken_dir(tmp_path: Path) -> Path:
    """A data directory that cannot be made, since a file stands in its place."""
    path = tmp_path / "file"
    path.write_text("", encoding="utf-8")
    return path / "var"
