"""Storage that is opened when it is first needed: an answer in the terminal needs no database."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.storage.database import Database
    from advisor.storage.keys import KeyRing
    from advisor.storage.replies import ReplyRepository


class LazyStorage:
    """The door to what is kept. Raises StorageUnavailable when it is first used and cannot be opened."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened = False

    @cached_property
    def database(self) -> "Database":
        """The database, migrated."""
        from advisor.storage.database import Database

        database = Database(self._url)
        self._opened = True
        return database

    @cached_property
    def keys(self) -> "KeyRing":
        """The keys."""
        from advisor.storage.keys import KeyRing

        return KeyRing(self.database)

    def replies(self, tenant_id: str) -> "ReplyRepository":
        """The kept replies of one tenant."""
        from advisor.storage.replies import ReplyRepository

        return ReplyRepository(self.database, tenant_id)

    def close(self) -> None:
        """Let connections go, if any were made."""
        if self._opened:
            self.database.close()
