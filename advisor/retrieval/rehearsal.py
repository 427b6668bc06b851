"""What the last rounds of learning dwell on: what people really say, with enough of the rest for it to be kept in mind.

Used in training, never at run time.
"""

import random
from collections.abc import Sequence

from advisor.retrieval.school import Lesson

# So many lessons a family are gone over again beside the close ones, as many of every label.
AGAIN = 2_400


def dwelt_on(lessons: Sequence[Lesson], shuffler: random.Random, again: int = AGAIN) -> list[int]:
    """The numbers of the close lessons, in order, then of those that are gone over again.

    A lesson's family is the first it has a label of. A label with fewer lessons than its share gives all it has.
    """
    groups: dict[str, dict[str, list[int]]] = {}
    for number, lesson in enumerate(lessons):
        if not lesson.close:
            family, label = next(iter(lesson.labels.items()))
            groups.setdefault(family, {}).setdefault(label, []).append(number)
    found = [number for number, lesson in enumerate(lessons) if lesson.close]
    for labels in groups.values():
        share = -(-again // len(labels))
        for numbers in labels.values():
            found += shuffler.sample(numbers, min(share, len(numbers)))
    return found
