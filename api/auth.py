"""Who is asking: one place for every kind of credential.

A key and a widget's session come in the Authorization header, a signed-in page's session in a cookie. What is none of
ours is refused; what a caller may do is decided by its scopes, and a route without a scope does not exist.
"""

from typing import cast

from fastapi import Request

from advisor.bootstrap import Application
from advisor.errors import AdvisorError, NotAuthenticated
from advisor.models.principal import Principal
from api.sessions import COOKIE, Sessions

_WIDGET = "ws_"


def authenticate(request: Request) -> Principal:
    """The caller. Raises NotAuthenticated, and NotAllowed for a widget on a page that may not embed it."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return recognise(request, secret.strip())
    session = request.cookies.get(COOKIE)
    principal = cast(Sessions, request.app.state.sessions).principal(session) if session else None
    if principal is None or not _same_site(request):
        raise NotAuthenticated
    return principal


def recognise(request: Request, secret: str) -> Principal:
    """Whose secret this is. Raises NotAuthenticated and NotAllowed."""
    application = cast(Application, request.app.state.application)
    if not secret.startswith(_WIDGET):
        return application.storage.keys.principal(secret)
    origin = request.headers.get("origin")
    principal = application.gate.principal(secret, origin)
    request.state.allowed_origin = origin
    return principal


def still_good(request: Request) -> bool:
    """Whether the caller of a long reply may still have it."""
    try:
        authenticate(request)
    except AdvisorError:
        return False
    return True


def _same_site(request: Request) -> bool:
    """Whether a cookie may be believed: other sites' pages cannot make it act."""
    return request.method == "GET" or request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
