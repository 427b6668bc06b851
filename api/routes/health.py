"""Whether the process lives, and whether it can do its work; open to everybody, and telling nothing else."""

from fastapi import APIRouter, Response

from advisor.errors import StorageUnavailable
from advisor.models.base import Frozen
from api.deps import App

router = APIRouter(tags=["health"])


class Health(Frozen):
    """The process answers."""

    status: str = "ok"


class Readiness(Frozen):
    """`ready` when requests can be answered; `missing` names what does not work."""

    ready: bool
    missing: tuple[str, ...]


@router.get("/healthz")
def healthz() -> Health:
    """Say that the process lives."""
    return Health()


@router.get("/readyz")
def readyz(app: App, response: Response) -> Readiness:
    """Say what is missing, by name; 503 when requests cannot be answered."""
    missing = list(app.missing())
    try:
        app.storage.keys.any_active()
    except StorageUnavailable:
        missing.append("storage")
    ready = "storage" not in missing
    if not ready:
        response.status_code = 503
    return Readiness(ready=ready, missing=tuple(missing))
