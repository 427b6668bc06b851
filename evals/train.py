"""Train the bundled model: the static embedder and the label model, from our own sentences alone.

One command, fixed seeds, no network: `python -m evals.train`. It reads the training side of the utterances, the
sentences written for training and the knowledge; dev and test are never opened here.
"""

import random
from collections.abc import Iterator, Sequence

from advisor.corpus.loader import load
from advisor.corpus.passages import Phrases, passages
from advisor.guardrails.screen import ANSWERED
from advisor.retrieval.training import Example, train_embedder, train_labels
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue
from evals.utterances import Family, paraphrases, utterances
from evals.voices import voices

_SEED = 20261123
# Families told in so many ways that the nearest sentences are worth keeping.
_VOTING = ("friction", "topic")
# Labels of `other` that stand for requests we do answer but that look as if we did not.
_ANSWERED_LABELS = {"good_hard"}


def main() -> None:
    """Train both parts and write them where the package ships them."""
    random.seed(_SEED)
    settings = Settings()
    families = {
        "friction": list(_family("friction")),
        "topic": [*_family("topic"), *_faq(settings)],
        "deliverable": list(_family("deliverable")),
        "cause": [Example(u.cause, u.text) for u in utterances("friction", "train") if u.cause in _CAUSES],
        "process": [Example(u.process, u.text) for u in utterances("friction", "train") if u.process != "-"],
        "intent": list(_intents(settings)),
    }
    train_labels(families, _VOTING, settings.model_dir)
    groups = [example for name in ("friction", "topic", "deliverable") for example in families[name]]
    train_embedder(groups, list(_pairs()), list(_texts(settings)), settings.model_dir, _SEED)


_CAUSES = {"W1", "W2", "W3", "W4", "C1", "C2", "C3", "M1", "M2", "M3", "M4"}


def _family(family: Family) -> Iterator[Example]:
    yield from (Example(u.label, u.text) for u in utterances(family, "train"))
    if family in ("friction", "topic"):
        yield from (Example(v.label, v.text) for v in voices(family))


def _faq(settings: Settings) -> Iterator[Example]:
    """The FAQ beyond the founding two: their own asks are all there is to learn them from."""
    for item in load([settings.content_dir / "knowledge"]).faq.values():
        if not item.id.startswith("faq_"):
            yield from (Example(item.id, ask) for ask in (*item.asks.all(), item.name.zh, item.name.en))


def _intents(settings: Settings) -> Iterator[Example]:
    yield from _family_as(ANSWERED, ("topic", "friction", "deliverable"))
    yield from (Example(ANSWERED, example.text) for example in _faq(settings))
    yield from (Example(u.label, u.text) for u in utterances("other", "train"))
    for voice in voices("other"):
        yield Example(ANSWERED if voice.label in _ANSWERED_LABELS else voice.label, voice.text)


def _family_as(label: str, families: Sequence[Family]) -> Iterator[Example]:
    for family in families:
        yield from (Example(label, example.text) for example in _family(family))


def _pairs() -> Iterator[tuple[str, str]]:
    yield from ((p.anchor, p.positive) for p in paraphrases("train"))


def _texts(settings: Settings) -> Iterator[tuple[str, str]]:
    """Title and text of every passage."""
    catalogue = Catalogue(settings.content_dir / "prompts" / "messages")
    phrases = Phrases(sections=catalogue.group("section"), stand_ins=catalogue.group("stand_in"))
    knowledge = load([settings.content_dir / "knowledge"])
    yield from ((piece.title, piece.text) for piece in passages(knowledge, phrases))


if __name__ == "__main__":
    main()
