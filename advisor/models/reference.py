"""What stands in one list each: evidence, the escalation ladder, sensitive subjects, kinds of refusals."""

from datetime import date
from typing import Annotated

from pydantic import Field

from advisor.models.base import Frozen, Text, Words
from advisor.models.knowledge import Slug, Some
from advisor.models.taxonomy import Rung, Tier


class Evidence(Frozen):
    """A fact or figure with its source and how far to trust it.

    Tiers: A law, ruling, peer-reviewed or government page; B an organisation's own public handbook; C credible
    second hand; D vendor or single blog; S told by the method's own source document, unverified; P professional
    practice without evidence.
    """

    id: Annotated[str, Field(pattern=r"^([A-Z]+-\d{2,3}|[a-z]+)$")]
    tier: Tier
    claim: Text
    figure: str | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    """The year the figures are from, where the source tells."""
    volatile: bool = False
    """Whether the figures age: hiring times, tool functions, pay markets. Such a figure needs a year."""
    source: str
    url: str | None = None
    caution: Text | None = None
    with_: Annotated[tuple[str, ...], Field(alias="with")] = ()
    frictions: tuple[Slug, ...] = ()
    processes: tuple[Slug, ...] = ()
    deliverables: tuple[Slug, ...] = ()


class LadderRung(Frozen):
    """One rung of the escalation ladder; every rung can be the last."""

    level: Rung
    name: Text
    when: Text
    action: Text
    taboo: Text
    after_days: Annotated[int, Field(ge=0)]
    deliverable: Slug | None = None


class Risk(Frozen):
    """A sensitive subject: the spoken patterns that raise it and the advice to give.

    An account whose likeliest subject is a `foremost` one is about that above all, whatever else it tells.
    """

    id: Slug
    name: Text
    advice: Text
    triggers: Words
    checked_on: date
    foremost: bool = False


class Counterweight(Frozen):
    """A subject whose evidence must not be heard alone: the patterns that raise it, and what is said beside it."""

    id: Slug
    name: Text
    note: Text
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    triggers: Words


class RefusalCategory(Frozen):
    """A kind of request that gets no advice: how to say so, and what to offer instead.

    `rules` are spoken patterns that settle it; `answered` are patterns of neighbouring questions that do get advice,
    such as what to reply to somebody who demands the forbidden thing: those only a rule can refuse.
    """

    id: Slug
    reason: str
    message: Text
    suggestions: Some
    asks: Words
    rules: Words = Words()
    answered: Words = Words()
