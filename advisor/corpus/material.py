"""Material for a writer: whole sources under short labels, as many as there is room for, and the rest by name.

Nothing is cut silently: a source is shown whole or it is told that it was left out.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.corpus.sources import Sources
from advisor.language.measure import tokens
from advisor.models.base import Lang


@dataclass(frozen=True)
class Piece:
    """One source under the label it may be cited by."""

    label: str
    source_id: str
    title: str
    text: str

    def shown(self) -> dict[str, str]:
        """What a writer sees of it."""
        return {"id": self.label, "title": self.title, "text": self.text}


@dataclass(frozen=True)
class Material:
    """What is shown, in order of worth, and the source ids of what did not fit."""

    pieces: tuple[Piece, ...]
    left_out: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that may be cited."""
        return tuple(piece.label for piece in self.pieces)

    def cited(self, labels: Iterable[str]) -> list[Piece]:
        """The pieces of these labels; labels that were never given are passed over."""
        wanted = set(labels)
        return [piece for piece in self.pieces if piece.label in wanted]


def gathered(sources: Sources, source_ids: Iterable[str], lang: Lang, room: int) -> Material:
    """The sources that fit into `room` tokens, the worthier first; a smaller one may follow one that did not fit."""
    pieces: list[Piece] = []
    left_out: list[str] = []
    for source_id in dict.fromkeys(source_ids):
        passages = sources.of(source_id, lang)
        if not passages:
            continue
        text = "\n".join(passage.text for passage in passages)
        piece = Piece(f"A{len(pieces) + 1}", source_id, passages[0].title, text)
        size = tokens(json.dumps(piece.shown(), ensure_ascii=False))
        if size > room:
            left_out.append(source_id)
            continue
        room -= size
        pieces.append(piece)
    return Material(tuple(pieces), tuple(left_out))
