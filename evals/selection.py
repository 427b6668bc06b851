"""Which cases a run asks: suites by name, then a tag or a pattern of ids."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from advisor.corpus.knowledge import Knowledge
from evals.casefiles import CASES, known_ids, load_cases
from evals.cases import Case
from evals.heldout import held_out
from evals.utterances import Split


class UnknownSuite(Exception):
    """There is no suite of that name; `known` lists those there are."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.name, self.known = name, tuple(known)


def every_case(folders: Iterable[Path], split: Split = "test") -> list[Case]:
    """Our written cases, those of further folders, and the held-out sentences. Raises CasesInvalid.

    An id that the knowledge does not have is no fault here: an item that was dropped is what a run is to find.
    """
    return [*load_cases([CASES, *folders], {}), *held_out(split)]


def checked(folders: Iterable[Path], knowledge: Knowledge) -> int:
    """How many written cases there are. Raises CasesInvalid, for ids that nobody knows as well."""
    return len(load_cases([CASES, *folders], known_ids(knowledge)))


def chosen(cases: Sequence[Case], suites: Sequence[str], pattern: str | None) -> list[Case]:
    """The cases of these suites (all when none is named) that bear the tag or match the pattern; `!` turns it round."""
    known = sorted({case.suite for case in cases})
    for name in suites:
        if name not in known:
            raise UnknownSuite(name, known)
    return [
        case
        for case in cases
        if (not suites or case.suite in suites)
        and (pattern is None or _matches(case, pattern.removeprefix("!")) != pattern.startswith("!"))
    ]


def _matches(case: Case, pattern: str) -> bool:
    return pattern in case.tags or fnmatchcase(case.id, pattern)
