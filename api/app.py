"""The ASGI application: routers, errors, limits. Everything but the open routes asks for a key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from advisor.bootstrap import Application
from api import problems
from api.deps import caller
from api.middleware import BodyLimit, SafeHeaders
from api.routes import advice, catalog, health, model, pages, privacy, streams
from api.sessions import Sessions
from api.views import Views

_STATIC = Path(__file__).parent / "static"
_VERSION = "1"


def create_app(application: Application, sessions: Sessions) -> FastAPI:
    """The app over a built application; closing it closes the application."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = application.settings.threads
        yield
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
    problems.install(app)
    for router in (health.router, pages.open_router):
        app.include_router(router)
    private = (advice, streams, model, catalog, privacy, pages)
    for router in (*(each.router for each in private), _description(app)):
        app.include_router(router, dependencies=[Depends(caller)])
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    return app


def _description(app: FastAPI) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/openapi.json")
    def openapi() -> JSONResponse:
        """The contract, machine-readable."""
        return JSONResponse(get_openapi(title=app.title, version=app.version, routes=app.routes))

    return router
