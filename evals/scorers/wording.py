"""Which points a reply makes, which words it must not hold, and what it asks about."""

from collections.abc import Iterable, Sequence

from advisor.language.folding import fold
from advisor.models.plan import Plan
from advisor.models.shared import Diagnosis
from evals.reference import folded
from evals.scorers.score import Score, Subject, free_of


def points_made(text: str, points: Sequence[Sequence[str]]) -> list[bool]:
    """For each point, whether one of its wordings occurs in the text, after folding."""
    here = folded(text)
    return [any(fold(way) in here for way in ways) for ways in points]


def words_in(text: str, words: Iterable[str]) -> list[str]:
    """Which of the words occur in the text, after folding."""
    here = folded(text)
    return [word for word in words if fold(word) in here]


def must(subject: Subject) -> tuple[Score, ...]:
    """Every required point is made; the value is the share made."""
    return (_made("must", subject.said, subject.case.expect.must or ()),)


def opens_with(subject: Subject) -> tuple[Score, ...]:
    """The first paragraph of an answer makes each point: the conclusion comes first."""
    first = subject.said.partition("\n")[0]
    return (_made("opens_with", first, subject.case.expect.opens_with or ()),)


def must_not(subject: Subject) -> tuple[Score, ...]:
    """None of the forbidden words occurs."""
    return (free_of("must_not", words_in(subject.said, subject.case.expect.must_not or ())),)


def asks_about(subject: Subject) -> tuple[Score, ...]:
    """Questions, missing facts, assumptions or marked blanks mention each point."""
    reply, diagnosis, lines = subject.reply, subject.diagnosis, list[str]()
    if diagnosis is not None:
        lines += [question.text for question in diagnosis.questions]
    if isinstance(reply, Plan):
        lines += [*reply.assumptions, *(missing.question for missing in reply.missing)]
    elif not isinstance(reply, Diagnosis):
        lines.append(subject.said)
    return (_made("asks_about", "\n".join(lines), subject.case.expect.asks_about or ()),)


def _made(name: str, text: str, points: Sequence[Sequence[str]]) -> Score:
    made = points_made(text, points)
    missing = [" / ".join(ways) for ways, there in zip(points, made, strict=True) if not there]
    return Score(name, sum(made) / len(made) if made else 1.0, "; ".join(missing), f"{sum(made)}/{len(made)}")
