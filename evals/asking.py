"""Asking one case and scoring what comes back. A failure is a record with its error, never an exception."""

from collections.abc import Mapping
from datetime import date

from advisor.models.base import Frozen
from advisor.models.situation import Situation
from evals.cases import Case
from evals.records import MAIN, Record
from evals.scorers.registry import score
from evals.scorers.score import Reply, Subject
from evals.scorers.wordlists import Wordlists
from evals.targets.target import Target, TargetFailed, Told

_SECOND_REQUESTS = ("differs_for", "changes_with")


class Asker:
    """Asks a target; the same request is asked once, however many cases make it."""

    def __init__(self, target: Target, today: date, engine: str | None = None) -> None:
        self._target, self._today, self._engine = target, today, engine
        self._words = Wordlists.read()
        self._told: dict[str, Told] = {}

    def measured(self, task: Record) -> Record:
        """The case asked and scored; a task that brings its replies is scored without asking."""
        case = task.case
        if case.door not in self._target.doors:
            return Record(case=case, skipped=True)
        if task.replies:
            return self.scored(task)
        try:
            told = {name: self._ask(task, request) for name, request in self.requests(case).items()}
        except TargetFailed as error:
            return Record(case=case, error=str(error))
        return self.scored(
            Record(
                case=case,
                replies={name: each.reply.model_dump(mode="json") for name, each in told.items()},
                passages={source: text for each in told.values() for source, text in each.passages.items()},
                ms=told[MAIN].ms,
            ),
            {name: each.reply for name, each in told.items()},
        )

    def requests(self, case: Case) -> dict[str, Frozen]:
        """The request of a case and the changed ones it is compared with, dated and for the chosen engine."""
        made = {MAIN: self._dated(case.request())}
        for name in _SECOND_REQUESTS:
            if changes := getattr(case.expect, name):
                made[name] = self._dated(case.request(**changes))
        return made

    def scored(self, record: Record, replies: Mapping[str, Reply] | None = None) -> Record:
        """The record with its scores worked out from its replies."""
        if record.error or record.skipped:
            return record
        given = replies or {name: reply for name in record.replies if (reply := record.reply(name)) is not None}
        subject = Subject(
            case=record.case,
            request=self.requests(record.case)[MAIN],
            reply=given[MAIN],
            reference=self._target.reference.with_extra(record.passages),
            words=self._words,
            today=self._today,
            others={name: reply for name, reply in given.items() if name != MAIN},
        )
        return record.model_copy(update={"scores": score(subject)})

    def close(self) -> None:
        """Let the target go."""
        self._target.close()

    def _ask(self, task: Record, request: Frozen) -> Told:
        """A further attempt is asked anew: whether it comes out the same is what it is for."""
        key = f"{task.attempts} {task.case.door} {request.model_dump_json()}"
        if key not in self._told:
            self._told[key] = self._target.ask(task.case.door, request)
        return self._told[key]

    def _dated(self, request: Frozen) -> Frozen:
        changes: dict[str, object] = {}
        if isinstance(request, Situation) and request.today is None:
            changes["today"] = self._today
        if self._engine and "engine" in type(request).model_fields:
            changes["engine"] = self._engine
        return type(request).model_validate({**request.model_dump(), **changes}) if changes else request
