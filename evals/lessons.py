"""The lessons the learned models are trained on: every training sentence with all that is known of it.

Training side of the utterances, sentences written for training, and the FAQ's own asks; dev and test are never
opened here. A sentence that people really said counts more often than one written to be learnt from.
"""

from collections.abc import Iterator, Mapping

from advisor.corpus.knowledge import Knowledge
from advisor.guardrails.screen import ANSWERED
from advisor.retrieval.tuning import Lesson
from evals.utterances import Utterance, utterances
from evals.voices import Told, told, voices

_CAUSES = frozenset({"W1", "W2", "W3", "W4", "C1", "C2", "C3", "M1", "M2", "M3", "M4"})
# How often an epoch sees a sentence that was really said.
_SAID = 3
# Labels of `other` that stand for requests we do answer but that look as if we did not.
_ANSWERED_LABELS = frozenset({"good_hard"})


def lessons(knowledge: Knowledge) -> list[Lesson]:
    """All lessons, in a fixed order."""
    return [*_frictions(), *_topics(knowledge), *_deliverables(), *_others()]


def _frictions() -> Iterator[Lesson]:
    known = {one.text: one for one in told()}
    for u in utterances("friction", "train"):
        yield Lesson(u.text, {"friction": u.label, **_about("friction"), **_told(u)}, _SAID)
    for voice in voices("friction"):
        extra = _told(known[voice.text]) if voice.text in known else {}
        yield Lesson(voice.text, {"friction": voice.label, **_about("friction"), **extra})


def _topics(knowledge: Knowledge) -> Iterator[Lesson]:
    for u in utterances("topic", "train"):
        yield Lesson(u.text, {"topic": u.label, **_about("topic")}, _SAID)
    for voice in voices("topic"):
        yield Lesson(voice.text, {"topic": voice.label, **_about("topic")})
    for item in knowledge.faq.values():
        # The founding two are told by the utterances; the others have their own asks alone to be learnt from.
        if not item.id.startswith("faq_"):
            for ask in (*item.asks.all(), item.name.zh, item.name.en):
                yield Lesson(ask, {"topic": item.id, **_about("topic")})


def _deliverables() -> Iterator[Lesson]:
    for u in utterances("deliverable", "train"):
        yield Lesson(u.text, {"deliverable": u.label, **_about("deliverable")}, _SAID)
    for voice in voices("deliverable"):
        yield Lesson(voice.text, {"deliverable": voice.label, **_about("deliverable")})


def _others() -> Iterator[Lesson]:
    for u in utterances("other", "train"):
        yield Lesson(u.text, {"intent": u.label}, _SAID)
    for voice in voices("other"):
        yield Lesson(voice.text, {"intent": ANSWERED if voice.label in _ANSWERED_LABELS else voice.label})


def _about(family: str) -> Mapping[str, str]:
    """What a sentence of one of the answered families is: to be answered, and what it asks for."""
    return {"intent": ANSWERED, "family": family}


def _told(one: Utterance | Told) -> Mapping[str, str]:
    """What the sentence tells beside the friction, where it tells it."""
    found = {"department": one.department, "process": one.process}
    found = {family: label for family, label in found.items() if label != "-"}
    return found | ({"cause": one.cause} if one.cause in _CAUSES else {})
