"""Storage that is opened when it is first needed: an answer in the terminal needs no database."""

from functools import cached_property
from typing import TYPE_CHECKING

from advisor.models.principal import Owner

if TYPE_CHECKING:
    from advisor.storage.channels import ChannelRepository, WidgetDoor
    from advisor.storage.conversations import ConversationRepository
    from advisor.storage.database import Database
    from advisor.storage.keys import KeyRing
    from advisor.storage.replies import ReplyRepository
    from advisor.storage.turns import TurnRepository


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

    def turns(self, owner: Owner) -> "TurnRepository":
        """The turns of one owner's conversations."""
        from advisor.storage.turns import TurnRepository

        return TurnRepository(self.database, owner)

    def conversations(self, owner: Owner) -> "ConversationRepository":
        """The conversations of one owner."""
        from advisor.storage.conversations import ConversationRepository

        return ConversationRepository(self.database, owner)

    def channels(self, tenant_id: str) -> "ChannelRepository":
        """The channels of one tenant."""
        from advisor.storage.channels import ChannelRepository

        return ChannelRepository(self.database, tenant_id)

    @cached_property
    def widget_door(self) -> "WidgetDoor":
        """What is known of widgets before their tenant is."""
        from advisor.storage.channels import WidgetDoor

        return WidgetDoor(self.database)

    def close(self) -> None:
        """Let connections go, if any were made."""
        if self._opened:
            self.database.close()
