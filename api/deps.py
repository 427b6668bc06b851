"""What routes may ask for: the application, the caller, the language. The type of a parameter is the permission."""

from typing import Annotated, cast

from fastapi import Depends, Request

from advisor.bootstrap import Application
from advisor.errors import NotAllowed
from advisor.models.base import Lang
from advisor.models.principal import Principal, Scope
from api.auth import authenticate
from api.language import request_language
from api.limits import Limits
from api.sessions import Sessions
from api.turns import Turns


def application(request: Request) -> Application:
    """The application this app was made for."""
    return cast(Application, request.app.state.application)


def sessions(request: Request) -> Sessions:
    """The sessions of this process."""
    return cast(Sessions, request.app.state.sessions)


class With:
    """A dependency that lets through callers with one of these scopes."""

    def __init__(self, *scopes: Scope) -> None:
        self._scopes = set(scopes)

    def __call__(self, principal: Annotated[Principal, Depends(authenticate)]) -> Principal:
        """The caller. Raises NotAllowed."""
        if not self._scopes & principal.scopes:
            raise NotAllowed
        return principal


def limits(request: Request) -> Limits:
    """The limits of this process."""
    return cast(Limits, request.app.state.limits)


def turns(request: Request) -> Turns:
    """The turns this process works on."""
    return cast(Turns, request.app.state.turns)


def counted(
    request: Request,
    app: Annotated[Application, Depends(application)],
    windows: Annotated[Limits, Depends(limits)],
    principal: Annotated[Principal, Depends(With("advise", "chat"))],
) -> None:
    """Count a message of a widget's session. Raises RateLimited."""
    if principal.channel_id is not None and principal.session_id is not None:
        channel = app.channels.get(principal.tenant_id, principal.channel_id)
        windows.message(channel, principal.session_id, request.client.host if request.client else "")


App = Annotated[Application, Depends(application)]
CanAdvise = Annotated[Principal, Depends(With("advise"))]
CanAdmin = Annotated[Principal, Depends(With("admin"))]
CanChat = Annotated[Principal, Depends(With("advise", "chat"))]
"""A key's holder, or a widget's session."""
Counted = Annotated[None, Depends(counted)]
Limited = Annotated[Limits, Depends(limits)]
Running = Annotated[Turns, Depends(turns)]
Language = Annotated[Lang, Depends(request_language)]
"""The language of texts that are not an answer to a body: pages and errors."""
