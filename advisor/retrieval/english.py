"""The English teacher: an encoder pretrained on English alone, tuned on our English lessons.

all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019; Apache-2.0) as the package `all_minilm_l6_v2` carries it.
It reads English frictions better than the reader's own encoder does, and is heard while that one is tuned. Needs torch
and the training extra; it is never shipped and never asked at run time.
"""

import random
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import torch
from tokenizers import Tokenizer
from torch import nn

from advisor.language.folding import fold
from advisor.retrieval.goals import Goal
from advisor.retrieval.reader import MOST_PIECES
from advisor.retrieval.rounds import Cycle, Report, round_of
from advisor.retrieval.school import Lesson, batches, by_length, mean_of, padded, thinned

PACKAGE, WEIGHTS = "all_minilm_l6_v2", "model.zip"
_DROPOUT = 0.1
CYCLE = Cycle(epochs=3, rate=1.5e-4, head_rate=1e-3)


class English(nn.Module):
    """Sentences in, the scores of every label out. The word table stays as it was."""

    def __init__(self, encoder: nn.Module, tokenizer: Tokenizer, hidden: int, labels: int) -> None:
        super().__init__()
        self.encoder, self.head = encoder, nn.Linear(hidden, labels)
        self._tokenizer = tokenizer

    def learn(self, lessons: Sequence[Lesson], goal: Goal, seed: int, report: Report, cycle: Cycle = CYCLE) -> None:
        """Learn what `goal` says of these lessons, each as often as it asks for."""
        pieces = self._pieces([one.text for one in lessons])
        times = [one.times for one in lessons]
        shuffler = random.Random(seed)  # noqa: S311  (an order, not a secret)
        rounds = [batch for _ in range(cycle.epochs) for batch in batches(range(len(lessons)), times, pieces, shuffler)]
        self.train()
        round_of(
            list(self.encoder.parameters()),
            list(self.head.parameters()),
            (goal.loss(self._scores([pieces[number] for number in batch]), batch) for batch in rounds),
            len(rounds),
            cycle,
            report,
        )
        self.eval()

    @torch.no_grad()
    def asked(self, texts: Sequence[str]) -> torch.Tensor:
        """The scores of each text, a row a text."""
        pieces = self._pieces(texts)
        rows: list[torch.Tensor] = [torch.empty(0)] * len(texts)
        for batch in by_length(pieces):
            for number, row in zip(batch, self._scores([pieces[number] for number in batch]), strict=True):
                rows[number] = row
        return torch.stack(rows)

    def _scores(self, pieces: Sequence[Sequence[int]]) -> torch.Tensor:
        filled, mask = padded([torch.tensor(row) for row in pieces])
        if self.training:
            mask = thinned(mask)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            state = self.encoder(input_ids=filled, attention_mask=mask.long()).last_hidden_state
        pooled = nn.functional.dropout(mean_of(state.float(), mask), _DROPOUT, self.training)
        scores: torch.Tensor = self.head(pooled)
        return scores

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [each.ids[:MOST_PIECES] for each in self._tokenizer.encode_batch([fold(text) for text in texts])]


def pretrained_english(labels: int) -> English:
    """The pretrained encoder with a new head. Raises ModuleNotFoundError when the training extra is not installed."""
    from transformers import AutoModel

    with TemporaryDirectory() as place:
        with ZipFile(str(files(PACKAGE) / WEIGHTS)) as packed:
            packed.extractall(place)
        encoder = AutoModel.from_pretrained(place)
        tokenizer = Tokenizer.from_file(str(Path(place) / "tokenizer.json"))
    tokenizer.no_padding()
    encoder.embeddings.requires_grad_(requires_grad=False)
    return English(encoder, tokenizer, encoder.config.hidden_size, labels)
