"""Other sites' pages: only the routes a widget needs answer them, and only the origin that is allowed is named.

That it is not allowed, a page may read too, and nothing more: see `/widget/v1/check`.
No cookies are accepted from elsewhere, so none are asked for. A route that knows its channel says which origin may
read; before a channel is known (a preflight, an unknown session) an origin that any channel allows may read the reply.
"""

import re
from typing import cast

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.bootstrap import Application
from advisor.errors import AdvisorError

_OPEN_TO_PAGES = re.compile(
    r"/widget/v1/(?:config|sessions)|/v1/chat(?:/[^/]+/(?:stop|events))?|/v1/conversations(?:/[^/]+(?:/export)?)?"
    r"|/v1/messages/[^/]+/feedback|/v1/drafts|/v1/plans/[^/]+/export"
)
_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, PATCH, DELETE",
    "access-control-allow-headers": "authorization, content-type, last-event-id, accept-language",
    "access-control-max-age": "600",
}
_EXPOSED = "retry-after, content-disposition, content-language"
_OPEN_STATUSES = {401, 404, 422, 429, 503}


class CrossOrigin:
    """Answers preflights, and names the allowed origin on what a widget may read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer its preflight."""
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        if origin is None or not _OPEN_TO_PAGES.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await (await _preflight(scope, origin))(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if await _may_read(scope, origin, message["status"]):
                    headers["access-control-allow-origin"] = origin
                    headers["access-control-expose-headers"] = _EXPOSED
            await send(message)

        await self._app(scope, receive, named)


async def _preflight(scope: Scope, origin: str) -> Response:
    response = Response(status_code=204, headers={"vary": "Origin"})
    if await _welcome(scope, origin):
        response.headers["access-control-allow-origin"] = origin
        response.headers.update(_PREFLIGHT)
    return response


async def _may_read(scope: Scope, origin: str, status: int) -> bool:
    """Whether the page may read the reply: its channel said so, or the reply tells nothing of a channel."""
    if getattr(Request(scope).state, "allowed_origin", None) == origin:
        return True
    return status in _OPEN_STATUSES and await _welcome(scope, origin)


async def _welcome(scope: Scope, origin: str) -> bool:
    application = cast(Application, scope["app"].state.application)
    try:
        return await run_in_threadpool(application.gate.welcomes, origin)
    except AdvisorError:
        return False
