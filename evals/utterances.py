"""How HR people really ask, labelled, and the one split of it.

An utterance belongs to train, dev or test by a hash of its own text, so that the same sentence can never stand on
two sides, whichever file it is in. Only train may become asks or training pairs; only test is reported.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, cast

from advisor.models.base import Lang

Split = Literal["train", "dev", "test"]
Family = Literal["topic", "friction", "deliverable", "other"]
FOLDER = Path(__file__).parent / "datasets" / "utterances"

# What stands for a department, process or cause that a sentence does not tell.
_UNTOLD = "-"
# The label of a sentence that touches no sensitive subject.
_NOTHING = "none"
# So many of the three readings must find a process in a sentence for the sentence to tell it.
_ENOUGH = 2
# Of a hundred: 70 train, 15 dev, 15 test.
_TRAIN_BELOW, _DEV_BELOW = 70, 85


class Utterance(NamedTuple):
    """One labelled sentence; `department`, `process` and `cause` are "-" when the text does not tell."""

    family: Family
    lang: Lang
    label: str
    text: str
    department: str = _UNTOLD
    process: str = _UNTOLD
    cause: str = _UNTOLD

    @property
    def process_is_told(self) -> bool:
        """Whether two of three readings of the bare sentence found its process there; train was not read."""
        return self.process != _UNTOLD and _processes_read().get(self.text, ()).count(self.process) >= _ENOUGH


class Touched(NamedTuple):
    """A sentence and the sensitive subjects it touches, the main one first; none for an ordinary one."""

    risks: tuple[str, ...]
    lang: Lang
    text: str

    @property
    def family(self) -> str:
        """Its own family, beside those of the utterances."""
        return "sensitive"

    @property
    def label(self) -> str:
        """The main subject."""
        return self.risks[0] if self.risks else _NOTHING


class Asked(NamedTuple):
    """A question and the FAQ item that answers it."""

    label: str
    lang: Lang
    text: str

    @property
    def family(self) -> str:
        """Its own family, beside those of the utterances."""
        return "faq"


class Paraphrase(NamedTuple):
    """A sentence, another way to say it, and a sentence that only looks alike."""

    anchor: str
    positive: str
    negative: str


def split_of(text: str) -> Split:
    """The side a sentence stands on; case and surrounding blanks do not matter."""
    bucket = int(hashlib.sha256(text.strip().casefold().encode()).hexdigest(), 16) % 100
    return "train" if bucket < _TRAIN_BELOW else "dev" if bucket < _DEV_BELOW else "test"


def utterances(family: Family, split: Split) -> Iterator[Utterance]:
    """The utterances of one family on one side, both languages, in file order."""
    for lang in ("zh", "en"):
        for row in _rows(f"{family}_{lang}.tsv"):
            text = row[-1]
            if split_of(text) == split:
                told = row[1:4] if family == "friction" else []
                yield Utterance(family, lang, row[0], text, *told)


def paraphrases(split: Split) -> Iterator[Paraphrase]:
    """The paraphrase triples on one side, by their first sentence."""
    for row in _rows("paraphrase_zh.tsv"):
        if split_of(row[0]) == split:
            yield Paraphrase(*row)


def asked(split: Literal["dev", "test"]) -> Iterator[Asked]:
    """Questions to the FAQ, written from its items' names and conclusions alone. What is not dev is test."""
    for label, lang, text in _rows("faq.tsv"):
        if (split_of(text) == "dev") == (split == "dev"):
            yield Asked(label, cast(Lang, lang), text)


def touched(split: Literal["dev", "test"]) -> Iterator[Touched]:
    """Sentences that touch a sensitive subject, and ordinary ones. None is for training: what is not dev is test."""
    for risks, lang, text in _rows("sensitive.tsv"):
        if (split_of(text) == "dev") == (split == "dev"):
            yield Touched(() if risks == _NOTHING else tuple(risks.split(",")), cast(Lang, lang), text)


@cache
def _processes_read() -> Mapping[str, tuple[str, ...]]:
    """What each reading found, by sentence; none was made with sight of the labels or of what the product says."""
    return {row[-1]: tuple(row[:-1]) for row in _rows("process_read.tsv")}


def _rows(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield line.split("\t")
