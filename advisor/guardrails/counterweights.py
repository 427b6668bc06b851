"""Counterweights: subjects whose evidence must not be heard alone, such as penalties or rankings.

Whenever a request or a reply touches one, what speaks against it is said beside it, with its sources.
"""

from collections.abc import Iterable, Sequence

from advisor.language.patterns import patterns
from advisor.models.reference import Counterweight


def called_for(rows: Sequence[Counterweight], texts: Iterable[str]) -> tuple[Counterweight, ...]:
    """The counterweights that one of `texts` calls for, in the order of `rows`."""
    told = list(texts)
    return tuple(row for row in rows if any(patterns(row.triggers.all()).found(text) for text in told))
