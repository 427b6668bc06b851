"""The language model, for administrators: whether it works, and what every tenant's day took so far."""

from fastapi import APIRouter

from advisor.errors import NotReady
from advisor.modelpath import ModelPath
from advisor.models.base import Frozen
from advisor.models.probed import Probed
from advisor.wordings import probe_line
from api.deps import App, CanAdmin, Language

router = APIRouter(prefix="/v1/model", tags=["model"])


class Tested(Probed):
    """What a test found, and the same in one line."""

    line: str


class Day(Frozen):
    """A tenant's day so far. `cost` is in the currency of the configured prices, `ms` time spent upstream."""

    calls: int
    failed: int
    tokens: int
    cost: float
    ms: float


class ModelOut(Frozen):
    """The model in use, whether its circuit is open after failures, and the day's use by tenant."""

    model: str
    paused: bool
    today: dict[str, Day]


@router.post("/test")
def test_model(app: App, caller: CanAdmin, lang: Language) -> Tested:
    """Call the model and say what works; a test is paid for like any other call."""
    found = _model(app.model).probe.run(lang, caller.tenant_id)
    return Tested(**found.model_dump(), line=probe_line(found, app.catalogue, lang))


@router.get("")
def read_model(app: App, caller: CanAdmin) -> ModelOut:
    """Tell which model is used and what it took today."""
    path = _model(app.model)
    days = {tenant: Day(**vars(spent)) for tenant, spent in path.ledger.today().items()}
    return ModelOut(model=path.probe.model.endpoint.label, paused=path.probe.model.breaker.open, today=days)


def _model(path: ModelPath | None) -> ModelPath:
    if path is None:
        raise NotReady("no_model")
    return path
