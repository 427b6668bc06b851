"""The mutation check: does the gate see what it is there to see? `python -m evals.mutations`.

Each defect of datasets/mutations.yaml is applied alone to a copy of the project, the written cases are measured there
against the untouched copy, and the held-out sentences too where those do not notice. Exit status: 0 when every defect
is caught, 1 when one is not, 3 when a defect cannot be applied.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, TypeAdapter

from advisor.models.base import Frozen
from advisor.settings import Settings
from advisor.texts.templates import Templates
from advisor.wordings import system_language
from evals.words import Words

ROOT = Path(__file__).parent.parent
DEFECTS = Path(__file__).parent / "datasets" / "mutations.yaml"
PAGE = ROOT / "docs" / "evals-mutations.md"
_COPIED = ("advisor", "evals", "knowledge", "prompts")
_NOT_HELD_OUT = "!heldout"
_CAUGHT = {1, 3}


class Edit(Frozen):
    """One change of one file."""

    path: str
    find: str | None = None
    with_: str = Field(default="", alias="with")
    delete: bool = False
    swap: str | None = None
    other: str | None = None


class Defect(Frozen):
    """One deliberate defect."""

    id: str
    first: str
    kind: Literal["knowledge", "prompts", "code"]
    what: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Catch:
    """What the gate said of a defect: the checks and the cases that saw it; empty when nobody did."""

    defect: Defect
    status: int
    checks: tuple[str, ...]
    cases: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether the gate was red and could say where."""
        return self.status in _CAUGHT and bool(self.cases)


class CannotApply(Exception):
    """The project is no longer what the defect expects."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Apply every defect (or those named), print what caught it, and write the page when all were tried."""
    parser = argparse.ArgumentParser(prog="python -m evals.mutations")
    parser.add_argument("ids", nargs="*")
    given = parser.parse_args(arguments)
    words = Words.of(Settings().content_dir, system_language())
    wanted = [defect for defect in defects() if not given.ids or defect.id in given.ids]
    catches = []
    with tempfile.TemporaryDirectory() as name:
        for catch in caught(wanted, Path(name)):
            catches.append(catch)
            seen = f"{', '.join(catch.checks[:3])} | {', '.join(catch.cases[:3])}"
            print(
                f"{words.say('mutations.caught' if catch.caught else 'mutations.missed')}  {catch.defect.id}  {seen}",
                flush=True,
            )
    missed = [catch for catch in catches if not catch.caught]
    print(words.say("mutations.sum", count=len(catches), caught=len(catches) - len(missed)))
    if not given.ids:
        PAGE.write_text(page(catches), encoding="utf-8")
    return 1 if missed else 0


def defects(path: Path = DEFECTS) -> list[Defect]:
    """The defects in file order."""
    return TypeAdapter(list[Defect]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))


def caught(wanted: Sequence[Defect], folder: Path) -> Iterator[Catch]:
    """What the gate says of each defect."""
    sound = folder / "sound"
    copy_project(sound)
    baseline = folder / "baseline.json.xz"
    _measured(sound, folder / "data", [])
    _command(sound, folder / "data", ["accept", "--to", str(baseline)])
    for defect in wanted:
        broken = folder / "broken"
        copy_project(broken)
        apply(defect, broken)
        # Only other knowledge makes other indexes; they are built anew in a folder of their own.
        data = folder / ("other_data" if defect.kind == "knowledge" else "data")
        yield _caught(defect, broken, data, baseline)
        shutil.rmtree(broken)


def copy_project(target: Path) -> None:
    """The project as it stands; files are linked, and an edit writes a new one."""
    for name in _COPIED:
        shutil.copytree(
            ROOT / name, target / name, copy_function=os.link, ignore=shutil.ignore_patterns("__pycache__", "runs")
        )


def apply(defect: Defect, root: Path) -> None:
    """Put the defect into a copy. Raises CannotApply when the place is not there."""
    for edit in defect.edits:
        path = root / edit.path
        if not path.exists():
            raise CannotApply(f"{defect.id}: {edit.path}")
        if edit.delete:
            path.unlink()
        elif edit.swap and edit.other:
            _swap(path, root / edit.other, edit.swap)
        else:
            _replace(path, edit, defect)


def _replace(path: Path, edit: Edit, defect: Defect) -> None:
    text = path.read_text(encoding="utf-8")
    if edit.find is None or edit.find not in text:
        raise CannotApply(f"{defect.id}: {edit.path}: {edit.find}")
    _write(path, text.replace(edit.find, edit.with_))


def _swap(left: Path, right: Path, key: str) -> None:
    ours, theirs = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (left, right))
    ours[key], theirs[key] = theirs[key], ours[key]
    for path, data in ((left, ours), (right, theirs)):
        _write(path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def _write(path: Path, text: str) -> None:
    """A new file in place of the linked one, so that the project itself stays as it is."""
    path.unlink()
    path.write_text(text, encoding="utf-8")


def _caught(defect: Defect, root: Path, data: Path, baseline: Path) -> Catch:
    """By the cases likely to notice; else by all written cases; else by all there are."""
    for options in (["--filter", defect.first], ["--filter", _NOT_HELD_OUT], []):
        catch = _catch(defect, *_measured(root, data, ["--against", str(baseline), *options]))
        if catch.caught:
            return catch
    return catch


def _catch(defect: Defect, status: int, report: dict[str, Any]) -> Catch:
    findings = report.get("findings", [])
    checks = dict.fromkeys(finding["what"].split(", ")[0] for finding in findings)
    cases = dict.fromkeys(case for finding in findings for case in finding["cases"])
    return Catch(defect, status, tuple(checks), tuple(cases))


def _measured(root: Path, data: Path, options: Sequence[str]) -> tuple[int, dict[str, Any]]:
    out = data / "out"
    status = _command(root, data, [*options, "--no-cache", "--out", str(out)])
    report = out / "report.json"
    told = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    report.unlink(missing_ok=True)
    return status, told


def _command(root: Path, data: Path, options: Sequence[str]) -> int:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ADVISOR_")}
    environment |= {"ADVISOR_DATA_DIR": str(data), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "evals", *options]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False).returncode


def page(catches: Sequence[Catch]) -> str:
    """The page that lists every defect with what caught it."""
    templates = Templates(Settings().content_dir / "prompts")
    return templates.render("evals/mutations", catches=catches) + "\n"


if __name__ == "__main__":
    sys.exit(main())
