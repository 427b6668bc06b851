"""More ways of asking, written for training alone.

They stand beside the training side of the utterances and never beside dev or test; what comes too near to a held-out
sentence is left out when the files are made, and a test keeps it so.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, cast

from advisor.models.base import Lang

FOLDER = Path(__file__).parent / "datasets" / "training"
# Sentences that share nearly all their words with others of another label: for those who read what a sentence means.
CONTRASTS = FOLDER / "contrasts"
# Sentences written in the hand of those that were really said, with their sight (training side) and their borders.
CLOSE = FOLDER / "close"
# As close, and written where one friction ends and the next begins: what they tell is for all, their label for readers.
BORDERS = FOLDER / "borders"
VoiceFamily = Literal["friction", "topic", "deliverable", "other", "risk"]
_WRITTEN: Mapping[Path, tuple[VoiceFamily, ...]] = {
    FOLDER: ("friction", "topic", "deliverable", "other", "risk"),
    CONTRASTS: ("friction", "other"),
    CLOSE: ("friction", "topic", "deliverable", "other", "risk"),
    BORDERS: ("friction",),
}


class Voice(NamedTuple):
    """One training sentence."""

    label: str
    lang: Lang
    text: str


class Told(NamedTuple):
    """What a training sentence tells beside its own label; "-" where it does not."""

    process: str
    department: str
    cause: str
    text: str


def voices(family: VoiceFamily, folder: Path = FOLDER) -> Iterator[Voice]:
    """The training sentences of one family in a folder, in file order: label, language, sentence a line."""
    for line in _lines(family, folder):
        label, lang, text = line.split("\t")
        yield Voice(label, cast(Lang, lang), text)


def written() -> Iterator[str]:
    """Every sentence written for training, whoever learns from it."""
    for folder, families in _WRITTEN.items():
        for family in families:
            yield from (voice.text for voice in voices(family, folder))


def told(folder: Path = FOLDER) -> Iterator[Told]:
    """What the friction sentences, and a part of the others, tell of process, department and cause."""
    for line in _lines("told", folder):
        yield Told(*line.split("\t"))


def _lines(name: str, folder: Path) -> list[str]:
    return (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
