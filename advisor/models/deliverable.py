"""Texts HR sends or brings: blanks, limits, wording and examples. The words themselves are templates in prompts/."""

from typing import Annotated

from pydantic import Field

from advisor.models.base import Frozen, Text
from advisor.models.knowledge import Item, Slug
from advisor.models.taxonomy import Level


class Slot(Frozen):
    """A blank in a deliverable. `infer` names where the request may already hold the value."""

    name: Slug
    label: Text
    required: bool = True
    infer: str | None = None
    default: Text | None = None


class Limit(Frozen):
    """The longest a form may be: characters in Chinese, words in English."""

    zh: Annotated[int, Field(gt=0)]
    en: Annotated[int, Field(gt=0)]


class Limits(Frozen):
    """Length limits by form; a form left out is not offered."""

    im: Limit | None = None
    email: Limit | None = None
    document: Limit | None = None


class Replacement(Frozen):
    """A wording that hurts and what to write instead."""

    word: str = Field(min_length=1)
    instead: str = Field(min_length=1)


class Wording(Frozen):
    """Forbidden wording by language."""

    zh: tuple[Replacement, ...] = ()
    en: tuple[Replacement, ...] = ()


class Example(Frozen):
    """A filled deliverable: the values of its slots in one language."""

    form: str
    slots: dict[str, str]


class Examples(Frozen):
    """One filled example per language."""

    zh: Example
    en: Example


class Deliverable(Item):
    """A text HR sends or brings. Its words stand in prompts/drafting/<id>.<lang>.jinja2."""

    purpose: Text
    why: Text
    subject: Text
    slots: Annotated[tuple[Slot, ...], Field(min_length=1)]
    limits: Limits
    tone_by_level: dict[Level, Text]
    forbidden: Wording = Wording()
    checks: tuple[Slug, ...]
    examples: Examples
