"""Finding frictions: three witnesses, one ranking.

The learned estimate has read the most; the nearest asks speak for items it has never seen, such as a company's own; a
literal cue is the surest sign of all. Their votes are added and scaled to one.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from advisor.language.folding import fold
from advisor.models.knowledge import Friction

# Weights of the witnesses. The cue's was chosen on the dev split; the nearest ask's lets an item that was never learned
# go before what is unlikely and behind what is likely.
_LEARNED, _NEAREST, _CUE = 1.0, 0.3, 0.2
_CLAUSE = re.compile(r"[^。！？；!?;\n，,.]+[。！？；!?;，,.]?")
_MOST_EVIDENCE = 2
_SHORTEST_CLAUSE = 4


class FrictionFinder:
    """Ranks frictions by how well an account shows them."""

    def __init__(
        self,
        frictions: Mapping[str, Friction],
        estimate: Callable[[str], Mapping[str, float]],
        clause: Callable[[str], Mapping[str, float]],
    ) -> None:
        self._frictions, self._estimate, self._clause = frictions, estimate, clause
        self._cues = {
            name: tuple((cue, fold(cue)) for cue in friction.cues.all()) for name, friction in frictions.items()
        }

    def find(self, text: str, nearest: Sequence[str] = ()) -> list[tuple[str, float]]:
        """Frictions with their share of the votes, best first; the shares sum to 1.

        `nearest` are the frictions whose own asks lie nearest to the text, best first.
        """
        votes = dict.fromkeys(self._frictions, 0.0)
        learned = self._estimate(text)
        for name, probability in learned.items():
            if name in votes:
                votes[name] += _LEARNED * probability
        for rank, name in enumerate(nearest, start=1):
            if name in votes and name not in learned:
                votes[name] += _NEAREST / rank
        for name in self.cued(text):
            votes[name] += _CUE
        total = sum(votes.values()) or 1.0
        ranked = sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(name, vote / total) for name, vote in ranked if vote > 0]

    def cued(self, text: str) -> list[str]:
        """The frictions one of whose literal cues stands in the text."""
        folded = fold(text)
        return [name for name, cues in self._cues.items() if any(cue in folded for _, cue in cues)]

    def evidence(self, text: str, friction: str) -> tuple[str, ...]:
        """The parts of `text` that show this friction, word for word: its cues, else the clause that speaks for it."""
        lowered = text.lower()
        spoken = [
            text[place : place + len(cue)]
            for cue, _ in self._cues[friction]
            if (place := lowered.find(cue.lower())) >= 0
        ]
        if spoken:
            return tuple(dict.fromkeys(spoken))[:_MOST_EVIDENCE]
        clauses = [clause.strip() for clause in _CLAUSE.findall(text) if len(clause.strip()) >= _SHORTEST_CLAUSE]
        if len(clauses) < 2:
            return (clauses[0] if clauses else text,)
        return (max(clauses, key=lambda clause: self._clause(clause).get(friction, 0.0)),)
