"""What routes may ask for: the application, the caller, the language. The type of a parameter is the permission."""

from typing import Annotated, cast

from fastapi import Depends, Request

from advisor.bootstrap import Application
from advisor.errors import NotAllowed, NotAuthenticated
from advisor.models.base import Lang
from advisor.models.principal import Principal, Scope
from api.language import request_language
from api.sessions import COOKIE, Sessions


def application(request: Request) -> Application:
    """The application this app was made for."""
    return cast(Application, request.app.state.application)


def sessions(request: Request) -> Sessions:
    """The sessions of this process."""
    return cast(Sessions, request.app.state.sessions)


def caller(request: Request) -> Principal:
    """Who is asking, by key or by session. Raises NotAuthenticated."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return application(request).storage.keys.principal(secret.strip())
    session = request.cookies.get(COOKIE)
    principal = sessions(request).principal(session) if session else None
    if principal is None or not _same_site(request):
        raise NotAuthenticated
    return principal


def _same_site(request: Request) -> bool:
    """Whether a cookie may be believed: other sites' pages cannot make it act."""
    return request.method == "GET" or request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


class _With:
    """A dependency that lets through callers with one scope."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __call__(self, principal: Annotated[Principal, Depends(caller)]) -> Principal:
        if self._scope not in principal.scopes:
            raise NotAllowed
        return principal


App = Annotated[Application, Depends(application)]
CanAdvise = Annotated[Principal, Depends(_With("advise"))]
CanAdmin = Annotated[Principal, Depends(_With("admin"))]
Language = Annotated[Lang, Depends(request_language)]
"""The language of texts that are not an answer to a body: pages and errors."""
