"""Making a run the baseline: a deliberate act, for whole runs that could be measured."""

from pathlib import Path

from evals.baseline import Baseline, baseline_of, write_baseline
from evals.runs import Runs


class NotWhole(Exception):
    """The run asked only a part, did not finish, or holds cases that could not be measured."""


def accept(runs: Runs, run_id: str, path: Path) -> tuple[Baseline, Path]:
    """Write the baseline that this run makes. Raises RunNotFound, NotWhole."""
    about, records = runs.about(run_id), runs.records(run_id)
    if not about.whole or about.finished is None or any(record.error for record in records):
        raise NotWhole(run_id)
    baseline = baseline_of(about, [record for record in records if not record.skipped])
    write_baseline(baseline, path)
    return baseline, path
