"""The circuit breaker: an endpoint that keeps failing is left alone for a while, then asked by one request first."""

import threading
from collections.abc import Callable

# Fewer could be chance; more would keep people waiting.
_FAILURES = 5
_PAUSE_SECONDS = 30.0


class Breaker:
    """Lets calls to one endpoint through, or not. May be used from any thread."""

    def __init__(self, clock: Callable[[], float], failures: int = _FAILURES, pause: float = _PAUSE_SECONDS) -> None:
        self._clock, self._most, self._pause = clock, failures, pause
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0

    @property
    def open(self) -> bool:
        """Whether the endpoint is being left alone."""
        with self._lock:
            return self._failed >= self._most

    def lets_through(self) -> bool:
        """Whether a call may be made now. After a pause one call may, and the pause begins anew until it succeeds."""
        with self._lock:
            if self._failed < self._most:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + self._pause
            return True

    def succeeded(self) -> None:
        """The endpoint answered: everything is well again."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """The endpoint did not answer."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._closed_until = self._clock() + self._pause
