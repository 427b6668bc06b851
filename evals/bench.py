"""Speed and memory, measured: `make bench`. Compare ratios, not milliseconds; machines differ and are noisy.

Parts: a cold answer in the terminal, warm answers and plans, HTTP with sixteen clients, and search over many synthetic
passages beside LangChain's EnsembleRetriever (BM25 and Chroma) on the same passages and questions; redaction; and what
our own code adds to a model's time.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from advisor.bootstrap import build
from advisor.settings import Settings
from evals.bench_http import serve_and_ask
from evals.bench_model import model_overhead
from evals.bench_redaction import redaction
from evals.bench_search import compare_search
from evals.keep import Forgetful
from evals.timing import milliseconds, spread
from evals.utterances import utterances

_WARM_ROUNDS = 200
_COLD_ROUNDS = 5
# Prints its own peak memory after answering, in MB; Linux counts in kilobytes.
_COLD = (
    "import resource, sys; from advisor.cli import main; main(['ask', sys.argv[1]]); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)"
)


def main() -> None:
    """Run the parts and print the table."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--parts", nargs="*", default=["cold", "warm", "http", "search", "redaction", "model"])
    given = parser.parse_args()
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "cold" in given.parts:
            rows += cold(folder)
        if "warm" in given.parts:
            rows += warm(folder)
        if "http" in given.parts:
            rows += serve_and_ask(folder / "http", [u.text for u in utterances("topic", "dev")])
        if "search" in given.parts:
            rows += compare_search(given.passages)
        if "redaction" in given.parts:
            rows += redaction()
        if "model" in given.parts:
            rows += model_overhead(folder / "model", [u.text for u in utterances("topic", "dev")])
    table = Table("what", "measured", "asked")
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


def cold(folder: Path) -> list[tuple[str, str, str]]:
    """`advisor ask` in a fresh process: first start (builds the index), then with the index there.

    Modules have been compiled before, as they are wherever the package is installed.
    """
    question = next(iter(utterances("topic", "dev"))).text
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    _asked(question, environment | {"ADVISOR_DATA_DIR": str(folder / "before")})
    environment |= {"ADVISOR_DATA_DIR": str(folder / "cold")}
    times, memory = [], 0.0
    for _ in range(_COLD_ROUNDS + 1):
        began = time.perf_counter()
        used = _asked(question, environment)
        times.append(time.perf_counter() - began)
        memory = max(memory, used)
    return [
        ("first start: index built, one answer", f"{times[0]:.2f} s", "5 s"),
        ("cold `advisor ask`, median", f"{median(times[1:]):.2f} s", "1.5 s"),
        ("cold `advisor ask`, peak memory", f"{memory:.0f} MB", "300 MB"),
    ]


def _asked(question: str, environment: Mapping[str, str]) -> float:
    """The most memory, in MB, that a process which answers the question takes."""
    command = [sys.executable, "-c", _COLD, question]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stderr.split()[-1])


def warm(folder: Path) -> list[tuple[str, str, str]]:
    """Answers and plans in one process, each of a different question."""
    app = build(Settings(data_dir=folder / "warm"), replies=lambda _: Forgetful(), hold_index=True)
    texts = [u.text for u in utterances("friction", "dev")][:_WARM_ROUNDS]
    rows = [
        ("warm answer, p50 / p95", spread(milliseconds(app.advisor.answer, texts)), "20 ms"),
        ("warm plan, p50 / p95", spread(milliseconds(app.advisor.plan, texts)), "30 ms"),
        ("built-in search, p50 / p95", spread(milliseconds(app.advisor.search, texts)), "15 ms"),
    ]
    app.close()
    return rows


if __name__ == "__main__":
    main()
