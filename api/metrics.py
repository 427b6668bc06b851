"""What can be counted, in the form Prometheus reads. The only file that knows its client library.

Labels are closed sets (routes as they are declared, methods, statuses, models, tasks, outcomes): nothing a caller
sends, and no tenant, ever becomes one.
"""

import time

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.llm.ledger import Entry

_REPLY_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
_MODEL_SECONDS = (0.2, 0.5, 1, 2, 5, 10, 20, 40, 60)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNKNOWN, _BROKEN = "other", 500
_MS = 1000
_CALL = ("model", "task")
FORMAT = CONTENT_TYPE_LATEST


class Meter:
    """Counts what it is told, in a registry of its own. May be used from any thread."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._counter("http_requests", "Requests answered.", "method", "route", "status")
        self._first = self._histogram(
            "http_first_byte_seconds", "From a request to the head of its response.", _REPLY_SECONDS, "route"
        )
        self._calls = self._counter("model_calls", "Calls of language models, by how they ended.", *_CALL, "outcome")
        self._tokens = self._counter("model_tokens", "Tokens sent to and received from models.", *_CALL, "direction")
        self._cost = self._counter("model_cost", "Cost of calls, in the currency of the configured prices.", *_CALL)
        self._seconds = self._histogram("model_seconds", "How long calls of models took.", _MODEL_SECONDS, *_CALL)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request by the route as it is declared; `seconds` until its response began."""
        self._requests.labels(method if method in _METHODS else _UNKNOWN, route, str(status)).inc()
        self._first.labels(route).observe(seconds)

    def model_call(self, entry: Entry) -> None:
        """Count a call of a model."""
        about = (entry.model, entry.task)
        self._calls.labels(*about, entry.outcome).inc()
        self._tokens.labels(*about, "in").inc(entry.tokens_in)
        self._tokens.labels(*about, "out").inc(entry.tokens_out)
        self._cost.labels(*about).inc(entry.cost or 0.0)
        self._seconds.labels(*about).observe(entry.ms / _MS)

    def told(self) -> bytes:
        """Everything counted so far, in Prometheus' text format."""
        return generate_latest(self._registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"advisor_{name}", what, labels, registry=self._registry)

    def _histogram(self, name: str, what: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"advisor_{name}", what, labels, registry=self._registry, buckets=buckets)


class Metered:
    """Counts every request that gets a response, and as 500 every one that broke before it got one."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app, self._meter = app, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look at the head of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, answered = time.perf_counter(), False

        def count(status: int) -> None:
            nonlocal answered
            answered = True
            route = getattr(scope.get("route"), "path", _UNKNOWN)
            self._meter.request(scope["method"], route, status, time.perf_counter() - began)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                count(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, counted)
        except Exception:
            # What nobody expected is answered further out, where no middleware stands.
            if not answered:
                count(_BROKEN)
            raise
