"""HTTP under load: a real server in its own process, sixteen clients in this one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

import httpx

_CLIENTS, _REQUESTS = 16, 800
_KEY = "bench-key-of-this-run"
_START_SECONDS = 60.0


def serve_and_ask(data_dir: Path, questions: Sequence[str]) -> list[tuple[str, str, str]]:
    """Throughput and latency of POST /v1/answers with sixteen clients."""
    port = _free_port()
    environment = {
        **os.environ,
        "ADVISOR_DATA_DIR": str(data_dir),
        "ADVISOR_ADMIN_KEY": _KEY,
        "ADVISOR_PORT": str(port),
        "ADVISOR_LOG_LEVEL": "ERROR",
    }
    server = subprocess.Popen([sys.executable, "-m", "api"], env=environment, stdout=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        started = _wait(base)
        times, seconds = _load(base, questions)
    finally:
        server.terminate()
        server.wait(timeout=10)
    return [
        ("server ready from nothing", f"{started:.1f} s", ""),
        (f"HTTP answers, {_CLIENTS} clients", f"{len(times) / seconds:.0f} /s", ""),
        (
            f"HTTP answers, {_CLIENTS} clients, p50 / p95",
            f"{median(times):.0f} / {quantiles(times, n=20)[-1]:.0f} ms",
            "",
        ),
    ]


def _wait(base: str) -> float:
    began = time.perf_counter()
    while time.perf_counter() - began < _START_SECONDS:
        try:
            httpx.get(f"{base}/healthz", timeout=1)
            return time.perf_counter() - began
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(base)


def _load(base: str, questions: Sequence[str]) -> tuple[list[float], float]:
    headers = {"Authorization": f"Bearer {_KEY}"}
    with httpx.Client(base_url=base, headers=headers, limits=httpx.Limits(max_connections=_CLIENTS)) as client:

        def ask(number: int) -> float:
            began = time.perf_counter()
            reply = client.post("/v1/answers", json={"question": questions[number % len(questions)]}, timeout=30)
            reply.raise_for_status()
            return (time.perf_counter() - began) * 1000

        ask(0)
        began = time.perf_counter()
        with ThreadPoolExecutor(_CLIENTS) as pool:
            times = list(pool.map(ask, range(_REQUESTS)))
        return times, time.perf_counter() - began


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
