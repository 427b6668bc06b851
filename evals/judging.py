"""What a judge says of a run: how good the written cases' replies are, and which of two wordings is better.

It is told beside the report and decides nothing, unless it is asked to: then a case whose new words are found worse is
a finding like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.gate import Finding, Verdict
from evals.judge import Choice, Judge, Judgements, Preference, summed
from evals.records import Record
from evals.session import Outcome
from evals.words import Words

_WORDED = ("answer", "plan", "draft")


@dataclass(frozen=True)
class Judged:
    """The judgements of one run: quality over the failing and reworded cases, preferences by case."""

    quality: Judgements
    preferences: dict[str, Preference]

    @property
    def errors(self) -> int:
        """How many judgements there are none of."""
        return self.quality.errors + sum(each == "error" for each in self.preferences.values())


def judged(outcome: Outcome, judge: Judge, words: Words) -> Judged:
    """Ask the judge about every written case whose words changed, and for the quality of those that have any."""
    old = {pair.case_id: pair.old_text for pair in outcome.verdict.pairs if pair.reworded}
    choices: list[Choice] = []
    preferences: dict[str, Preference] = {}
    for record in _worded(outcome.records, old):
        lang, asked = record.case.lang, record.case.text
        criterion = words.own.say(lang, f"judge.{record.case.door}")
        choices.append(judge.quality(lang, criterion, asked, record.text()))
        preferences[record.case.id] = judge.preferred(lang, criterion, asked, old[record.case.id], record.text())
    return Judged(summed(choices), preferences)


def with_judgement(verdict: Verdict, judged: Judged) -> Verdict:
    """The verdict with a finding for every case the judge finds worse; errors stay errors and hold nothing back."""
    worse = tuple(case_id for case_id, preference in judged.preferences.items() if preference == "old")
    found = (Finding("judge", "judge", worse),) if worse else ()
    return Verdict(verdict.findings + found, verdict.pairs, verdict.drifts)


def _worded(records: Sequence[Record], old: dict[str, str]) -> list[Record]:
    return [record for record in records if record.case.id in old and record.case.door in _WORDED and not record.error]
