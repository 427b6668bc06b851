"""The draft: a text ready to send, with what is still missing marked in it."""

from typing import Literal

from advisor.models.base import Frozen, Lang
from advisor.models.shared import Citation, Grounding, Provenance, Refusal
from advisor.models.taxonomy import Channel


class Variant(Frozen):
    """The same message in another tone."""

    label: str
    text: str


class FilledSlot(Frozen):
    """A blank, its value and where the value came from."""

    name: str
    label: str
    value: str | None
    required: bool
    source: Literal["given", "inferred", "missing"]


class Check(Frozen):
    """One quality check on the text."""

    id: str
    passed: bool
    detail: str


class Draft(Frozen):
    """A message for one channel; a missing required slot stands in the text as a mark, never as an invention."""

    id: str
    kind: str
    channel: Channel
    lang: Lang
    subject: str | None
    text: str
    variants: tuple[Variant, ...] = ()
    slots: tuple[FilledSlot, ...] = ()
    checks: tuple[Check, ...] = ()
    why: str
    citations: tuple[Citation, ...] = ()
    grounding: Grounding
    refusal: Refusal | None = None
    provenance: Provenance
