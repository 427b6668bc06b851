"""The playbook drafter: a deliverable's template filled, checked, in the tone asked for and two others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.corpus.evidence import all_arguing
from advisor.corpus.passages import source_id
from advisor.corpus.sources import CitationBook
from advisor.drafting.checks import Checked, run_checks
from advisor.drafting.context import DraftContext
from advisor.drafting.slots import Values, fill, rendered_values
from advisor.guardrails.counterweights import called_for
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
        backing = back(context, text, slots)
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
            why=backing.why,
            citations=backing.citations,
            grounding=backing.grounding,
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


def _evidence(context: DraftContext, book: CitationBook) -> tuple[str, ...]:
    """The deliverable's sources with the counter-evidence that travels along; vendors' own stories back no message."""
    found = all_arguing(context.knowledge.evidence, context.deliverable.sources)
    return tuple(ref for each in found for ref in book.cite(source_id("evidence", each.id)))


def _notes(context: DraftContext, text: str, book: CitationBook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the sender has to know before sending: boundaries of sensitive subjects and what speaks against them."""
    notes: list[str] = []
    refs: tuple[str, ...] = ()
    for flag in context.diagnosis.risk_flags:
        notes.append(flag.advice)
        refs += book.cite(source_id("risks", flag.id), flag.advice)
    for row in called_for(context.knowledge.counterweights, (context.situation.text, text)):
        notes.append(row.note.in_(context.lang))
        refs += book.cite(source_id("counterweights", row.id), notes[-1])
        refs += tuple(ref for each in row.evidence for ref in book.cite(source_id("evidence", each)))
    return tuple(notes), refs


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
        myths=context.knowledge.myths,
        blame=context.knowledge.blame,
        threat=context.knowledge.threat,
        catalogue=context.catalogue,
    )


@dataclass(frozen=True)
class Backing:
    """What stands behind a text: why it is written so, with what to know before sending, its sources, its grounding."""

    why: str
    citations: tuple[Citation, ...]
    grounding: Grounding


def back(context: DraftContext, text: str, slots: Sequence[FilledSlot]) -> Backing:
    """The backing of a text for this context; what `slots` inferred may stand in it."""
    deliverable, lang = context.deliverable, context.lang
    book = CitationBook(context.sources, lang)
    refs = book.cite(source_id("deliverables", deliverable.id), deliverable.why.in_(lang))
    refs += _evidence(context, book)
    notes, more = _notes(context, text, book)
    grounding = ground(
        [Claim(text, refs), *(Claim(note, more) for note in notes)],
        book.citations(),
        {**book.texts(), source_id("deliverables", deliverable.id): own_text(context)},
        request=f"{context.situation.model_dump_json()} {' '.join(context.slots.values())}",
        computed=[slot.value for slot in slots if slot.source == "inferred" and slot.value],
    )
    return Backing("\n".join((deliverable.why.in_(lang), *notes)), book.citations(), grounding)


def own_text(context: DraftContext) -> str:
    """Everything the deliverable itself says: its item and its template."""
    deliverable = source_id("deliverables", context.deliverable.id)
    return context.sources.text(deliverable, context.lang) + "\n" + context.templates.source(_template(context))
