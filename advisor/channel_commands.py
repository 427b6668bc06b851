"""The `advisor channels` command: make, list, show, open and close the places where the widget may stand."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from advisor.bootstrap import TIME_ZONE, storage_for
from advisor.call import DONE, Call
from advisor.channels.registry import Channels, Made
from advisor.errors import InvalidInput
from advisor.models.channel import Channel, ChannelIn
from advisor.models.principal import HOME_TENANT


def run_channels(call: Call) -> int:
    """Do what was asked and say what came of it. Raises InvalidInput and NotFound."""
    storage = storage_for(call.settings)
    channels = Channels(storage.channels, lambda: datetime.now(TIME_ZONE), lambda: str(uuid4()))
    try:
        _ACTIONS[call.given.action](call, channels)
    finally:
        storage.close()
    return DONE


def _add(call: Call, channels: Channels) -> None:
    given = call.given
    wanted = ChannelIn(
        name=_named(call),
        origins=tuple(given.origins),
        scope=given.scope,
        anonymous=not given.signed_in_only,
        identity=given.identity,
        public_key=_text_of(given.public_key) if given.public_key else None,
    )
    _show_made(call, channels.create(HOME_TENANT, wanted))


def _list(_: Call, channels: Channels) -> None:
    table = Table()
    for title in ("id", "name", "key", "origins", "scope", ""):
        table.add_column(title, overflow="fold")
    for channel in channels.list(HOME_TENANT):
        cells = (channel.id, channel.name, channel.public_key, " ".join(channel.origins), channel.scope)
        table.add_row(*map(escape, cells), "" if channel.enabled else "×")
    Console().print(table)


def _show(call: Call, channels: Channels) -> None:
    _print(channels.get(HOME_TENANT, _named(call)))


def _origins(call: Call, channels: Channels) -> None:
    """With origins, exactly these are allowed from now on; without, the ones that are."""
    name = _named(call)
    if call.given.origins:
        _print(channels.allow(HOME_TENANT, name, tuple(call.given.origins)))
    else:
        _print(channels.get(HOME_TENANT, name))


def _rotate(call: Call, channels: Channels) -> None:
    _show_made(call, channels.rotate(HOME_TENANT, _named(call)))


def _disable(call: Call, channels: Channels) -> None:
    _print(channels.disable(HOME_TENANT, _named(call)))


def _show_made(call: Call, made: Made) -> None:
    _print(made.channel)
    if made.secret:
        print(call.say("cli.channel_secret", secret=made.secret))


def _print(channel: Channel) -> None:
    """A channel as JSON, without what its identities are checked with."""
    print(channel.model_dump_json(indent=2, exclude={"verify_with", "tenant_id"}))


def _named(call: Call) -> str:
    if not call.given.channel:
        raise InvalidInput("channel_name_missing", "channel")
    name: str = call.given.channel
    return name


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput("file_unreadable", "public_key", path=path) from error


_ACTIONS: Mapping[str, Callable[[Call, Channels], None]] = {
    "add": _add,
    "list": _list,
    "show": _show,
    "origins": _origins,
    "rotate": _rotate,
    "disable": _disable,
}
