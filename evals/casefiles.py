"""Reading case files: every problem at once, each with file and line, or the cases in file order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.passages import source_id
from advisor.corpus.source import Unreadable, duplicate_keys, line_of, parse, read_text
from advisor.drafting.checks import CHECKS
from advisor.errors import Problem
from evals.cases import KEYS, REQUESTS, Case, Expect

CASES = Path(__file__).parent / "datasets" / "cases"
Loc = tuple[str | int, ...]
Fault = tuple[Loc, str, dict[str, object]]
# Keys of `expect` that make a second request.
_CHANGES = ("differs_for", "changes_with")
_ALL = "all"


class CasesInvalid(Exception):
    """Case files have problems; `problems` holds all of them, in file and line order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


class _Reading:
    """What has been read so far, and what was wrong."""

    def __init__(self, known: Mapping[str, frozenset[str]]) -> None:
        self.known, self.cases, self.problems = known, list[Case](), list[Problem]()
        self._places: dict[str, Path] = {}

    def report(self, path: Path, line: int, code: str, **params: object) -> None:
        self.problems.append(Problem(path, line, code, tuple((k, str(v)) for k, v in params.items())))

    def read(self, path: Path, suite: str) -> None:
        try:
            text = read_text(path)
            rows = parse(text)
        except Unreadable as error:
            return self.report(path, error.line, "unreadable", reason=error.reason)
        if not isinstance(rows, list):
            return self.report(path, 1, "list_expected")
        for key, line in duplicate_keys(text):
            self.report(path, line, "duplicate_key", key=key)
        for index, row in enumerate(rows):
            for loc, code, params in self._faults(row, suite, path):
                self.report(path, line_of(text, (index, *loc)), code, **params)
        return None

    def _faults(self, row: Any, suite: str, path: Path) -> Iterator[Fault]:
        yield from _request_faults(row)
        try:
            case = Case.model_validate(row)
        except ValidationError as error:
            yield from _details(error, ())
            return
        if case.suite != suite:
            yield ("id",), "not_of_suite", {"id": case.id, "suite": suite}
        if case.id in self._places:
            yield ("id",), "repeated_case", {"id": case.id, "other": self._places[case.id]}
        for key in case.expect.given():
            if key not in KEYS[case.door]:
                yield ("expect", key), "not_at_this_door", {"field": key}
        yield from unknown_ids(case.expect, self.known)
        self._places[case.id] = path
        self.cases.append(case)


def load_cases(folders: Iterable[Path], known: Mapping[str, frozenset[str]]) -> list[Case]:
    """The cases of all folders. Raises CasesInvalid with every problem; `known` is `known_ids` or empty."""
    reading = _Reading(known)
    for folder in folders:
        if not folder.is_dir():
            reading.report(folder, 0, "folder_missing")
        for path in sorted(folder.rglob("*.yaml")):
            reading.read(path, path.relative_to(folder).parts[0].removesuffix(".yaml"))
    if reading.problems:
        raise CasesInvalid(sorted(reading.problems, key=lambda p: (str(p.path), p.line, p.code)))
    return reading.cases


def known_ids(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """The ids that each key of `expect` may name."""
    sources = {source_id(folder, item.id) for folder, item in knowledge.items()}
    sources |= {source_id("evidence", name) for name in knowledge.evidence}
    frictions = frozenset(knowledge.frictions)
    return {
        "friction": frictions,
        "friction_in_3": frictions,
        "department": frozenset(knowledge.departments),
        "process": frozenset(knowledge.processes),
        "process_told": frozenset(knowledge.processes),
        "deliverable": frozenset(knowledge.deliverables),
        "deliverables": frozenset(knowledge.deliverables),
        "risk_flags": frozenset(risk.id for risk in knowledge.risks),
        "sources": frozenset(sources),
        "checks": frozenset(CHECKS) | {_ALL},
        "to_confirm": frozenset(slot.name for each in knowledge.deliverables.values() for slot in each.slots),
    }


def unknown_ids(expect: Expect, known: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """What `expect` names and nobody knows: it could never be met."""
    for key, ids in known.items():
        named = getattr(expect, key)
        for value in (named,) if isinstance(named, str) else named or ():
            if value not in ids:
                yield ("expect", key), "unknown_id", {"id": value, "field": key}


def _request_faults(row: Any) -> Iterator[Fault]:
    """The request as it stands, and with each change that a second request makes."""
    if not isinstance(row, dict) or row.get("door") not in REQUESTS or not isinstance(row.get("input"), dict):
        return
    expect = row.get("expect")
    changes: list[tuple[Loc, Any]] = (
        [(("expect", key), expect.get(key)) for key in _CHANGES] if isinstance(expect, dict) else []
    )
    every: list[tuple[Loc, Any]] = [(("input",), {}), *changes]
    for loc, change in every:
        try:
            REQUESTS[row["door"]].model_validate({**row["input"], **(change if isinstance(change, dict) else {})})
        except ValidationError as error:
            yield from _details(error, loc)
            return


def _details(error: ValidationError, prefix: Loc) -> Iterator[Fault]:
    for detail in error.errors(include_url=False, include_context=False):
        loc = prefix + detail["loc"]
        raised = detail["msg"].removeprefix("Value error, ")
        code = raised if detail["type"] == "value_error" else detail["type"]
        yield loc, code, {"field": ".".join(str(part) for part in loc)}
