"""Turns losses into learning: the optimizers and the rate of each step."""

import math
from collections.abc import Callable, Iterable, Iterator

import torch
from torch import Tensor, nn

_WARM_UP = 30
_LAST_RATE = 0.03


def learn(
    parameters: Iterable[tuple[str, nn.Parameter]], loss_of: Callable[[int], Tensor], steps: int, rate: float
) -> Iterator[float]:
    """Change the named parameters by what the loss of each step says; yield the losses.

    Matrices learn by Muon, which needs about half the steps here, embeddings and all else by AdamW.
    """
    named = list(parameters)
    is_matrix = [value.ndim == 2 and "embed" not in name and "head" not in name for name, value in named]
    matrices = [value for (_, value), is_one in zip(named, is_matrix, strict=True) if is_one]
    others = [value for (_, value), is_one in zip(named, is_matrix, strict=True) if not is_one]
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.01),
        torch.optim.Muon(matrices, lr=3 * rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
    ]
    schedules = [torch.optim.lr_scheduler.LambdaLR(one, lambda step: _rate(step, steps)) for one in optimizers]
    for step in range(steps):
        loss = loss_of(step)
        for optimizer in optimizers:
            optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_([*matrices, *others], 1.0)
        for optimizer, schedule in zip(optimizers, schedules, strict=True):
            optimizer.step()
            schedule.step()
        yield float(loss.detach())


def _rate(step: int, steps: int) -> float:
    falling = 0.5 * (1.0 + math.cos(math.pi * step / steps))
    return min(1.0, (step + 1) / _WARM_UP) * (_LAST_RATE + (1.0 - _LAST_RATE) * falling)
