"""A case: one request through one door of the service, and what its reply must be.

Cases are files under `datasets/cases/<suite>/`, a list of cases each; a company keeps its own folder of the same
shape beside ours. Every key of `expect` is one score.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from advisor.models.base import Frozen, Lang
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest, SearchRequest
from advisor.models.shared import RefusalReason
from advisor.models.situation import Situation
from advisor.models.taxonomy import Phase, RootCauseId
from evals.claims import GroundRequest

Door = Literal["diagnose", "plan", "answer", "draft", "search", "ground"]
REQUESTS: Mapping[Door, type[Frozen]] = {
    "diagnose": Situation,
    "plan": PlanRequest,
    "answer": AnswerRequest,
    "draft": DraftRequest,
    "search": SearchRequest,
    "ground": GroundRequest,
}
# The keys of `expect` that make sense at each door; the others are an error, since they could never fail.
_ANYWHERE = frozenset({"refusal"})
_TOLD = frozenset(
    {"friction", "friction_in_3", "quoted", "root_cause", "department", "process", "process_told"}
    | {"risk_flags", "risk_free", "questions"}
)
_SAID = frozenset({"must", "must_not", "sources", "grounding", "differs_for", "changes_with"})
KEYS: Mapping[Door, frozenset[str]] = {
    "diagnose": _ANYWHERE | _TOLD | {"must", "must_not", "asks_about", "differs_for", "changes_with"},
    "plan": _ANYWHERE | _TOLD | _SAID | {
        "first_step", "escalates_only_after", "pause_first", "deliverables", "asks_about",
    },
    "answer": _ANYWHERE | _TOLD | _SAID | {"opens_with", "asks_about"},
    "draft": _ANYWHERE | _SAID | {"max_chars", "one_ask", "one_date", "checks", "to_confirm", "asks_about"},
    "search": frozenset({"sources", "k", "deliverable", "must", "must_not"}),
    "ground": frozenset({"grounding"}),
}  # fmt: skip

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Some = Annotated[tuple[Words, ...], Field(min_length=1)]
# Each point is a list of ways to say it; one of them must occur.
Points = Annotated[tuple[Some, ...], Field(min_length=1)]
Change = Annotated[dict[str, Any], Field(min_length=1)]


class FirstStep(Frozen):
    """What a plan begins with: its phase, and words of which one stands in its title or detail."""

    phase: Phase | None = None
    any: tuple[Words, ...] = ()


class Expect(Frozen):
    """What a reply must be; each key that is given is one score."""

    refusal: RefusalReason | Literal["none"] | None = None
    friction: Some | None = None
    friction_in_3: Some | None = None
    quoted: Some | None = None
    root_cause: Annotated[tuple[RootCauseId, ...], Field(min_length=1)] | None = None
    department: Words | None = None
    process: Words | None = None
    process_told: Words | None = None
    sources: Some | None = None
    k: Annotated[int, Field(ge=1, le=50)] | None = None
    deliverable: Words | None = None
    must: Points | None = None
    must_not: Some | None = None
    opens_with: Points | None = None
    first_step: FirstStep | None = None
    escalates_only_after: Annotated[int, Field(ge=0, le=9)] | None = None
    pause_first: Literal[True] | None = None
    deliverables: Some | None = None
    asks_about: Points | None = None
    risk_flags: Some | None = None
    risk_free: Literal[True] | None = None
    questions: Annotated[int, Field(ge=1, le=4)] | None = None
    differs_for: Change | None = None
    changes_with: Change | None = None
    max_chars: Annotated[int, Field(gt=0)] | None = None
    one_ask: Literal[True] | None = None
    one_date: Literal[True] | None = None
    checks: Some | None = None
    to_confirm: Some | None = None
    grounding: Literal["grounded", "partial", "none"] | None = None

    def given(self) -> tuple[str, ...]:
        """The keys that were given."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


class Case(Frozen):
    """One case. `input` is exactly the request object of the door's endpoint."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_-]*)+$", max_length=120)]
    lang: Lang
    tags: tuple[Identifier, ...] = ()
    difficulty: Literal["easy", "normal", "hard"] = "normal"
    provenance: Words
    door: Door
    input: dict[str, Any]
    expect: Expect = Expect()

    @property
    def suite(self) -> str:
        """The suite, which is the first part of the id."""
        return self.id.partition(".")[0]

    @property
    def text(self) -> str:
        """The words that are asked."""
        return str(self.input.get("text") or self.input.get("question") or self.input.get("query") or "")

    def request(self, **changes: Any) -> Frozen:
        """The request, with some fields changed."""
        return REQUESTS[self.door].model_validate({**self.input, **changes})
