"""Where the right sources stand among the hits or the citations."""

import math
from collections.abc import Collection, Sequence

from advisor.models.search import SearchResult
from evals.scorers.score import Score, Subject, check

_DEFAULT_K = 3
_DELIVERABLES = "deliverable/"


def recall_at(found: Sequence[str], wanted: Collection[str], k: int) -> float:
    """The share of `wanted` among the first k; 1 when nothing is wanted."""
    return len(set(found[:k]) & set(wanted)) / len(set(wanted)) if wanted else 1.0


def reciprocal_rank(found: Sequence[str], wanted: Collection[str]) -> float:
    """One over the place of the first right one; 0 when there is none."""
    return next((1 / place for place, each in enumerate(found, start=1) if each in wanted), 0.0)


def ndcg(found: Sequence[str], wanted: Collection[str], k: int) -> float:
    """Discounted gain of the first k against the best order; each right one counts once."""
    seen: set[str] = set()
    gain = 0.0
    for place, each in enumerate(found[:k], start=1):
        if each in wanted and each not in seen:
            seen.add(each)
            gain += 1 / math.log2(place + 1)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(k, len(set(wanted))) + 1))
    return gain / best if best else 1.0


def sources(subject: Subject) -> tuple[Score, ...]:
    """One of the wanted sources stands among the first k, and how high."""
    expect, reply = subject.case.expect, subject.reply
    wanted = expect.sources or ()
    if not isinstance(reply, SearchResult):
        found = [citation.source_id for citation in subject.citations]
        k = expect.k or max(1, len(found))
        right = set(found[:k]) & set(wanted)
        return (Score("sources", float(bool(right)), " | ".join(wanted), ", ".join(found)),)
    found = list(dict.fromkeys(hit.source_id for hit in reply.hits))
    k = expect.k or _DEFAULT_K
    want, seen = " | ".join(wanted), ", ".join(found[: max(k, 1)])
    return (
        Score(f"in_first_{k}", float(bool(set(found[:k]) & set(wanted))), want, seen),
        Score("first", float(found[:1] != [] and found[0] in wanted), want, seen, "grade"),
        Score("recall", recall_at(found, wanted, k), want, seen, "grade"),
        Score("reciprocal_rank", reciprocal_rank(found, wanted), want, seen, "grade"),
        Score("ndcg", ndcg(found, wanted, k), want, seen, "grade"),
    )


def deliverable(subject: Subject) -> tuple[Score, ...]:
    """Of the texts we can write, the one that is asked for comes first."""
    hits = subject.reply.hits if isinstance(subject.reply, SearchResult) else ()
    found = [hit.source_id for hit in hits if hit.source_id.startswith(_DELIVERABLES)]
    wanted = f"{_DELIVERABLES}{subject.case.expect.deliverable}"
    return (check("deliverable_first", found[:1] == [wanted], wanted=wanted, seen=", ".join(found[:3])),)
