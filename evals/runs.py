"""Runs kept as files: one line a case as soon as it is measured, and beside it what the run was.

A run that was broken off can be taken up again; one that is done can be scored again without asking.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from advisor.models.base import Frozen
from evals.records import Record

_CASES, _ABOUT = "cases.jsonl", "run.json"
_KEPT = 20


class RunNotFound(Exception):
    """There is no such run."""


class About(Frozen):
    """What a run was: when, over which code, knowledge and prompts, by which engine, and how long it took."""

    id: str
    started: datetime
    finished: datetime | None = None
    seconds: float | None = None
    fingerprint: str | None = None
    target: dict[str, str] = Field(default_factory=dict)
    engine: str | None = None
    models: tuple[str, ...] = ()
    git_sha: str | None = None
    git_dirty: bool | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    suites: tuple[str, ...] = ()
    filter: str | None = None
    repeat: int = 1
    seed: int = 0
    whole: bool = False
    usage: dict[str, float] = Field(default_factory=dict)


class Runs:
    """The runs of one folder, the newest last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ids(self) -> list[str]:
        """The ids of all runs, oldest first."""
        return sorted(path.parent.name for path in self.folder.glob(f"*/{_ABOUT}"))

    def about(self, run_id: str) -> About:
        """What a run was. Raises RunNotFound."""
        try:
            return About.model_validate_json((self.folder / run_id / _ABOUT).read_bytes())
        except (OSError, ValidationError) as error:
            raise RunNotFound(run_id) from error

    def records(self, run_id: str) -> list[Record]:
        """Its cases as last measured; a line that was cut off is passed over."""
        return list({record.case.id: record for record in _lines(self.folder / run_id / _CASES)}.values())

    def newest(self, *, of: About | None = None, unfinished: bool = False) -> str:
        """The newest finished run, or the newest unfinished one over the same things. Raises RunNotFound."""
        for run_id in reversed(self.ids()):
            about = self.about(run_id)
            if unfinished and about.finished is None and (of is None or _same(about, of)):
                return run_id
            if not unfinished and about.finished is not None:
                return run_id
        raise RunNotFound("-")

    @contextmanager
    def writing(self, about: About) -> Iterator["Writer"]:
        """Keep a run while it goes; what was kept of it before stays."""
        path = self.folder / about.id
        path.mkdir(parents=True, exist_ok=True)
        self._write(about)
        with (path / _CASES).open("a", encoding="utf-8") as stream:
            # A line that was cut off ends here, so that it spoils no further one.
            stream.write("\n" if stream.tell() else "")
            yield Writer(stream)

    def finish(self, about: About) -> None:
        """Keep what the run was, now that it is done, and let the oldest runs go."""
        self._write(about)
        for old in self.ids()[:-_KEPT]:
            for path in sorted((self.folder / old).iterdir()):
                path.unlink()
            (self.folder / old).rmdir()

    def path(self, run_id: str, name: str) -> Path:
        """Where a file of a run lies."""
        return self.folder / run_id / name

    def _write(self, about: About) -> None:
        path = self.folder / about.id / _ABOUT
        part = path.with_suffix(".part")
        part.write_text(about.model_dump_json(indent=1), encoding="utf-8")
        part.replace(path)


class Writer:
    """Appends records, each whole or not at all."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def add(self, record: Record) -> None:
        """Keep one record."""
        self._stream.write(record.model_dump_json() + "\n")
        self._stream.flush()


class ReplyCache:
    """Replies by what they depend on: one file a fingerprint, the few newest kept."""

    def __init__(self, folder: Path, key: str | None) -> None:
        self._path = folder / f"{key}.jsonl" if key else None

    def records(self) -> dict[str, Record]:
        """The kept records by the id of their case."""
        if self._path is None:
            return {}
        return {record.case.id: record for record in _lines(self._path)}

    def keep(self, records: Iterable[Record]) -> None:
        """Keep the replies that were asked for; errors are not kept."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for old in sorted(self._path.parent.glob("*.jsonl"), key=lambda path: path.stat().st_mtime)[:-3]:
            old.unlink()
        with self._path.open("a", encoding="utf-8") as stream:
            for record in records:
                if record.asked and record.replies and record.error is None:
                    stream.write(record.model_copy(update={"scores": ()}).model_dump_json() + "\n")


def usable(kept: Mapping[str, Record], cases: Iterable[Any]) -> dict[str, Record]:
    """The kept records whose request is still that of the case."""
    return {
        case.id: kept[case.id]
        for case in cases
        if case.id in kept and _request_of(kept[case.id].case) == _request_of(case)
    }


def _request_of(case: Any) -> str:
    expect = case.expect
    return json.dumps([case.door, case.input, expect.differs_for, expect.changes_with], sort_keys=True, default=str)


def _same(left: About, right: About) -> bool:
    names = ("fingerprint", "engine", "repeat")
    same_place = left.target.get("target") == right.target.get("target")
    return same_place and all(getattr(left, name) == getattr(right, name) for name in names)


def _lines(path: Path) -> Iterator[Record]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Record.model_validate_json(line)
        except ValidationError:
            continue
