"""Support: whether a sentence says what its sources say.

Three questions, all of which must be answered yes: do its words stand in the sources, does its meaning lie near one of
their sentences, and does every figure, day and hour in it occur there. The third is exact; the first two are measured.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from advisor.language.numbers import spelled_figures
from advisor.language.sentences import days_in, sentences_of

Vectors = NDArray[np.float32]

# Chosen on tests/guardrails/support_cases.yaml, between what is supported and what only sounds so: there the least near
# supported sentence has 0.59 and 0.38, the nearest unsupported one 0.40, and no unsupported one passes both.
_LEAST_NEARNESS = 0.5
_LEAST_SHARED = 0.3
# Sources are the same from request to request; remembering them leaves only the sentence itself to be worked on.
_REMEMBERED = 512


class Support:
    """Judges sentences against texts. Pure: the same texts give the same judgement."""

    def __init__(self, terms: Callable[[str], Sequence[str]], embed: Callable[[Sequence[str]], Vectors]) -> None:
        self._terms, self._embed = terms, embed
        self._known = lru_cache(maxsize=_REMEMBERED)(self._read)

    def supported(self, sentence: str, sources: Sequence[str]) -> bool:
        """Whether `sources` say what `sentence` says."""
        return self.exact(sentence, sources) and self._near(sentence, sources)

    def exact(self, sentence: str, sources: Sequence[str]) -> bool:
        """Whether every figure, day and hour of `sentence` stands in `sources`."""
        told = "\n".join(sources)
        return spelled_figures(sentence) <= spelled_figures(told) and days_in(sentence) <= days_in(told)

    def _near(self, sentence: str, sources: Sequence[str]) -> bool:
        own = self._terms(sentence)
        if not own or not sources:
            return False
        read = [self._known(source) for source in sources]
        shared = sum(any(term in words for words, _ in read) for term in own) / len(own)
        if shared < _LEAST_SHARED:
            return False
        vector = self._embed([sentence])[0]
        nearest = max((float((rows @ vector).max()) for _, rows in read if len(rows)), default=0.0)
        return nearest >= _LEAST_NEARNESS

    def _read(self, source: str) -> tuple[frozenset[str], Vectors]:
        """The words of a source, and the meaning of each sentence and of each two that follow each other."""
        single = sentences_of(source)
        pairs = [f"{first} {second}" for first, second in pairwise(single)]
        return frozenset(self._terms(source)), self._embed([*single, *pairs])
