"""What the learned label model looks at: hashed character runs and English word stems of a folded text.

Training and running use this one function, so that they can never drift apart.
"""

import re
import zlib
from collections import Counter
from itertools import pairwise
from math import log, sqrt

from advisor.retrieval.tokens import stems

BUCKETS = 1 << 16
# Runs up to four Han characters cover words and short set phrases; Latin runs cover word parts with their edges.
_HAN_RUNS = (1, 2, 3, 4)
_LATIN_RUNS = (4, 5)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_BLOCK = re.compile(r"[\u3400-\u9fff]+")


def features(folded: str) -> dict[int, float]:
    """Bucket -> weight of a folded text: damped counts, scaled to length one."""
    counts: Counter[int] = Counter()
    for block in _HAN_BLOCK.findall(folded):
        for size in _HAN_RUNS:
            counts.update(_bucket("h" + block[i : i + size]) for i in range(len(block) - size + 1))
    words = stems(_HAN.sub(" ", folded))
    counts.update(_bucket("w" + word) for word in words)
    counts.update(_bucket("b" + first + " " + second) for first, second in pairwise(words))
    for word in words:
        edged = f"<{word}>"
        for size in _LATIN_RUNS:
            counts.update(_bucket("l" + edged[i : i + size]) for i in range(len(edged) - size + 1))
    damped = {bucket: 1 + log(count) for bucket, count in counts.items()}
    norm = sqrt(sum(value * value for value in damped.values())) or 1.0
    return {bucket: value / norm for bucket, value in damped.items()}


def _bucket(run: str) -> int:
    return zlib.crc32(run.encode()) % BUCKETS
