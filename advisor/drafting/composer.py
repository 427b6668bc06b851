"""The playbook drafter: a deliverable's template filled, checked, in the tone asked for and two others."""

import re
from collections.abc import Sequence

from advisor.corpus.passages import source_id
from advisor.corpus.sources import CitationBook
from advisor.drafting.checks import Checked, run_checks
from advisor.drafting.context import DraftContext
from advisor.drafting.slots import Values, fill, rendered_values
from advisor.guardrails.grounding import Claim, ground
from advisor.models.deliverable import Limit
from advisor.models.draft import Draft, FilledSlot, Variant
from advisor.models.shared import Citation, Grounding, Provenance
from advisor.models.taxonomy import TONES, Form, Tone, form_of

# When a deliverable is not made for a form, the nearest form that it is made for.
_NEAREST: dict[Form, tuple[Form, ...]] = {
    "im": ("im", "email", "document"),
    "email": ("email", "document", "im"),
    "document": ("document", "email", "im"),
}
_VENDOR = "D"
_BLANK_LINES = re.compile(r"\n{3,}")


class PlaybookDrafter:
    """Composes drafts from templates alone. Pure: the same context gives the same draft."""

    def compose(self, context: DraftContext) -> Draft:
        """The draft of this context."""
        deliverable, lang = context.deliverable, context.lang
        form, _ = form_and_limit(context)
        slots = fill(context)
        values = rendered_values(slots, context)
        text = render(context, form, context.tone, values)
        book = CitationBook(context.sources, lang)
        book.cite(source_id("deliverables", deliverable.id), deliverable.why.in_(lang))
        _cite_evidence(context, book)
        return Draft(
            id=context.draft_id,
            kind=deliverable.id,
            channel=context.channel,
            lang=lang,
            subject=_subject(context, form, values),
            text=text,
            variants=_variants(context, form, values, text),
            slots=slots,
            checks=run_checks(checked(context, text), deliverable.checks),
            why=deliverable.why.in_(lang),
            citations=book.citations(),
            grounding=grounded(context, text, book.citations(), slots),
            provenance=Provenance(
                engine="playbook",
                prompts={_template(context): context.templates.version(_template(context))},
                knowledge_version=context.knowledge.version,
                created_at=context.created_at,
            ),
        )


def render(context: DraftContext, form: Form, tone: Tone, values: Values) -> str:
    """The text in one form and tone."""
    person = context.situation.counterpart
    level = (person.level if person else None) or "peer"
    text = context.templates.render(_template(context), form=form, tone=tone, level=level, **values)
    return _BLANK_LINES.sub("\n\n", text)


def _cite_evidence(context: DraftContext, book: CitationBook) -> None:
    """The deliverable's sources with the counter-evidence that travels along; vendors' own stories back no message."""
    known = context.knowledge.evidence
    cited = [known[source] for source in context.deliverable.sources if known[source].tier != _VENDOR]
    for each in dict.fromkeys(name for evidence in cited for name in (evidence.id, *evidence.with_)):
        book.cite(source_id("evidence", each))


def _template(context: DraftContext) -> str:
    return f"drafting/{context.deliverable.id}.{context.lang}"


def form_and_limit(context: DraftContext) -> tuple[Form, Limit | None]:
    """The form the channel asks for, or the nearest there is, and its longest length."""
    limits = context.deliverable.limits
    for form in _NEAREST[form_of(context.channel)]:
        limit: Limit | None = getattr(limits, form)
        if limit is not None:
            return form, limit
    return form_of(context.channel), None


def _subject(context: DraftContext, form: Form, values: Values) -> str | None:
    if form == "im":
        return None
    subject = context.deliverable.subject.in_(context.lang)
    for name, value in values.items():
        subject = subject.replace("{" + name + "}", value)
    return subject


def _variants(context: DraftContext, form: Form, values: Values, text: str) -> tuple[Variant, ...]:
    """The other tones, where they really read differently."""
    made: list[Variant] = []
    for tone in TONES:
        if tone != context.tone:
            other = render(context, form, tone, values)
            if other != text and other not in [variant.text for variant in made]:
                made.append(Variant(label=context.say(f"tone.{tone}"), text=other))
    return tuple(made)


def checked(context: DraftContext, text: str) -> Checked:
    """What the checks of this context's deliverable look at."""
    form, limit = form_and_limit(context)
    return Checked(
        text=text,
        lang=context.lang,
        form=form,
        limit=limit,
        forbidden=context.deliverable.forbidden,
        blame=context.knowledge.blame,
        threat=context.knowledge.threat,
        catalogue=context.catalogue,
    )


def grounded(context: DraftContext, text: str, citations: Sequence[Citation], slots: Sequence[FilledSlot]) -> Grounding:
    """Where what `text` says comes from: its sources, the request, and what the slots were inferred from."""
    sources = {each.source_id: context.sources.text(each.source_id, context.lang) for each in citations}
    return ground(
        [Claim(text, tuple(citation.ref for citation in citations))],
        citations,
        {**sources, source_id("deliverables", context.deliverable.id): own_text(context)},
        request=f"{context.situation.model_dump_json()} {' '.join(context.slots.values())}",
        computed=[slot.value for slot in slots if slot.source == "inferred" and slot.value],
    )


def own_text(context: DraftContext) -> str:
    """Everything the deliverable itself says: its item and its template."""
    deliverable = source_id("deliverables", context.deliverable.id)
    return context.sources.text(deliverable, context.lang) + "\n" + context.templates.source(_template(context))
