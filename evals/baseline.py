"""The baseline: of every case its scores and, for written cases, the words of its reply, in one small file."""

import json
import lzma
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field, ValidationError

from advisor.models.base import Frozen
from evals.records import Record, Status
from evals.runs import About
from evals.scorers.registry import HELD_OUT

SHIPPED = Path(__file__).parent / "baseline.json.xz"


class BaselineUnreadable(Exception):
    """The file is not a baseline."""


class Past(Frozen):
    """One case as it was: its status, its scores by name and kind, and what it said."""

    status: Status
    scores: dict[str, float] = Field(default_factory=dict)
    text: str = ""


class Baseline(Frozen):
    """What a run is compared with."""

    run: str
    git_sha: str | None = None
    knowledge_version: str = ""
    cases: dict[str, Past] = Field(default_factory=dict)


def baseline_of(about: About, records: Iterable[Record]) -> Baseline:
    """The baseline that a run makes."""
    return Baseline(
        run=about.id,
        git_sha=about.git_sha,
        knowledge_version=about.target.get("knowledge_version", ""),
        cases={
            record.case.id: Past(
                status=record.status,
                scores={score.name: round(score.value, 6) for score in record.scores},
                text="" if HELD_OUT in record.case.tags else record.text(),
            )
            for record in sorted(records, key=lambda record: record.case.id)
        },
    )


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write it, small: replies quote the same knowledge again and again."""
    plain = json.dumps(baseline.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress(plain.encode(), preset=9 | lzma.PRESET_EXTREME))


def read_baseline(path: Path) -> Baseline:
    """The baseline of a file; an empty one when there is none. Raises BaselineUnreadable."""
    try:
        return Baseline.model_validate_json(lzma.decompress(path.read_bytes()))
    except FileNotFoundError:
        return Baseline(run="")
    except (OSError, lzma.LZMAError, ValidationError) as error:
        raise BaselineUnreadable(str(path)) from error
