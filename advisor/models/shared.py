"""What several replies share: citations, grounding, refusals, provenance."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from advisor.models.base import Frozen, Lang
from advisor.models.taxonomy import RootCauseId, RootCauseKind
from advisor.models.usage import Usage

SourceKind = Literal["guidance", "faq", "case", "profile", "evidence", "document"]
RefusalReason = Literal["off_topic", "unsafe", "injection", "hr_other", "empty"]
Engine = Literal["auto", "playbook", "llm"]


class Citation(Frozen):
    """Where a sentence comes from; `quote` occurs in the source after folding."""

    ref: str
    source_id: str
    title: str
    section: str
    quote: str
    kind: SourceKind
    url: str | None = None


class Grounding(Frozen):
    """Whether everything said has an origin; what has not is named."""

    mode: Literal["grounded", "partial", "none"]
    unsupported_numbers: tuple[str, ...] = ()
    uncited: tuple[str, ...] = ()


class Refusal(Frozen):
    """Why no advice was given, and what to ask instead."""

    reason: RefusalReason
    message: str
    suggestions: tuple[str, ...]


class Provenance(Frozen):
    """Who made the reply and from what."""

    engine: Literal["playbook", "llm"]
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    knowledge_version: str
    degraded: bool = False
    degraded_reason: str | None = None
    generated_by_ai: bool = True
    created_at: datetime
    # Present only where a model wrote.
    usage: Usage | None = Field(default=None, exclude_if=lambda usage: usage is None)


class Named(Frozen):
    """A department or process and how we know of it."""

    id: str | None
    name: str | None
    source: Literal["given", "inferred", "unknown"]


class FoundFriction(Frozen):
    """A friction the account shows; `evidence` are substrings of it."""

    id: str
    name: str
    confidence: float
    evidence: tuple[str, ...]


class FoundCause(Frozen):
    """A root cause, how sure we are, and why."""

    id: RootCauseId
    kind: RootCauseKind
    name: str
    confidence: float
    why: str


class AskedOption(Frozen):
    """One answer the user may pick."""

    id: str
    text: str
    favours: tuple[RootCauseId, ...]


class AskedQuestion(Frozen):
    """A question whose answer would change the diagnosis."""

    id: str
    text: str
    options: tuple[AskedOption, ...]


class RiskFlag(Frozen):
    """A sensitive subject in the account and what to do about it."""

    id: str
    name: str
    advice: str


class Diagnosis(Frozen):
    """Why the department does not cooperate, as far as the account tells."""

    lang: Lang
    department: Named
    process: Named
    frictions: tuple[FoundFriction, ...] = ()
    root_causes: tuple[FoundCause, ...] = ()
    questions: tuple[AskedQuestion, ...] = ()
    risk_flags: tuple[RiskFlag, ...] = ()
    refusal: Refusal | None = None
