"""The ASGI application: routers, errors, limits. Everything but the open routes asks for a key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from advisor.bootstrap import Application
from api import problems
from api.cors import CrossOrigin
from api.deps import With
from api.limits import Limits
from api.metrics import Meter, Metered
from api.middleware import BodyLimit, SafeHeaders
from api.routes import (
    advice,
    catalog,
    channels,
    chat,
    conversations,
    health,
    metrics,
    model,
    pages,
    privacy,
    streams,
    widget,
)
from api.sessions import Sessions
from api.turns import Turns
from api.views import Views

_STATIC = Path(__file__).parent / "static"
_VERSION = "1"


def create_app(application: Application, sessions: Sessions) -> FastAPI:
    """The app over a built application; closing it closes the application."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = application.settings.threads
        yield
        await app.state.turns.drain()
        application.close()

    app = FastAPI(
        title="HR collaboration advisor",
        version=_VERSION,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.application = application
    app.state.sessions = sessions
    app.state.views = Views(application.catalogue)
    app.state.widget_views = Views(application.assistant.words)
    app.state.turns = Turns(application.assistant, application.settings.streams, application.settings.turns)
    app.state.limits = Limits(monotonic)
    app.state.meter = Meter()
    if application.model is not None:
        application.model.ledger.follow(app.state.meter.model_call)
    problems.install(app)
    for router in (health.router, pages.open_router, widget.open_router):
        app.include_router(router)
    # What is not opened here is closed: a widget's session reaches the routers named for it and nothing else.
    for router in (chat.router, conversations.router, advice.open_to_sessions):
        app.include_router(router, dependencies=[Depends(With("advise", "chat"))])
    private = (advice, streams, model, metrics, catalog, channels, privacy, pages)
    for router in (*(each.router for each in private), _description(app)):
        app.include_router(router, dependencies=[Depends(With("advise"))])
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    app.add_middleware(CrossOrigin)
    app.add_middleware(Metered, meter=app.state.meter)
    return app


def _description(app: FastAPI) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/openapi.json")
    def openapi() -> JSONResponse:
        """The contract, machine-readable."""
        return JSONResponse(get_openapi(title=app.title, version=app.version, routes=app.routes))

    return router
