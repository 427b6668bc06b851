"""Rounds of learning: the learning rate rises and falls once while a network's losses are made smaller.

Needs torch; used in training, never at run time.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import torch
from torch import nn

Report = Callable[[str], None]
_WARM_UP, _LONGEST_STEP, _DECAY = 0.1, 1.0, 0.01
_REPORT_EVERY = 50


class Cycle(NamedTuple):
    """How many epochs, and the highest rates: of the layers and of the head, which starts from nothing."""

    epochs: int
    rate: float
    head_rate: float


def round_of(
    layers: Sequence[nn.Parameter],
    head: Sequence[nn.Parameter],
    losses: Iterable[torch.Tensor],
    steps: int,
    cycle: Cycle,
    report: Report,
) -> None:
    """One step for each of the `steps` losses; each is asked for only when the step before it was made."""
    learnt = [parameter for parameter in layers if parameter.requires_grad]
    groups: list[dict[str, Any]] = [{"params": learnt}, {"params": list(head)}]
    optimiser = torch.optim.AdamW(groups, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=[cycle.rate, cycle.head_rate], total_steps=steps + 1, pct_start=_WARM_UP
    )
    for number, loss in enumerate(losses):
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_([*learnt, *head], _LONGEST_STEP)
        optimiser.step()
        schedule.step()
        if number % _REPORT_EVERY == 0:
            report(f"step {number} of {steps}, loss {loss.item():.3f}")
