"""What a knowledge file may hold, one class a folder.

Every item has a stable id (its file name), both languages, sources, and `asks`: real ways in which people
voice the need. Numbers in an item are editable defaults unless a source carries them.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from advisor.models.base import Frozen, Text, Words
from advisor.models.taxonomy import Owner, RootCauseId, RootCauseKind, Tier

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Texts = tuple[Text, ...]
Some = Annotated[tuple[Text, ...], Field(min_length=1)]
Sources = Annotated[tuple[str, ...], Field(min_length=1)]


class Item(Frozen):
    """What all knowledge items share."""

    id: Slug
    name: Text
    sources: Sources
    asks: Words = Words()


class Rhythm(Frozen):
    """When a department is likely to be busy or calm: assumptions to confirm, never facts about a company.

    `month_end` and `month_start` are the last and the first working days of a month on which nobody there has time.
    """

    busy: Some
    calm: Some
    month_end: Annotated[int, Field(ge=0, le=7)] = 0
    month_start: Annotated[int, Field(ge=0, le=7)] = 0


class Contact(Frozen):
    """The best moment and place to talk, and the moments to leave alone."""

    best: Text
    avoid: Text


class Reframing(Frozen):
    """A request in HR's words and the same request in the department's."""

    process: Slug
    hr: Text
    theirs: Text


class Department(Item):
    """Who we are talking to: goals, calendar, words, fears and what they value."""

    aliases: Words
    goals: Some
    rhythm: Rhythm
    vocabulary: Words
    fears: Some
    values: Some
    frictions: tuple[Slug, ...]
    typical: Some
    contact: Contact
    incentives: Some
    reframings: Annotated[tuple[Reframing, ...], Field(min_length=1)]
    avoid: Some


class RootCause(Item):
    """One reason why a department does not cooperate."""

    kind: RootCauseKind
    code: RootCauseId
    meaning: Text
    remedy: Text
    signal: Text


class Option(Frozen):
    """One answer to a separating question and the root causes it speaks for."""

    id: Slug
    text: Text
    favours: Annotated[tuple[RootCauseId, ...], Field(min_length=1)]


class Question(Frozen):
    """A question whose answer changes the diagnosis."""

    id: Slug
    text: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2)]


class Prior(Frozen):
    """How likely a root cause is before anything was asked; weights within a friction sum to 1."""

    id: RootCauseId
    weight: Annotated[float, Field(gt=0, le=1)]
    why: Text


class Friction(Item):
    """A pattern of non-cooperation one can observe."""

    summary: Text
    signs: Some
    cues: Words = Words()
    root_causes: Annotated[tuple[Prior, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    first_moves: Some
    wrong_moves: Some
    escalate_when: Text
    pause_first: bool = False
    cure_first: Slug | None = None
    """The play that leads every plan, since what happened is a risk already and comes before any why."""
    deliverables: Annotated[tuple[Slug, ...], Field(min_length=1)]


class ServiceLevel(Frozen):
    """A promise with a time in it; both sides make some. Times are editable defaults."""

    owner: Owner
    text: Text


class Metric(Frozen):
    """A number to watch, how to compute it and where to set the bar at first."""

    name: Text
    formula: Text
    target: Text


class ValueLink(Frozen):
    """Why a department gains from an HR process: the row HR puts on the table."""

    project: Text
    value: Text
    ask: Text


class DepartmentValueLink(ValueLink):
    """A row written for one department, with the goal it serves."""

    department: Slug
    goal: Text


class ComplianceNote(Frozen):
    """A legal boundary to check with counsel, and the words that bring it up."""

    id: Slug
    text: Text
    triggers: Words = Words()
    checked_on: date


class Process(Item):
    """An HR process that needs a department's part."""

    aliases: Words
    cooperation: Some
    service_levels: Annotated[tuple[ServiceLevel, ...], Field(min_length=2)]
    handovers: Some
    metrics: Annotated[tuple[Metric, ...], Field(min_length=1)]
    value_link: ValueLink
    department_links: tuple[DepartmentValueLink, ...] = ()
    compliance: tuple[ComplianceNote, ...] = ()


class DepartmentNote(Frozen):
    """How an item changes for one department."""

    department: Slug
    text: Text


class Teaching(Item):
    """What guidance and FAQ share: a conclusion in one sentence, then what to do and what to avoid.

    `risks` are the sensitive subjects it is written for; where an account touches one, such an item is nearer.
    """

    conclusion: Text
    ask_first: Texts = ()
    steps: Some
    avoid: Some
    follow_ups: Some
    tailoring: tuple[DepartmentNote, ...] = ()
    frictions: tuple[Slug, ...] = ()
    processes: tuple[Slug, ...] = ()
    risks: tuple[Slug, ...] = ()


class Guidance(Teaching):
    """A piece of the method; `body` is the prose under the front matter."""

    body: Text


class Faq(Teaching):
    """A question people ask, answered. `name` is the question."""


class Case(Item):
    """Something that was done elsewhere. `outcome` says who told it and how far to trust it."""

    tier: Tier
    constructed: bool = False
    departments: tuple[Slug, ...] = ()
    processes: tuple[Slug, ...] = ()
    frictions: tuple[Slug, ...] = ()
    situation: Text
    action: Text
    outcome: Text
    reuse: Text
    caveat: Text
