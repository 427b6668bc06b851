"""Tuning of the reader: an encoder learns to tell our labels apart, first alone, then from what its teachers think.

Needs torch and the training extra; run by `python -m evals.train`, never at run time. Two readers and an English one
learn the lessons' labels; the second reader then goes on with the opinions of all three beside its labels, which reads
better than any of them or their mean. Its last rounds dwell on sentences close to what people say. The word table and
the lower layers stay as they were.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import torch

from advisor.language.detection import language_of
from advisor.retrieval.english import pretrained_english
from advisor.retrieval.goals import Goal, Labelled, Labels, Taught, labels_of
from advisor.retrieval.network import Network, tokenizer_of
from advisor.retrieval.opinions import Opinion, together
from advisor.retrieval.pretrained import Pretrained, pretrained
from advisor.retrieval.rehearsal import dwelt_on
from advisor.retrieval.rounds import Cycle, Report, round_of
from advisor.retrieval.running import write
from advisor.retrieval.school import Lesson, School

# All twelve layers: half of them read a sentence in half the time and understood English much less (dev split).
_LAYERS, _FROZEN = 12, 4
# What the cycles end with is averaged, which generalises better than either end (Izmailov et al. 2018, "Averaging
# weights leads to wider optima and better generalization").
_ALONE = (Cycle(epochs=3, rate=2e-4, head_rate=1e-3), Cycle(epochs=1, rate=1e-4, head_rate=1e-3))
_TAUGHT = (Cycle(epochs=2, rate=1.2e-4, head_rate=3.6e-4), Cycle(epochs=1, rate=1.2e-4, head_rate=3.6e-4))
_LAST = (Cycle(epochs=2, rate=1.2e-4, head_rate=3.6e-4),)
# In the last rounds a label counts this much beside the teachers (dev split).
_OWN_AT_LAST = 0.8
# So many sentences tell how large the network's numbers become.
_HEARD = 500
# The English teacher is not asked about these: it knows them less well than the readers (dev split).
_NOT_ITS_SUBJECTS = frozenset({"topic", "process"})


def tune(lessons: Sequence[Lesson], contrasts: Sequence[Lesson], folder: Path, seed: int, report: Report) -> None:
    """Tune the reader and write its four files into `folder`. The first teacher does not see the contrasts."""
    start = pretrained(_LAYERS)
    everything = [*lessons, *contrasts]
    labels = labels_of(everything)
    school = School(everything, start, Network(start, _many(labels)).eval(), _FROZEN)
    goal = Labelled(everything, labels)
    first = learnt(_new(start, labels, seed), school, goal, seed, report, among=range(len(lessons)))
    second = learnt(_new(start, labels, seed + 1), school, goal, seed + 1, report)
    thoughts = [Opinion(school.asked(reader)) for reader in (first, second)]
    thoughts.append(_english(everything, labels, seed, report))
    taught = Taught(everything, labels, together(thoughts, labels, len(everything)))
    reader = learnt(second, school, taught, seed + 2, report, cycles=_TAUGHT)
    thoughts.append(Opinion(school.asked(reader)))
    last = Taught(everything, labels, together(thoughts, labels, len(everything)), _OWN_AT_LAST)
    among = dwelt_on(everything, random.Random(seed))  # noqa: S311  (a sample, not a secret)
    reader = learnt(reader, school, last, seed + 3, report, cycles=_LAST, among=among)
    write(reader, tokenizer_of(start.pieces), start, labels, folder, _heard(everything, seed))


def learnt(
    network: Network,
    school: School,
    goal: Goal,
    seed: int,
    report: Report,
    *,
    cycles: Sequence[Cycle] = _ALONE,
    among: Sequence[int] | None = None,
) -> Network:
    """The network after these cycles over the school's lessons, or over those `among` them."""
    torch.manual_seed(seed)
    shuffler = random.Random(seed)  # noqa: S311  (an order, not a secret)
    ends = []
    for cycle in cycles:
        rounds = [batch for _ in range(cycle.epochs) for batch in school.epoch(shuffler, among)]
        layers = [each for layer in network.layers[school.frozen :] for each in layer.parameters()]
        losses = (goal.loss(school.learning(network, batch), batch) for batch in rounds)
        network.train()
        round_of(layers, list(network.head.parameters()), losses, len(rounds), cycle, report)
        ends.append({name: value.clone() for name, value in network.state_dict().items()})
    network.load_state_dict({name: torch.stack([end[name] for end in ends]).mean(dim=0) for name in ends[0]})
    return network.eval()


def _heard(lessons: Sequence[Lesson], seed: int) -> list[str]:
    """Sentences for measuring how large the numbers within the network become."""
    chosen = random.Random(seed).sample(lessons, min(_HEARD, len(lessons)))  # noqa: S311  (a sample, not a secret)
    return [one.text for one in chosen]


def _english(lessons: Sequence[Lesson], labels: Labels, seed: int, report: Report) -> Opinion:
    """What an English teacher thinks of the English lessons it learnt from."""
    rows = [number for number, lesson in enumerate(lessons) if language_of(lesson.text) == "en"]
    own = [lessons[number] for number in rows]
    teacher = pretrained_english(_many(labels))
    teacher.learn(own, Labelled(own, labels), seed, report)
    return Opinion(teacher.asked([one.text for one in own]), tuple(rows), _NOT_ITS_SUBJECTS)


def _new(start: Pretrained, labels: Labels, seed: int) -> Network:
    torch.manual_seed(seed)
    return Network(start, _many(labels)).eval()


def _many(labels: Labels) -> int:
    return sum(map(len, labels.values()))
