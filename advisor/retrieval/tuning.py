"""Tuning of the reader: a pretrained encoder learns to tell our labels apart, and is written in eight bits.

Needs torch and the training extra; run by `python -m evals.train`, never at run time. The word table and the lower
layers stay as they were, so their output is computed once and kept; the upper layers and one head a family are tuned.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn

from advisor.language.folding import fold
from advisor.retrieval.network import Network, tokenizer_of, write
from advisor.retrieval.pretrained import Pretrained, pretrained, unpacked
from advisor.retrieval.reader import MOST_PIECES

# All twelve layers: half of them read a sentence in half the time and understood English much less (dev split).
_LAYERS, _FROZEN = 12, 4
_BATCH, _HEAD_RATE = 64, 1e-3
# Epochs and highest rate of each cycle. What the cycles end with is averaged, which generalises better than either end
# (Izmailov et al. 2018, "Averaging weights leads to wider optima and better generalization").
_CYCLES = ((3, 2e-4), (1, 1e-4))
# Sentences of like length go into one batch; the order of batches is shuffled within so many.
_POOL = 40
_SMOOTHING, _DROPOUT, _WARM_UP, _LONGEST_STEP = 0.1, 0.1, 0.1, 1.0
# This share of a sentence's pieces is left out each time it is seen: nothing is learnt from one telling word alone.
_PIECES_LEFT_OUT = 0.15
# Families whose labels tell why people ask count in full, the others beside them by half.
_FULL_WEIGHT = frozenset({"friction", "topic", "deliverable"})
_REPORT_EVERY = 50


class Lesson(NamedTuple):
    """A sentence, its label by family, and how often an epoch sees it."""

    text: str
    labels: Mapping[str, str]
    times: int = 1


def tune(lessons: Sequence[Lesson], folder: Path, seed: int, report: Callable[[str], None]) -> None:
    """Tune the reader on the lessons and write its four files into `folder`."""
    start = pretrained(_LAYERS)
    network, labels = learnt(lessons, start, seed, report)
    write(network, tokenizer_of(start.pieces), start, labels, folder)


def learnt(
    lessons: Sequence[Lesson],
    start: Pretrained,
    seed: int,
    report: Callable[[str], None],
    cycles: Sequence[tuple[int, float]] = _CYCLES,
    frozen: int = _FROZEN,
) -> tuple[Network, dict[str, list[str]]]:
    """A network that was tuned on the lessons, and the labels of its scores by family, in order."""
    torch.manual_seed(seed)
    shuffler = random.Random(seed)  # noqa: S311  (an order, not a secret)
    labels = _labels(lessons)
    network = Network(start, sum(map(len, labels.values()))).eval()
    school = _School(lessons, labels, start, network, frozen)
    ends = []
    for epochs, rate in cycles:
        batches = [batch for _ in range(epochs) for batch in school.epoch(shuffler)]
        _cycle(network, school, batches, rate, report)
        ends.append({name: value.clone() for name, value in network.state_dict().items()})
    network.load_state_dict({name: torch.stack([end[name] for end in ends]).mean(dim=0) for name in ends[0]})
    return network.eval(), labels


def _cycle(
    network: Network, school: "_School", batches: Sequence[Sequence[int]], rate: float, report: Callable[[str], None]
) -> None:
    """One rise and fall of the learning rate over these batches."""
    upper = network.layers[school.frozen :].parameters()
    groups = [{"params": upper}, {"params": network.head.parameters()}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=[rate, _HEAD_RATE], total_steps=len(batches) + 1, pct_start=_WARM_UP
    )
    network.train()
    for number, batch in enumerate(batches):
        loss = school.loss(network, batch)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(network.parameters(), _LONGEST_STEP)
        optimiser.step()
        schedule.step()
        if number % _REPORT_EVERY == 0:
            report(f"step {number} of {len(batches)}, loss {loss.item():.3f}")


class _School:
    """The lessons with the output of the frozen layers, in batches of like length."""

    def __init__(
        self,
        lessons: Sequence[Lesson],
        labels: Mapping[str, Sequence[str]],
        start: Pretrained,
        network: Network,
        frozen: int,
    ) -> None:
        tokenizer = tokenizer_of(start.pieces)
        self._pieces = [e.ids[:MOST_PIECES] for e in tokenizer.encode_batch([fold(one.text) for one in lessons])]
        self.frozen = frozen
        self._order = [number for number, one in enumerate(lessons) for _ in range(one.times)]
        self._span, self._target = {}, {}
        begin = 0
        for family, names in labels.items():
            self._span[family] = slice(begin, begin + len(names))
            place = {name: number for number, name in enumerate(names)}
            self._target[family] = torch.tensor(
                [place[one.labels[family]] if family in one.labels else -1 for one in lessons]
            )
            begin += len(names)
        self._states = self._under(torch.tensor(unpacked(start.words)), network)

    def epoch(self, shuffler: random.Random) -> Iterator[list[int]]:
        """The numbers of the lessons of each batch, every lesson as often as it asks for."""
        order = list(self._order)
        shuffler.shuffle(order)
        for start in range(0, len(order), _BATCH * _POOL):
            pool = sorted(order[start : start + _BATCH * _POOL], key=lambda number: len(self._pieces[number]))
            batches = [pool[place : place + _BATCH] for place in range(0, len(pool), _BATCH)]
            shuffler.shuffle(batches)
            yield from batches

    def loss(self, network: Network, batch: Sequence[int]) -> torch.Tensor:
        """The mean loss over the families that have a label in the batch, by their weights."""
        state, mask = self._padded([self._states[number] for number in batch])
        kept = torch.rand(mask.shape) >= _PIECES_LEFT_OUT
        kept[:, 0] = True
        mask = mask & kept
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in network.layers[self.frozen :]:
                state = layer(state, mask[:, None, None, :])
        pooled = (state.float() * mask[..., None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        scores = network.head(nn.functional.dropout(pooled, _DROPOUT))
        total: torch.Tensor = scores.new_zeros(())
        for family, span in self._span.items():
            target = self._target[family][batch]
            share = float((target >= 0).float().mean()) * (1.0 if family in _FULL_WEIGHT else 0.5)
            if share:
                total = total + share * nn.functional.cross_entropy(
                    scores[:, span], target, ignore_index=-1, label_smoothing=_SMOOTHING
                )
        return total

    def _under(self, words: torch.Tensor, network: Network) -> list[torch.Tensor]:
        states: list[torch.Tensor] = [torch.empty(0)] * len(self._pieces)
        by_length = sorted(range(len(self._pieces)), key=lambda number: len(self._pieces[number]))
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            for start in range(0, len(by_length), 2 * _BATCH):
                numbers = by_length[start : start + 2 * _BATCH]
                state, mask = self._padded([words[self._pieces[number]] for number in numbers])
                state = network.embed(state)
                for layer in network.layers[: self.frozen]:
                    state = layer(state, mask[:, None, None, :])
                for row, number in enumerate(numbers):
                    states[number] = state[row, : len(self._pieces[number])].to(torch.bfloat16).clone()
        return states

    @staticmethod
    def _padded(rows: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        lengths = torch.tensor([len(row) for row in rows])
        padded = nn.utils.rnn.pad_sequence(list(rows), batch_first=True).float()
        return padded, torch.arange(padded.shape[1])[None, :] < lengths[:, None]


def _labels(lessons: Sequence[Lesson]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for lesson in lessons:
        for family, label in lesson.labels.items():
            found.setdefault(family, set()).add(label)
    return {family: sorted(names) for family, names in sorted(found.items())}
