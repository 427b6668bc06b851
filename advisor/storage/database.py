"""The database: the truth about what people asked, got and may do. SQLite by default, PostgreSQL by URL.

SQLAlchemy and Alembic are known only in this package, and rows never leave it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from advisor.errors import StorageUnavailable

_MIGRATIONS = Path(__file__).parent / "migrations"
# How long a writer waits for another one before the caller hears of it, in milliseconds.
_BUSY_MS = 5000
# Kept open, and as many again when it is busy.
_CONNECTIONS = 10


class Database:
    """One database, migrated to the newest schema when it is opened. Raises StorageUnavailable when it cannot be."""

    def __init__(self, url: str) -> None:
        try:
            if url.startswith("sqlite:///"):
                Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
            self._engine = create_engine(url, pool_pre_ping=True, pool_size=_CONNECTIONS, max_overflow=_CONNECTIONS)
            self._turnstile: AbstractContextManager[object] = Lock() if url.startswith("sqlite") else nullcontext()
            if url.startswith("sqlite"):
                event.listen(self._engine, "connect", _tune_sqlite)
            migrate(self._engine)
        except (SQLAlchemyError, OSError) as error:
            raise StorageUnavailable(reason=_reason(error)) from error
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A short transaction that writes; SQLite takes one writer at a time, so its writers queue here."""
        with self._turnstile, self.session() as session:
            yield session

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A short transaction: committed at the end, rolled back on any error."""
        try:
            with self._sessions.begin() as session:
                yield session
        except SQLAlchemyError as error:
            raise StorageUnavailable(reason=_reason(error)) from error

    def close(self) -> None:
        """Let all connections go."""
        self._engine.dispose()


def migrate(engine: Engine) -> None:
    """Bring the schema up to date, in one transaction on the engine's own connection."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _tune_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _reason(error: Exception) -> str:
    """The kind of error without its SQL, parameters or paths."""
    cause = getattr(error, "orig", None) or error
    return type(cause).__name__
