"""Failures of calls, translated from whatever a vendor's library raises into a few words of ours.

Vendors share no base class; they share HTTP statuses and Python's own timeouts.
"""

import asyncio
from dataclasses import dataclass

from advisor.models.writing import Reason

_REASON_BY_STATUS: dict[int, Reason] = {
    401: "model_unauthorized",
    403: "model_unauthorized",
    408: "model_timeout",
    429: "model_rate_limited",
    504: "model_timeout",
}
# The vendors' clients share these names, not their classes; the surer sign comes first.
_REASON_BY_KIND: tuple[tuple[frozenset[str], Reason], ...] = (
    (frozenset({"TimeoutException", "APITimeoutError"}), "model_timeout"),
    (frozenset({"ConnectError"}), "model_unreachable"),
    # Broken by the other side after it was reached.
    (frozenset({"RemoteProtocolError", "ReadError"}), "model_truncated"),
    (frozenset({"TransportError", "APIConnectionError", "OSError"}), "model_unreachable"),
    (frozenset({"APIError"}), "model_error"),
)
# What a server answers when it does not know a part of the request, such as a response format.
_NOT_UNDERSTOOD = frozenset({400, 404, 415, 422, 501})
_AGAIN = frozenset({"model_unreachable", "model_rate_limited", "model_error"})
# What says something about the endpoint rather than about one question.
_ENDPOINT = frozenset({"model_unreachable", "model_unauthorized", "model_error", "model_timeout", "model_not_opened"})


@dataclass
class Failure(Exception):
    """A call that did not bring a whole reply."""

    reason: Reason
    status: int | None = None
    # Seconds the server asked us to wait; None when it did not say.
    retry_after: float | None = None

    @property
    def not_understood(self) -> bool:
        """Whether the server may have refused the way of asking rather than the question."""
        return self.status in _NOT_UNDERSTOOD

    @property
    def worth_retrying(self) -> bool:
        """Whether the same call may go better a moment later."""
        return self.reason in _AGAIN and not self.not_understood

    @property
    def of_endpoint(self) -> bool:
        """Whether the endpoint itself does not work, so that the next question will fare no better."""
        return self.reason in _ENDPOINT and not self.not_understood


def failure_of(error: Exception) -> Failure:
    """The failure behind a library's exception."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return Failure("model_timeout")
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return Failure(_REASON_BY_STATUS.get(status, "model_error"), status, _retry_after(error))
    return Failure(_reason_of_kind({kind.__name__ for cause in _chain(error) for kind in type(cause).__mro__}))


def _reason_of_kind(names: set[str]) -> Reason:
    """The reason behind an exception that brings no status, by the names of its classes and causes."""
    for known, reason in _REASON_BY_KIND:
        if names & known:
            return reason
    return "model_invalid"


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
