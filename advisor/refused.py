"""Replies that give no advice: the same shapes as the others, with the refusal filled and everything else empty."""

from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.shared import Diagnosis, Grounding, Named, Provenance, Refusal
from advisor.models.taxonomy import Channel

_UNKNOWN = Named(id=None, name=None, source="unknown")
_NOTHING_SAID = Grounding(mode="none")


def refused_diagnosis(lang: Lang, refusal: Refusal) -> Diagnosis:
    """A diagnosis that says why there is none."""
    return Diagnosis(lang=lang, department=_UNKNOWN, process=_UNKNOWN, refusal=refusal)


def refused_plan(reply_id: str, lang: Lang, refusal: Refusal, provenance: Provenance) -> Plan:
    """A plan without steps."""
    return Plan(
        id=reply_id,
        lang=lang,
        title="",
        summary="",
        diagnosis=refused_diagnosis(lang, refusal),
        grounding=_NOTHING_SAID,
        refusal=refusal,
        provenance=provenance,
    )


def refused_answer(reply_id: str, lang: Lang, refusal: Refusal, provenance: Provenance) -> Answer:
    """An answer without text."""
    return Answer(
        id=reply_id,
        lang=lang,
        answer="",
        diagnosis=refused_diagnosis(lang, refusal),
        grounding=_NOTHING_SAID,
        refusal=refusal,
        provenance=provenance,
    )


def refused_draft(
    reply_id: str, kind: str, channel: Channel, lang: Lang, refusal: Refusal, provenance: Provenance
) -> Draft:
    """A draft without text."""
    return Draft(
        id=reply_id,
        kind=kind,
        channel=channel,
        lang=lang,
        subject=None,
        text="",
        why="",
        grounding=_NOTHING_SAID,
        refusal=refusal,
        provenance=provenance,
    )
