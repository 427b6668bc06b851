"""How evidence may be used: which tiers back what, what travels along, and how a claim is worded.

A finding that has a counter-finding is never told alone, vendors' own stories never argue for anything, and a figure
that ages carries its year.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from advisor.models.base import Lang
from advisor.models.reference import Evidence
from advisor.models.taxonomy import Tier

Known = Mapping[str, Evidence]
Say = Callable[..., str]
# What may argue for a step or back a message that is sent: laws, studies, handbooks, credible second hand.
ARGUES: frozenset[Tier] = frozenset({"A", "B", "C"})
# What may be told in an answer besides, in words that say how little it proves.
_TOLD_LAST: tuple[Tier, ...] = ("D",)
# A figure that ages shows its year from this age on.
_AGES_AFTER_MONTHS = 24


def arguing(known: Known, sources: Iterable[str]) -> tuple[Evidence, ...]:
    """The first of `sources` that may argue, with its counter-evidence; empty when none may."""
    return _first(known, sources, ARGUES)


def telling(known: Known, sources: Iterable[str]) -> tuple[Evidence, ...]:
    """What an answer may tell: the first source that may argue, else a vendor's story, with counter-evidence."""
    sources = tuple(sources)
    return arguing(known, sources) or _first(known, sources, frozenset(_TOLD_LAST))


def all_arguing(known: Known, sources: Iterable[str]) -> tuple[Evidence, ...]:
    """Every one of `sources` that may argue, with all counter-evidence, each once."""
    found = [known[source] for source in sources if source in known and known[source].tier in ARGUES]
    return _together(known, found)


def worded(evidence: Evidence, today: date, lang: Lang, say: Say) -> str:
    """The claim in words that say how far to trust it, with the year of a figure that has aged.

    What is told second hand comes with its caution: country, year, sample, whatever its source leaves open.
    """
    claim = evidence.claim.in_(lang)
    if evidence.volatile and not (evidence.year and str(evidence.year) in claim):
        if evidence.year is None:
            claim = say("evidence.no_year", claim=claim)
        elif _months_since(evidence.year, today) > _AGES_AFTER_MONTHS:
            claim = say("evidence.year", claim=claim, year=evidence.year)
    caution = evidence.caution.in_(lang) if evidence.caution else ""
    return say(f"evidence.{evidence.tier}", claim=claim, caution=caution)


def _first(known: Known, sources: Iterable[str], tiers: frozenset[Tier]) -> tuple[Evidence, ...]:
    for source in sources:
        evidence = known.get(source)
        if evidence is not None and evidence.tier in tiers:
            return _together(known, [evidence])
    return ()


def _together(known: Known, found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """These and their counter-evidence; a vendor's story is no counter-evidence to anything that may argue."""
    seen: dict[str, Evidence] = {}
    for evidence in found:
        seen.setdefault(evidence.id, evidence)
        for other in evidence.with_:
            if known[other].tier in ARGUES:
                seen.setdefault(other, known[other])
    return tuple(seen.values())


def _months_since(year: int, today: date) -> int:
    """Months since the beginning of `year`, so that nothing that may be too old passes for new."""
    return (today.year - year) * 12 + today.month - 1
