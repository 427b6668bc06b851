"""The lessons the learned models are trained on: every training sentence with all that is known of it.

Training side of the utterances, sentences written for training, and the FAQ's own asks; dev and test are never
opened here. A sentence that people really said counts more often than one written to be learnt from.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

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
AskedFamily = Literal["friction", "topic", "deliverable"]


def lessons(knowledge: Knowledge) -> list[Lesson]:
    """All lessons, in a fixed order."""
    return [
        *_asked_of("friction"),
        *_asked_of("topic"),
        *_own_asks(knowledge),
        *_asked_of("deliverable"),
        *_others(),
        *_sensitive(),
    ]


def _asked_of(family: AskedFamily) -> Iterator[Lesson]:
    """The sentences of a family we answer, with what else they tell where that is known."""
    known = {one.text: one for one in told()}
    for u in utterances(family, "train"):
        extra = _told(u) if family == "friction" else {}
        yield Lesson(u.text, {family: u.label, **_about(family), **extra}, _SAID)
    for voice in voices(family):
        extra = _told(known[voice.text]) if voice.text in known else {}
        yield Lesson(voice.text, {family: voice.label, **_about(family), **extra})


def _own_asks(knowledge: Knowledge) -> Iterator[Lesson]:
    for item in knowledge.faq.values():
        # The founding two are told by the utterances; the others have their own asks alone to be learnt from.
        if not item.id.startswith("faq_"):
            for ask in (*item.asks.all(), item.name.zh, item.name.en):
                yield Lesson(ask, {"topic": item.id, **_about("topic")})


def _others() -> Iterator[Lesson]:
    for u in utterances("other", "train"):
        yield Lesson(u.text, {"intent": u.label}, _SAID)
    for voice in voices("other"):
        yield Lesson(voice.text, {"intent": ANSWERED if voice.label in _ANSWERED_LABELS else voice.label})


def _sensitive() -> Iterator[Lesson]:
    """Sentences that touch a legally sensitive subject, or none, whatever else they tell."""
    for voice in voices("risk"):
        yield Lesson(voice.text, {"risk": voice.label})


def _about(family: str) -> Mapping[str, str]:
    """What a sentence of one of the answered families is: to be answered, and what it asks for."""
    return {"intent": ANSWERED, "family": family}


def _told(one: Utterance | Told) -> Mapping[str, str]:
    """What the sentence tells beside its label; that it tells no department or process is a label too."""
    found = {"department": one.department, "process": one.process}
    return found | ({"cause": one.cause} if one.cause in _CAUSES else {})
