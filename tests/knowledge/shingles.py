"""Shingles: hashed runs of a text, to find out whether another text repeats it, without keeping the text.

`python -m tests.knowledge.shingles FILE...` writes the runs of reference material as sorted 64-bit hashes beside this
module. A run is 13 Chinese characters, or 8 English words, in a row; whatever stands between them is left out first.
"""

import re
import sys
import zlib
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from advisor.language.folding import fold

STORE = Path(__file__).with_name("reference.shingles")
HAN_RUN, ENGLISH_RUN = 13, 8
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"[a-z']+")
_BYTES = 8


def runs(text: str) -> Iterator[str]:
    """Every run of the text, Chinese ones first."""
    folded = fold(text)
    han = "".join(_HAN.findall(folded))
    yield from (han[i : i + HAN_RUN] for i in range(len(han) - HAN_RUN + 1))
    words = _ENGLISH.findall(folded)
    yield from (" ".join(words[i : i + ENGLISH_RUN]) for i in range(len(words) - ENGLISH_RUN + 1))


def hashed(run: str) -> bytes:
    """The 64-bit hash of one run."""
    return blake2b(run.encode(), digest_size=_BYTES).digest()


def write(texts: list[str], store: Path = STORE) -> int:
    """Store the hashes of all runs of `texts` and return how many there are."""
    hashes = sorted({hashed(run) for text in texts for run in runs(text)})
    store.write_bytes(zlib.compress(b"".join(hashes), level=9))
    return len(hashes)


def read(store: Path = STORE) -> frozenset[bytes]:
    """The stored hashes."""
    content = zlib.decompress(store.read_bytes())
    return frozenset(content[i : i + _BYTES] for i in range(0, len(content), _BYTES))


def repeated(text: str, reference: frozenset[bytes]) -> list[str]:
    """The runs of `text` that stand in the reference too."""
    return [run for run in runs(text) if hashed(run) in reference]


if __name__ == "__main__":
    print(write([Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]))
