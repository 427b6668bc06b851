"""The figures of the process, for administrators and for what collects them."""

from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.deps import CanAdmin
from api.metrics import FORMAT, Meter

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def read_metrics(request: Request, caller: CanAdmin) -> Response:
    """Everything counted since the process began, in Prometheus' text format."""
    return Response(cast(Meter, request.app.state.meter).told(), media_type=FORMAT)
