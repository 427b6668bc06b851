"""Which guidance and FAQ answer a question, best first, and which sensitive subject it is above all about.

Found by the question's words, and nearer when an item treats what the account shows.
"""

from advisor.corpus.knowledge import Knowledge
from advisor.models.knowledge import Teaching
from advisor.models.shared import Diagnosis
from advisor.retrieval.retriever import Filters, Look

_WHERE = Filters(prefixes=("guidance/", "faq/"))
# How many of the best found are candidates.
_CANDIDATES = 5
# How much it counts that an item treats the friction the question shows, beside how well it was found.
_TREATS = 0.5
# The same for an item written for a sensitive subject that the question touches, and how far down it may lie.
_BOUNDS, _FAR = 0.65, 100
_NOT_ALL = 0.97
# How well an item on a sensitive subject must be found for a text to be about that above all (chosen on dev).
_NEAR = 0.3


def ranked_teachings(look: Look, diagnosis: Diagnosis, knowledge: Knowledge) -> tuple[Teaching, ...]:
    """The items, best first. One written for a sensitive subject that is touched is a candidate even from far down."""
    shown = {friction.id: friction.confidence for friction in diagnosis.frictions}
    touched = {flag.id for flag in diagnosis.risk_flags}
    ranked = []
    for rank, (source, found) in enumerate(look.ranked(_FAR, _WHERE)):
        teaching = _item(source, knowledge)
        treats = max((shown.get(name, 0.0) for name in teaching.frictions), default=0.0)
        bounds = _BOUNDS if touched.intersection(teaching.risks) else 0.0
        if rank < _CANDIDATES or bounds:
            # The bonus fills part of what is left up to 1, so that an item with this very ask stays first.
            bonus = min(_TREATS * treats + bounds, _NOT_ALL)
            ranked.append((found + bonus * (1 - found), teaching))
    best = [teaching for _, teaching in sorted(ranked, key=lambda pair: -pair[0])]
    asked = [teaching for score, teaching in ranked if score >= 1.0]
    by_id = {teaching.id: teaching for teaching in (*asked, *_foremost_teachings(diagnosis, knowledge), *best)}
    return tuple(by_id.values())


def subject_of(look: Look, diagnosis: Diagnosis, knowledge: Knowledge) -> str | None:
    """The sensitive subject a text is above all about: a foremost one, else one that an item near was written for."""
    if first := _foremost(diagnosis, knowledge):
        return first
    if not diagnosis.risk_flags:
        return None
    near = [_item(source, knowledge) for source, found in look.ranked(_CANDIDATES, _WHERE) if found >= _NEAR]
    written_for = {risk for teaching in near for risk in teaching.risks}
    return next((flag.id for flag in diagnosis.risk_flags if flag.id in written_for), None)


def _foremost(diagnosis: Diagnosis, knowledge: Knowledge) -> str | None:
    """The likeliest subject touched, where it is one that goes before everything else."""
    before_all = {risk.id for risk in knowledge.risks if risk.foremost}
    return next((flag.id for flag in diagnosis.risk_flags[:1] if flag.id in before_all), None)


def _foremost_teachings(diagnosis: Diagnosis, knowledge: Knowledge) -> list[Teaching]:
    first = _foremost(diagnosis, knowledge)
    return [faq for faq in knowledge.faq.values() if first in faq.risks]


def _item(source: str, knowledge: Knowledge) -> Teaching:
    folder, _, item = source.partition("/")
    teaching: Teaching = getattr(knowledge, folder)[item]
    return teaching
