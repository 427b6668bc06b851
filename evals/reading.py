"""Reading a reply as a person does: all of its words, and its sentences with what they rest on."""

from collections.abc import Iterator
from functools import singledispatch

from advisor.models.answer import Answer
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.search import SearchResult
from advisor.models.shared import Diagnosis, Grounding, Refusal

Claimed = tuple[str, tuple[str, ...]]


def said(reply: object) -> str:
    """Everything the reply says, one thing a line; of a refusal, its message and suggestions."""
    refusal: Refusal | None = getattr(reply, "refusal", None)
    lines = (refusal.message, *refusal.suggestions) if refusal else tuple(_lines(reply))
    return "\n".join(line for line in lines if line)


@singledispatch
def _lines(reply: object) -> Iterator[str]:
    raise TypeError(type(reply))


@_lines.register
def _(reply: Diagnosis) -> Iterator[str]:
    yield from (f.name for f in reply.frictions)
    yield from (f"{c.name} {c.why}" for c in reply.root_causes)
    for question in reply.questions:
        yield question.text
        yield from (option.text for option in question.options)
    yield from (f"{flag.name} {flag.advice}" for flag in reply.risk_flags)


@_lines.register
def _(reply: Plan) -> Iterator[str]:
    yield reply.title
    yield reply.summary
    yield from (text for text, _ in claims(reply))
    yield from reply.assumptions
    yield from (missing.question for missing in reply.missing)
    yield from _lines(reply.diagnosis)


@_lines.register
def _(reply: Answer) -> Iterator[str]:
    yield reply.answer
    yield from reply.follow_ups


@_lines.register
def _(reply: Draft) -> Iterator[str]:
    yield reply.subject or ""
    yield reply.text
    yield from (variant.text for variant in reply.variants)


@_lines.register
def _(reply: SearchResult) -> Iterator[str]:
    yield from (f"{hit.source_id} {hit.title}: {hit.text}" for hit in reply.hits)


@_lines.register
def _(reply: Grounding) -> Iterator[str]:
    yield reply.mode
    yield from reply.unsupported_numbers
    yield from reply.uncited


def claims(reply: object) -> Iterator[Claimed]:
    """Each thing a reply asserts and the refs it rests on."""
    if isinstance(reply, Plan):
        yield from ((f"{s.title} {s.detail} {s.why} {s.done_when}", s.refs) for s in reply.steps)
        yield from ((f"{r.hr_project} {r.department_goal} {r.value} {r.ask}", r.refs) for r in reply.value_linkage)
        yield from ((f"{e.when} {e.action}", e.refs) for e in reply.escalation)
        yield from ((f"{m.name} {m.formula} {m.target}", m.refs) for m in reply.metrics)
        yield from ((r.text, r.refs) for r in reply.risks)
        yield from ((f"{c.title} {c.outcome} {c.why}", c.refs) for c in reply.similar_cases)
    elif isinstance(reply, Answer):
        refs = tuple(citation.ref for citation in reply.citations)
        yield from ((block, refs) for block in reply.answer.split("\n\n"))
    elif isinstance(reply, Draft):
        refs = tuple(citation.ref for citation in reply.citations)
        yield from ((text, refs) for text in (reply.text, *(variant.text for variant in reply.variants)))
