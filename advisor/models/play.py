"""What a play's file may hold: when it applies, its steps, the signal that it works, and when not to use it."""

from typing import Annotated

from pydantic import Field

from advisor.models.base import Frozen, Text
from advisor.models.knowledge import DepartmentNote, Item, Slug, Some
from advisor.models.taxonomy import Owner, Phase, RootCauseId


class When(Frozen):
    """Where a play applies; an empty list means anywhere.

    `after_reminders` keeps a play for those who were reminded in vain: it goes to the shared superior. `risks` keeps it
    for accounts that are above all about one of these sensitive subjects; it is their plan.
    """

    frictions: tuple[Slug, ...] = ()
    root_causes: tuple[RootCauseId, ...] = ()
    processes: tuple[Slug, ...] = ()
    departments: tuple[Slug, ...] = ()
    after_reminders: bool = False
    risks: tuple[Slug, ...] = ()


class PlayStep(Frozen):
    """One action. `title`, `detail` and `done_when` may name {department}, {counterpart} and {process}.

    `after` is the working day, counted from the plan's start, that the step's own words promise; most steps leave it
    to the schedule.
    """

    phase: Phase
    title: Text
    detail: Text
    owner: Owner
    effort_minutes: Annotated[int, Field(ge=1, le=960)]
    why: Text
    done_when: Text
    deliverable: Slug | None = None
    after: Annotated[int, Field(ge=0, le=260)] | None = None


class Play(Item):
    """A way to win cooperation: when it applies, its steps, the signal that it works, and when not to use it."""

    summary: Text
    guidance: Slug
    when: When
    steps: Annotated[tuple[PlayStep, ...], Field(min_length=1)]
    signal: Text
    not_when: Some
    tailoring: tuple[DepartmentNote, ...] = ()
