"""The answer to a question: one conclusion first, then what to do."""

from advisor.models.base import Frozen, Lang
from advisor.models.shared import Citation, Diagnosis, Grounding, Provenance, Refusal


class Answer(Frozen):
    """A cited answer in Markdown with [n] marks, and its parts for those who lay them out themselves."""

    id: str
    lang: Lang
    answer: str
    steps: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    diagnosis: Diagnosis
    citations: tuple[Citation, ...] = ()
    grounding: Grounding
    refusal: Refusal | None = None
    provenance: Provenance
