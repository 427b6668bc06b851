"""More ways of asking, written for training alone: label, language, sentence, one a line.

They stand beside the training side of the utterances and never beside dev or test; what comes too near to a held-out
sentence is left out when the files are made, and a test keeps it so.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple, cast

from advisor.models.base import Lang

FOLDER = Path(__file__).parent / "datasets" / "training"


class Voice(NamedTuple):
    """One training sentence."""

    label: str
    lang: Lang
    text: str


def voices(family: Literal["friction", "topic", "other"]) -> Iterator[Voice]:
    """The training sentences of one family, in file order."""
    for line in (FOLDER / f"{family}.tsv").read_text(encoding="utf-8").splitlines():
        label, lang, text = line.split("\t")
        yield Voice(label, cast(Lang, lang), text)
