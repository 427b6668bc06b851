"""Whether everything has an origin: marks resolve, quotations occur, numbers come from somewhere.

The origin of numbers is worked out here once more, apart from the service's own checker, so that a checker that was
taken out is noticed.
"""

import re
from collections.abc import Iterator

from advisor.guardrails.grounding import MARK
from advisor.language.folding import bare
from advisor.language.numbers import figures, spelled_figures
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.shared import Grounding
from advisor.models.situation import Situation
from evals.reading import claims
from evals.scorers.score import Score, Subject, check, free_of

_LIST_NUMBER = re.compile(r"^\s*\d{1,2}\.\s", re.MULTILINE)


def citations_resolve(subject: Subject) -> tuple[Score, ...]:
    """Every mark in the text and every ref of a claim names a citation, and every citation a known source."""
    refs = {citation.ref for citation in subject.citations}
    used = {ref for _, claimed in claims(subject.reply) for ref in claimed} | set(MARK.findall(subject.said))
    loose = sorted(used - refs)
    loose += [c.source_id for c in subject.citations if not subject.reference.text(c.source_id, subject.lang)]
    return (free_of("citations_resolve", loose),)


def quotes_occur(subject: Subject) -> tuple[Score, ...]:
    """Every quotation stands in its source."""
    wrong = [
        f"[{c.ref}] {c.quote}"
        for c in subject.citations
        if not c.quote or bare(c.quote) not in bare(subject.reference.text(c.source_id, subject.lang))
    ]
    return (free_of("quotes_occur", wrong),)


def claims_cited(subject: Subject) -> tuple[Score, ...]:
    """Every assertion of a plan rests on a citation."""
    if not isinstance(subject.reply, Plan):
        return ()
    return (free_of("claims_cited", [text[:60] for text, refs in claims(subject.reply) if not refs]),)


def numbers_have_origin(subject: Subject) -> tuple[Score, ...]:
    """Every figure stands in a cited source, in the request, or comes from our own dates and costs."""
    of_ref = {c.ref: spelled_figures(subject.reference.text(c.source_id, subject.lang)) for c in subject.citations}
    known = spelled_figures(subject.request.model_dump_json()) | _computed(subject)
    loose = []
    for text, refs in claims(subject.reply):
        allowed = known.union(*(of_ref.get(ref, frozenset()) for ref in refs))
        stripped = MARK.sub(" ", subject.words.without("full_date", _LIST_NUMBER.sub("", text), subject.lang))
        loose += [written for value, written in figures(stripped).items() if value not in allowed]
    return (free_of("numbers_have_origin", loose),)


def grounded(subject: Subject) -> tuple[Score, ...]:
    """The service itself says that everything is grounded; a reply that has no material may say that it has none."""
    grounding: Grounding | None = getattr(subject.reply, "grounding", None)
    if grounding is None or subject.refusal or subject.case.expect.grounding:
        return ()
    loose = ", ".join((*grounding.unsupported_numbers, *grounding.uncited))
    honest = grounding.mode == "none" and not subject.citations and not list(_steps(subject))
    return (
        check("grounded", grounding.mode == "grounded" or honest, wanted="grounded", seen=f"{grounding.mode} {loose}"),
    )


def grounding(subject: Subject) -> tuple[Score, ...]:
    """The grounding is this mode."""
    reply = subject.reply
    found = reply if isinstance(reply, Grounding) else getattr(reply, "grounding", None)
    seen = found.mode if found else "-"
    wanted = subject.case.expect.grounding
    return (check("grounding", seen == wanted, wanted=wanted or "", seen=seen),)


def generated_by_ai(subject: Subject) -> tuple[Score, ...]:
    """The reply says that a machine made it, and from which knowledge."""
    provenance = getattr(subject.reply, "provenance", None)
    if provenance is None:
        return ()
    return (check("generated_by_ai", provenance.generated_by_ai and provenance.knowledge_version),)


def _steps(subject: Subject) -> Iterator[object]:
    yield from getattr(subject.reply, "steps", ())


def _computed(subject: Subject) -> set[str]:
    """Figures of our own making: the days of the schedule, inferred blanks, the cost of waiting."""
    reply, made = subject.reply, list[str]()
    if isinstance(reply, Plan):
        made.append(subject.reference.catalogue.say(subject.lang, "plan.signal_target"))
        dues = [*(step.due for step in reply.steps), *(rung.due for rung in reply.escalation)]
        made += [f"{due.month} {due.day}" for due in dues]
    if isinstance(reply, Draft):
        made += [slot.value for slot in reply.slots if slot.value and slot.source != "missing"]
    facts = subject.request.facts if isinstance(subject.request, Situation) else None
    if facts and facts.daily_cost and facts.days_waiting:
        made.append(f"{facts.daily_cost * facts.days_waiting:g}")
    return {value for text in made for value in figures(text)}
