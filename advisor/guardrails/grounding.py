"""Grounding: everything said has an origin, and what has none is not shown.

The same checker serves requests and evals. A mark must resolve, a quotation must occur in its source, and a figure must
stand in a cited passage, in the request, or come from our own date and cost arithmetic.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from advisor.language.folding import bare
from advisor.language.numbers import figures, spelled_figures
from advisor.models.shared import Citation, Grounding

MARK = re.compile(r"\[(\d{1,3})\]")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}\.\s", re.MULTILINE)
_DATE = re.compile(r"\d{4}\s*[-/年]\s*\d{1,2}\s*[-/月]\s*\d{1,2}\s*日?")


@dataclass(frozen=True)
class Claim:
    """A piece of output and the citation refs it rests on."""

    text: str
    refs: tuple[str, ...]


def ground(
    claims: Sequence[Claim],
    citations: Sequence[Citation],
    sources: Mapping[str, str],
    *,
    request: str,
    computed: Iterable[str] = (),
) -> Grounding:
    """What of `claims` has no origin.

    `sources` holds the full text of each cited source id; `request` all the caller gave; `computed` the figures our own
    arithmetic made. `mode` is grounded when nothing is loose, none when nothing is cited, else partial.
    """
    by_ref = {citation.ref: citation for citation in citations}
    known = spelled_figures(request) | {value for text in computed for value in figures(text)}
    of_source = {citation.source_id: spelled_figures(sources.get(citation.source_id, "")) for citation in citations}
    loose_numbers: dict[str, None] = {}
    uncited: list[str] = []
    for claim in claims:
        cited = [by_ref[ref] for ref in claim.refs if ref in by_ref]
        if not cited or len(cited) < len(claim.refs):
            uncited.append(claim.text)
        allowed = known.union(*(of_source[citation.source_id] for citation in cited))
        for value, written in figures(_without_dates_and_marks(claim.text)).items():
            if value not in allowed:
                loose_numbers.setdefault(written)
    broken = [citation.ref for citation in citations if not quote_occurs(citation, sources)]
    uncited += [f"[{ref}]" for ref in broken]
    said = "partial" if loose_numbers or uncited else "grounded"
    mode = said if citations else "none"
    return Grounding.model_validate(
        {"mode": mode, "unsupported_numbers": tuple(loose_numbers), "uncited": tuple(uncited)}
    )


def quote_occurs(citation: Citation, sources: Mapping[str, str]) -> bool:
    """Whether the quotation stands in its source after folding."""
    return bare(citation.quote) in bare(sources.get(citation.source_id, ""))


def unresolved_marks(text: str, citations: Sequence[Citation]) -> list[str]:
    """The [n] marks of `text` that no citation answers to."""
    refs = {citation.ref for citation in citations}
    return [ref for ref in MARK.findall(text) if ref not in refs]


def _without_dates_and_marks(text: str) -> str:
    """Our dates come from the schedule, marks from the citation list, numbering from the layout: none is a claim."""
    return MARK.sub(" ", _DATE.sub(" ", _LIST_NUMBER.sub("", text)))
