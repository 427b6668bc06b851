"""What a run keeps of a case: the case, the replies as given, how long they took, and the scores."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean
from typing import Any, Literal

from pydantic import Field

from advisor.models.base import Frozen
from evals.cases import Case
from evals.reading import said
from evals.scorers.score import Reply, Score
from evals.targets.target import REPLIES

Status = Literal["passed", "failed", "error", "skipped"]
MAIN = "main"


class Record(Frozen):
    """One case of one run. With several attempts, a score is the mean over them."""

    case: Case
    replies: dict[str, Any] = Field(default_factory=dict)
    passages: dict[str, str] = Field(default_factory=dict)
    ms: float = 0.0
    asked: bool = True
    error: str | None = None
    skipped: bool = False
    attempts: int = 1
    flaky: tuple[str, ...] = ()
    scores: tuple[Score, ...] = ()

    @property
    def status(self) -> Status:
        """Passed when every check holds."""
        if self.skipped:
            return "skipped"
        if self.error:
            return "error"
        return "failed" if self.failed() else "passed"

    def failed(self) -> list[Score]:
        """The checks that do not hold."""
        return [score for score in self.scores if score.kind == "check" and score.value < 1.0]

    def reply(self, name: str = MAIN) -> Reply | None:
        """A reply as it was given; None when there is none."""
        if name not in self.replies:
            return None
        reply: Any = REPLIES[self.case.door].model_validate(self.replies[name], extra="ignore")
        return reply  # type: ignore[no-any-return]

    def text(self) -> str:
        """The words of the reply, as a reader sees them."""
        reply = self.reply()
        return said(reply) if reply is not None else self.error or ""


def merged(attempts: Sequence[Record]) -> Record:
    """One record of several attempts at the same case: mean scores, and which checks came out both ways."""
    first = attempts[0]
    if len(attempts) == 1:
        return first
    values: dict[str, list[Score]] = {}
    for score in (score for attempt in attempts for score in attempt.scores):
        values.setdefault(score.name, []).append(score)
    flaky = [name for name, scores in values.items() if len({score.value for score in scores}) > 1]
    return first.model_copy(
        update={
            "attempts": len(attempts),
            "flaky": tuple(flaky),
            "ms": mean(attempt.ms for attempt in attempts),
            "error": next((attempt.error for attempt in attempts if attempt.error), None),
            "scores": tuple(_mean(scores) for scores in values.values()),
        }
    )


def _mean(scores: Sequence[Score]) -> Score:
    worst = min(scores, key=lambda score: score.value)
    return Score(worst.name, mean(score.value for score in scores), worst.wanted, worst.seen, worst.kind)


def usage(records: Iterable[Record]) -> Mapping[str, float]:
    """Calls, tokens and cost over all replies that a model wrote, as the replies tell them."""
    total: dict[str, float] = {}
    for record in records:
        for reply in record.replies.values():
            used = (reply.get("provenance") or {}).get("usage") or {}
            for name in ("calls", "tokens_in", "tokens_out", "cost"):
                total[name] = total.get(name, 0.0) + (used.get(name) or 0.0)
    return {name: value for name, value in total.items() if value}
