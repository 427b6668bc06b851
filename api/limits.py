"""How much may be asked: sliding windows, counted in this process and forgotten when they are over."""

from collections import deque
from collections.abc import Callable
from math import ceil
from threading import Lock

from advisor.errors import RateLimited
from advisor.models.channel import Channel

MINUTE, DAY = 60.0, 86_400.0
# Above this many windows the empty ones are swept out.
_MANY = 10_000


class Limits:
    """The windows of one process."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, Lock()
        self._windows: dict[tuple[str, str], deque[float]] = {}

    def message(self, channel: Channel, session_id: str, address: str) -> None:
        """Count one message. Raises RateLimited, and counts nothing, when any limit of the channel is reached."""
        limits = channel.limits
        self._count(
            (("session", session_id), limits.per_session_minute, MINUTE),
            (("address", f"{channel.id} {address}"), limits.per_ip_minute, MINUTE),
            (("channel", channel.id), limits.per_day, DAY),
        )

    def session(self, channel: Channel, address: str) -> None:
        """Count one opening of a session. Raises RateLimited."""
        self._count((("opening", f"{channel.id} {address}"), channel.limits.per_ip_minute, MINUTE))

    def _count(self, *wanted: tuple[tuple[str, str], int, float]) -> None:
        now = self._clock()
        with self._lock:
            self._sweep(now)
            windows = [(self._window(key, seconds, now), limit, seconds) for key, limit, seconds in wanted]
            waits = [window[0] + seconds - now for window, limit, seconds in windows if len(window) >= limit]
            if waits:
                raise RateLimited(max(1, ceil(max(waits))))
            for window, _, _ in windows:
                window.append(now)

    def _window(self, key: tuple[str, str], seconds: float, now: float) -> deque[float]:
        window = self._windows.setdefault(key, deque())
        while window and window[0] <= now - seconds:
            window.popleft()
        return window

    def _sweep(self, now: float) -> None:
        if len(self._windows) > _MANY:
            self._windows = {key: window for key, window in self._windows.items() if window and window[-1] > now - DAY}
