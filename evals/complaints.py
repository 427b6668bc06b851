"""What went wrong, in words, and the exit status it stands for: 2 for what the caller can mend, 3 for a broken run."""

from collections.abc import Callable, Mapping

from advisor.errors import AdvisorError
from evals.accept import NotWhole
from evals.baseline import BaselineUnreadable
from evals.casefiles import CasesInvalid
from evals.judge import JudgeMissing
from evals.promote import CannotPromote
from evals.runs import RunNotFound
from evals.selection import UnknownSuite
from evals.words import Words

USAGE, BROKEN = 2, 3
Told = tuple[str, int]
EXPECTED = (
    AdvisorError, NotWhole, BaselineUnreadable, CasesInvalid, JudgeMissing, CannotPromote, RunNotFound, UnknownSuite,
)  # fmt: skip


def complaint(error: Exception, words: Words) -> Told:
    """The sentence and the exit status of one of the expected errors."""
    return next(tell(error, words) for kind, tell in _TELL.items() if isinstance(error, kind))


def _cases(error: CasesInvalid, words: Words) -> Told:
    lines = [*words.problems(error.problems), words.say("check.bad", count=len(error.problems))]
    return "\n".join(lines), BROKEN


def _service(error: AdvisorError, words: Words) -> Told:
    said = words.service.say(words.lang, f"error.{error.code}", **error.params)
    return words.say("error.broken", reason=said), BROKEN


_TELL: Mapping[type[Exception], Callable[..., Told]] = {
    CasesInvalid: _cases,
    UnknownSuite: lambda e, w: (w.say("error.unknown_suite", name=e.name, known=", ".join(e.known)), USAGE),
    RunNotFound: lambda e, w: (w.say("error.run_not_found", run=e), USAGE),
    NotWhole: lambda e, w: (w.say("error.not_a_whole_run", run=e), USAGE),
    CannotPromote: lambda e, w: (w.say(f"error.{e.code}", **e.params), USAGE),
    JudgeMissing: lambda _, w: (w.say("error.judge_not_configured"), USAGE),
    BaselineUnreadable: lambda e, w: (w.say("error.baseline_unreadable", path=e), BROKEN),
    AdvisorError: _service,
}
