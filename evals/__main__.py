"""Measure the service on held-out questions: a table, a file with every case, and a gate.

Exit status: 0 when every floor holds, 1 when one does not, 2 when the run itself is broken.
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from advisor.bootstrap import TIME_ZONE, Application, build
from advisor.corpus.cache import cached_knowledge
from advisor.errors import AdvisorError
from advisor.logs import configure_logs
from advisor.settings import Settings
from advisor.wordings import system_language
from evals.casefiles import CASES, CasesInvalid, known_ids, load_cases
from evals.gate import figures, read_floors
from evals.keep import Forgetful
from evals.outcomes import Figure, Outcome
from evals.suites import SUITES
from evals.words import Words

_DONE, _WORSE, _BROKEN = 0, 1, 2
_RUNS = Path("evals/runs")


def main() -> int:
    """Run the suites and print the table."""
    parser = argparse.ArgumentParser(prog="advisor eval")
    parser.add_argument("suites", nargs="*", choices=[[], *SUITES])
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cases", type=Path, action="append", default=[])
    given = parser.parse_args()
    configure_logs("ERROR", sys.stderr)
    if given.check:
        return _check([CASES, *given.cases])
    try:
        app = build(Settings(), replies=lambda _: Forgetful())
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return _BROKEN
    outcomes = [o for name in given.suites or SUITES for o in SUITES[name](app.advisor, given.split)]
    measured = figures(outcomes, read_floors() if given.split == "test" else {})
    _print(measured)
    _write(given.out or _RUNS / f"{datetime.now(TIME_ZONE):%Y%m%d-%H%M%S}.json", app, measured, outcomes)
    return _DONE if all(figure.passed for figure in measured) else _WORSE


def _check(folders: list[Path]) -> int:
    settings = Settings()
    words = Words.of(settings.content_dir, system_language())
    knowledge = cached_knowledge(
        [settings.content_dir / "knowledge", *settings.knowledge_dirs], settings.data_dir / "cache"
    )
    try:
        cases = load_cases(folders, known_ids(knowledge))
    except CasesInvalid as error:
        print("\n".join(words.problems(error.problems)), file=sys.stderr)
        print(words.say("check.bad", count=len(error.problems)), file=sys.stderr)
        return _BROKEN
    print(words.say("check.good", count=len(cases)))
    return _DONE


def _print(measured: list[Figure]) -> None:
    table = Table("suite", "measure", "group", "cases", "value", "95 %", "floor", "goal", "")
    for f in measured:
        sign = "≤" if f.at_most else "≥"
        table.add_row(
            f.suite, f.measure, f.group, str(f.cases), f"{f.value:.3f}", f"{f.low:.3f}–{f.high:.3f}",
            "" if f.floor is None else f"{sign} {f.floor:.3f}", "" if f.goal is None else f"{sign} {f.goal:.2f}",
            "" if f.floor is None else "[green]ok[/]" if f.passed else "[red]under[/]",
        )  # fmt: skip
    Console(width=120).print(table)


def _write(path: Path, app: Application, measured: list[Figure], outcomes: list[Outcome]) -> None:
    run: dict[str, Any] = {
        "knowledge_version": app.knowledge.version,
        "figures": [figure.__dict__ for figure in measured],
        "cases": [outcome.record() for outcome in outcomes],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
