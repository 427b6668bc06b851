"""The grounding checker as a door of its own: claims and their sources in, what has no origin out.

A service that only ever says true things would pass with its checker taken out; these cases say false things to it.
"""

from pydantic import Field

from advisor.guardrails.grounding import Claim, ground
from advisor.models.base import Frozen
from advisor.models.shared import Citation, Grounding


class Said(Frozen):
    """A sentence and the refs it rests on."""

    text: str
    refs: tuple[str, ...] = ()


class GroundRequest(Frozen):
    """Sentences, the citations they rest on, and the full text of each source by its id."""

    claims: tuple[Said, ...]
    citations: tuple[Citation, ...] = ()
    sources: dict[str, str] = Field(default_factory=dict)
    request: str = ""


def judged(request: GroundRequest) -> Grounding:
    """What the service's own checker says."""
    claims = [Claim(said.text, said.refs) for said in request.claims]
    return ground(claims, request.citations, request.sources, request=request.request)
