"""Train the bundled models: the static embedder, the label model and the reader, from our own sentences alone.

One command, fixed seeds, no network: `python -m evals.train [embedder|labels|reader …]`. It reads the training side of
the utterances, the sentences written for training and the knowledge; dev and test are never opened here.
"""

import random
import sys
from collections.abc import Callable, Iterator, Mapping

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.loader import load
from advisor.corpus.passages import Phrases, passages
from advisor.retrieval.training import Example, train_embedder, train_labels
from advisor.retrieval.tuning import tune
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue
from evals.lessons import contrasts, lessons, tellings
from evals.utterances import paraphrases

_SEED = 20261123
# Families told in so many ways that the nearest sentences are worth keeping.
_VOTING = ("friction", "topic")
# Families whose labels say which sentences are about the same.
_ALIKE = ("friction", "topic", "deliverable")


def main() -> None:
    """Train the named models, or all, and write them where the package ships them."""
    random.seed(_SEED)
    settings = Settings()
    knowledge = load([settings.content_dir / "knowledge"])
    for name in sys.argv[1:] or _MODELS:
        _MODELS[name](knowledge, settings)


def _labels(knowledge: Knowledge, settings: Settings) -> None:
    train_labels(_families(knowledge), _VOTING, settings.model_dir)


def _embedder(knowledge: Knowledge, settings: Settings) -> None:
    families = _families(knowledge)
    groups = [example for name in _ALIKE for example in families[name]]
    pairs = [(p.anchor, p.positive) for p in paraphrases("train")]
    train_embedder(groups, pairs, list(_texts(knowledge, settings)), settings.model_dir, _SEED)


def _reader(knowledge: Knowledge, settings: Settings) -> None:
    folder = settings.model_dir / "reader"
    tune(lessons(knowledge), contrasts(), folder, _SEED, lambda line: print(line, flush=True))


_MODELS: Mapping[str, Callable[[Knowledge, Settings], None]] = {
    "labels": _labels,
    "embedder": _embedder,
    "reader": _reader,
}


def _families(knowledge: Knowledge) -> dict[str, list[Example]]:
    """The lessons of those who go by words, by family, as label and sentence."""
    found: dict[str, list[Example]] = {}
    for lesson in (*lessons(knowledge), *tellings()):
        for family, label in lesson.labels.items():
            found.setdefault(family, []).append(Example(label, lesson.text))
    return found


def _texts(knowledge: Knowledge, settings: Settings) -> Iterator[tuple[str, str]]:
    """Title and text of every passage."""
    catalogue = Catalogue(settings.content_dir / "prompts" / "messages")
    phrases = Phrases(sections=catalogue.group("section"), stand_ins=catalogue.group("stand_in"))
    yield from ((piece.title, piece.text) for piece in passages(knowledge, phrases))


if __name__ == "__main__":
    main()
