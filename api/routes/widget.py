"""What a widget asks before it has a session: how it looks, a session, and which rule lets its page in."""

from datetime import datetime
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from advisor.bootstrap import Application
from advisor.channels.origins import verdict
from advisor.errors import NotFound
from advisor.models.base import Frozen, Lang
from advisor.models.channel import Channel, OriginVerdict, Position, Theme
from advisor.models.situation import Short
from api.deps import App, Language, Limited
from api.views import Views
from api.widget_files import file_reply

open_router = APIRouter(prefix="/widget/v1", tags=["widget"])
_LONGEST_TOKEN = 8192
_CONFIG_SECONDS = 300


class ChannelLook(Frozen):
    """How the widget looks here."""

    title: str
    accent: str
    position: Position
    theme: Theme
    anonymous: bool


class ShownLimits(Frozen):
    """The limits a person may run into."""

    per_session_minute: int


class Reason(Frozen):
    """A reason for a thumb down."""

    id: str
    text: str


class ConfigOut(Frozen):
    """Everything a widget needs to show itself."""

    channel: ChannelLook
    greeting: str
    suggestions: tuple[str, ...]
    ai_notice: str
    limits: ShownLimits
    reasons: tuple[Reason, ...]


class SessionIn(Frozen):
    """A channel's publishable key, and a token by which the host vouches for somebody."""

    key: Short
    identity: Annotated[str, Field(max_length=_LONGEST_TOKEN)] | None = None


class SessionOut(Frozen):
    """A session's secret, and until when it lasts."""

    token: str
    expires_at: datetime
    subject: str
    anonymous: bool


class CheckOut(OriginVerdict):
    """The verdict on an origin, and what to do about it."""

    advice: str


@open_router.get("/config")
def read_config(key: str, app: App, request: Request, response: Response, lang: Language) -> ConfigOut:
    """Tell a widget how to look. Raises NotAllowed for a page that may not embed it."""
    origin = request.headers.get("origin")
    channel = app.gate.channel(key, origin)
    request.state.allowed_origin = origin
    response.headers["Cache-Control"] = f"private, max-age={_CONFIG_SECONDS}"
    return _config(channel, app, lang)


@open_router.post("/sessions", status_code=201)
def open_session(wanted: SessionIn, app: App, request: Request, limits: Limited) -> SessionOut:
    """Exchange a publishable key, an origin and perhaps an identity for a session."""
    origin = request.headers.get("origin")
    channel = app.gate.channel(wanted.key, origin)
    request.state.allowed_origin = origin
    limits.session(channel, request.client.host if request.client else "")
    opened = app.gate.open(wanted.key, origin, wanted.identity)
    return SessionOut(
        token=opened.secret,
        expires_at=opened.session.expires_at,
        subject=opened.subject,
        anonymous=opened.session.anonymous,
    )


@open_router.get("/check")
def check_origin(
    key: str,
    app: App,
    request: Request,
    response: Response,
    lang: Language,
    origin: Annotated[str, Query(max_length=300)] = "",
) -> CheckOut:
    """Tell an integrator whether a page of this origin may embed the channel, and what to do when it may not.

    A page may read what is said of itself, so that a widget that is not let in can say so.
    """
    response.headers["Vary"] = "Origin"
    if origin and origin == request.headers.get("origin"):
        response.headers["Access-Control-Allow-Origin"] = origin
    channel = app.storage.widget_door.by_key(key)
    if channel is None:
        raise NotFound("channel_unknown")
    return _checked(channel, origin, app, lang)


@open_router.get("/check.html", include_in_schema=False)
def check_page(
    request: Request,
    app: App,
    lang: Language,
    key: Annotated[str, Query(max_length=200)] = "",
    origin: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The same as a page, for who set the widget up."""
    channel = app.storage.widget_door.by_key(key) if key else None
    found = _checked(channel, origin, app, lang) if channel else None
    return cast(Views, request.app.state.widget_views).page(
        "check", lang, key=key, origin=origin, found=found, unknown=bool(key) and channel is None
    )


@open_router.get("/{name}", include_in_schema=False)
def widget_file(name: str, request: Request) -> Response:
    """A built file of the widget. Raises NotFound for any other name."""
    return file_reply(name, request.headers)


def _checked(channel: Channel, origin: str, app: Application, lang: Lang) -> CheckOut:
    found = verdict(channel, origin or None)
    advice = app.assistant.words.say(
        lang, f"origin.{found.reason}", origin=origin or "-", rule=found.rule or "-", channel=channel.id
    )
    return CheckOut(**found.model_dump(), advice=advice)


def _config(channel: Channel, app: App, lang: Lang) -> ConfigOut:
    words = app.assistant.words
    look = channel.look
    suggestions = channel.suggestions.in_(lang) or app.assistant.replier.start_suggestions(lang)
    return ConfigOut(
        channel=ChannelLook(
            title=look.title.in_(lang) if look.title else words.say(lang, "channel_page.title"),
            accent=look.accent,
            position=look.position,
            theme=look.theme,
            anonymous=channel.anonymous,
        ),
        greeting=channel.greeting.in_(lang) if channel.greeting else words.say(lang, "channel_page.greeting"),
        suggestions=suggestions,
        ai_notice=words.say(lang, "notice"),
        limits=ShownLimits(per_session_minute=channel.limits.per_session_minute),
        reasons=tuple(Reason(id=name, text=text.in_(lang)) for name, text in words.group("reasons").items()),
    )
