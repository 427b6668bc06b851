"""Channels, for administrators. A secret is shown once, in the reply that made it."""

from fastapi import APIRouter

from advisor.channels.registry import Made
from advisor.models.base import Frozen
from advisor.models.channel import Algorithm, Channel, ChannelFace, ChannelIn
from api.deps import App, CanAdmin

router = APIRouter(prefix="/v1/channels", tags=["channels"])


class IdentityOut(Frozen):
    """How identities are checked; the secret only in the reply that made it."""

    alg: Algorithm
    secret: str | None = None


class ChannelOut(ChannelFace):
    """A channel as administrators see it."""

    identity: IdentityOut | None


class ChannelsOut(Frozen):
    """All channels."""

    channels: tuple[ChannelOut, ...]


@router.get("")
def list_channels(app: App, caller: CanAdmin) -> ChannelsOut:
    """List the channels."""
    return ChannelsOut(channels=tuple(_out(channel) for channel in app.channels.list(caller.tenant_id)))


@router.post("", status_code=201)
def create_channel(wanted: ChannelIn, app: App, caller: CanAdmin) -> ChannelOut:
    """Make a channel."""
    return _made(app.channels.create(caller.tenant_id, wanted))


@router.get("/{channel_id}")
def read_channel(channel_id: str, app: App, caller: CanAdmin) -> ChannelOut:
    """Read a channel."""
    return _out(app.channels.get(caller.tenant_id, channel_id))


@router.put("/{channel_id}")
def change_channel(channel_id: str, wanted: ChannelIn, app: App, caller: CanAdmin) -> ChannelOut:
    """Change a channel."""
    return _made(app.channels.change(caller.tenant_id, channel_id, wanted))


@router.post("/{channel_id}/rotate")
def rotate_channel(channel_id: str, app: App, caller: CanAdmin) -> ChannelOut:
    """Give a channel a new publishable key, and a new secret where it uses one."""
    return _made(app.channels.rotate(caller.tenant_id, channel_id))


@router.post("/{channel_id}/disable")
def disable_channel(channel_id: str, app: App, caller: CanAdmin) -> ChannelOut:
    """Switch a channel off; its sessions end."""
    return _out(app.channels.disable(caller.tenant_id, channel_id))


def _made(made: Made) -> ChannelOut:
    return _out(made.channel, made.secret)


def _out(channel: Channel, secret: str | None = None) -> ChannelOut:
    kept = channel.model_dump(exclude={"tenant_id", "verify_with", "identity"})
    identity = IdentityOut(alg=channel.identity, secret=secret) if channel.identity else None
    return ChannelOut.model_validate({**kept, "identity": identity})
