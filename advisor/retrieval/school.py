"""The school: training sentences in batches of like length, with what the lower layers make of them.

Needs torch; used in training, never at run time. The word table and the frozen layers stay as they were, so their
output is computed once and kept.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import torch
from torch import nn

from advisor.language.folding import fold
from advisor.retrieval.network import Network, tokenizer_of
from advisor.retrieval.pretrained import Pretrained, unpacked
from advisor.retrieval.reader import MOST_PIECES

BATCH = 64
# Sentences of like length go into one batch; the order of batches is shuffled within so many.
_POOL = 40
_DROPOUT = 0.1
# This share of a sentence's pieces is left out each time it is seen: nothing is learnt from one telling word alone.
_PIECES_LEFT_OUT = 0.15


class Lesson(NamedTuple):
    """A sentence, its label by family, how often an epoch sees it, and whether people say it so.

    `close` ones were really said, or written in the hand of those that were.
    """

    text: str
    labels: Mapping[str, str]
    times: int = 1
    close: bool = False


class School:
    """Lessons that networks with the same frozen layers learn from and are asked about."""

    def __init__(self, lessons: Sequence[Lesson], start: Pretrained, network: Network, frozen: int) -> None:
        tokenizer = tokenizer_of(start.pieces)
        self._pieces = [e.ids[:MOST_PIECES] for e in tokenizer.encode_batch([fold(one.text) for one in lessons])]
        self.frozen = frozen
        self._times = [one.times for one in lessons]
        self._states = self._under(torch.tensor(unpacked(start.words)), network)

    def epoch(self, shuffler: random.Random, among: Sequence[int] | None = None) -> Iterator[list[int]]:
        """The numbers of the lessons of each batch, all or those `among` them, each as often as it asks for."""
        numbers = range(len(self._times)) if among is None else among
        yield from batches(numbers, self._times, self._pieces, shuffler)

    def learning(self, network: Network, batch: Sequence[int]) -> torch.Tensor:
        """The scores of a batch as a learner gives them: some pieces and some of what was pooled are left out."""
        state, mask = padded([self._states[number] for number in batch])
        pooled = self._pooled(network, state, thinned(mask))
        scores: torch.Tensor = network.head(nn.functional.dropout(pooled, _DROPOUT))
        return scores

    @torch.no_grad()
    def asked(self, network: Network) -> torch.Tensor:
        """The scores of every lesson as a whole sentence, one row a lesson."""
        rows: list[torch.Tensor] = [torch.empty(0)] * len(self._pieces)
        for batch in by_length(self._pieces):
            state, mask = padded([self._states[number] for number in batch])
            for row, number in zip(network.head(self._pooled(network, state, mask)), batch, strict=True):
                rows[number] = row
        return torch.stack(rows)

    def _pooled(self, network: Network, state: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        state = state.float()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in network.layers[self.frozen :]:
                state = layer(state, mask[:, None, None, :])
        return mean_of(state.float(), mask)

    def _under(self, words: torch.Tensor, network: Network) -> list[torch.Tensor]:
        states: list[torch.Tensor] = [torch.empty(0)] * len(self._pieces)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            for numbers in by_length(self._pieces):
                state, mask = padded([words[self._pieces[number]] for number in numbers])
                state = network.embed(state)
                for layer in network.layers[: self.frozen]:
                    state = layer(state, mask[:, None, None, :])
                for row, number in enumerate(numbers):
                    states[number] = state[row, : len(self._pieces[number])].to(torch.bfloat16).clone()
        return states


def batches(
    numbers: Sequence[int], times: Sequence[int], pieces: Sequence[Sequence[int]], shuffler: random.Random
) -> Iterator[list[int]]:
    """One epoch: each of `numbers` as often as `times` says, in shuffled batches whose members are of like length."""
    order = [number for number in numbers for _ in range(times[number])]
    shuffler.shuffle(order)
    for start in range(0, len(order), BATCH * _POOL):
        pool = sorted(order[start : start + BATCH * _POOL], key=lambda number: len(pieces[number]))
        found = [pool[place : place + BATCH] for place in range(0, len(pool), BATCH)]
        shuffler.shuffle(found)
        yield from found


def by_length(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """All numbers, shortest first, in parts to be read at once."""
    order = sorted(range(len(pieces)), key=lambda number: len(pieces[number]))
    for start in range(0, len(order), 2 * BATCH):
        yield order[start : start + 2 * BATCH]


def padded(rows: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of unlike length as one tensor, and a mask that is true where there is a piece."""
    lengths = torch.tensor([len(row) for row in rows])
    filled = nn.utils.rnn.pad_sequence(list(rows), batch_first=True)
    return filled, torch.arange(filled.shape[1])[None, :] < lengths[:, None]


def thinned(mask: torch.Tensor) -> torch.Tensor:
    """The mask without a share of the pieces; the first one stays."""
    kept = torch.rand(mask.shape) >= _PIECES_LEFT_OUT
    kept[:, 0] = True
    return mask & kept


def mean_of(state: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean over the pieces that are there."""
    return (state * mask[..., None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
