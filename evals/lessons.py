"""The lessons the learned models are trained on: every training sentence with all that is known of it.

Training side of the utterances, sentences written for training, and the FAQ's own asks; dev and test are never
opened here. A sentence that people really said counts more often than one written to be learnt from.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, get_args

from advisor.corpus.knowledge import Knowledge
from advisor.guardrails.screen import ANSWERED
from advisor.models.taxonomy import ROOT_CAUSES
from advisor.retrieval.school import Lesson
from evals.utterances import Utterance, utterances
from evals.voices import BORDERS, CLOSE, CONTRASTS, FOLDER, Told, told, voices

# How often an epoch sees a sentence that was really said.
_SAID = 3
# Labels of `other` that stand for requests we do answer but that look as if we did not.
_ANSWERED_LABELS = frozenset({"good_hard"})
AskedFamily = Literal["friction", "topic", "deliverable"]


def lessons(knowledge: Knowledge) -> list[Lesson]:
    """The lessons everybody learns, in a fixed order."""
    return [
        *_asked_of("friction"),
        *_asked_of("topic"),
        *_own_asks(knowledge),
        *_asked_of("deliverable"),
        *_others(),
        *_sensitive(),
        *_close(),
    ]


def contrasts() -> list[Lesson]:
    """Lessons for the reader alone: they made the label model, which goes by words, a little worse (dev split)."""
    return [*_voiced("friction", CONTRASTS), *_voiced_others(CONTRASTS), *_in_their_hand("friction", BORDERS)]


def tellings() -> list[Lesson]:
    """Lessons for the label model alone: what sentences at the borders tell beside the friction they are about."""
    return [Lesson(one.text, _told(one), close=True) for one in told(BORDERS)]


def _asked_of(family: AskedFamily) -> Iterator[Lesson]:
    """The sentences of a family we answer, with what else they tell where that is known."""
    for u in utterances(family, "train"):
        extra = _told(u) if family == "friction" else {}
        yield Lesson(u.text, {family: u.label, **_about(family), **extra}, _SAID, close=True)
    yield from _voiced(family, FOLDER)


def _voiced(family: AskedFamily, folder: Path) -> Iterator[Lesson]:
    known = {one.text: one for one in told(folder)}
    for voice in voices(family, folder):
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
        yield Lesson(u.text, {"intent": u.label}, _SAID, close=True)
    yield from _voiced_others(FOLDER)


def _voiced_others(folder: Path) -> Iterator[Lesson]:
    for voice in voices("other", folder):
        yield Lesson(voice.text, {"intent": ANSWERED if voice.label in _ANSWERED_LABELS else voice.label})


def _sensitive(folder: Path = FOLDER) -> Iterator[Lesson]:
    """Sentences that touch a legally sensitive subject, or none, whatever else they tell."""
    for voice in voices("risk", folder):
        yield Lesson(voice.text, {"risk": voice.label})


def _close() -> Iterator[Lesson]:
    """Sentences in the hand of those that were really said."""
    for family in get_args(AskedFamily):
        yield from _in_their_hand(family, CLOSE)
    for lesson in (*_voiced_others(CLOSE), *_sensitive(CLOSE)):
        yield lesson._replace(close=True)


def _in_their_hand(family: AskedFamily, folder: Path) -> Iterator[Lesson]:
    """Few sentences in that hand are about what is refused, so the others say nothing of whether they are."""
    for lesson in _voiced(family, folder):
        labels = {name: label for name, label in lesson.labels.items() if name != "intent"}
        yield lesson._replace(labels=labels, close=True)


def _about(family: str) -> Mapping[str, str]:
    """What a sentence of one of the answered families is: to be answered, and what it asks for."""
    return {"intent": ANSWERED, "family": family}


def _told(one: Utterance | Told) -> Mapping[str, str]:
    """What the sentence tells beside its label; that it tells no department or process is a label too."""
    found = {"department": one.department, "process": one.process}
    return found | ({"cause": one.cause} if one.cause in ROOT_CAUSES else {})
