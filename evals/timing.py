"""How long a piece of work takes, and how that is told."""

import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles


def milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """The time of each call, after one that does not count."""
    work(texts[0])
    times = []
    for text in texts:
        began = time.perf_counter()
        work(text)
        times.append((time.perf_counter() - began) * 1000)
    return times


def spread(times: Sequence[float]) -> str:
    """The median and the 95th percentile."""
    return f"{median(times):.1f} / {quantiles(times, n=20)[-1]:.1f} ms"
