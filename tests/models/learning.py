"""Turns losses into learning: the optimizers and the rate of each step."""

import math
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import torch
from torch import Tensor, nn

Item = TypeVar("Item")

_WARM_UP = 30
_LAST_RATE = 0.03
_SLOW = 0.3


def learn(
    parameters: Iterable[tuple[str, nn.Parameter]],
    loss_of: Callable[[], Tensor],
    steps: int,
    rate: float,
    slow: tuple[str, ...] = (),
) -> Iterator[float]:
    """Change the named parameters by what the loss of each step says; yield the losses.

    Matrices learn by Muon, which needs about half the steps here, embeddings and all else by AdamW. What begins with a
    name in `slow` learns at a third of the rate, so that it does not lose what it has learned before.
    """
    named = list(parameters)
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, value in named:
        groups.setdefault((_is_matrix(name, value), name.startswith(slow) if slow else False), []).append(value)
    share = {True: _SLOW, False: 1.0}
    others = [{"params": part, "lr": rate * share[is_slow]} for (is_one, is_slow), part in groups.items() if not is_one]
    matrices = [
        {"params": part, "lr": 3 * rate * share[is_slow]} for (is_one, is_slow), part in groups.items() if is_one
    ]
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.01),
        torch.optim.Muon(matrices, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
    ]
    schedules = [torch.optim.lr_scheduler.LambdaLR(one, lambda step: _rate(step, steps)) for one in optimizers]
    for _ in range(steps):
        loss = loss_of()
        for optimizer in optimizers:
            optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_([value for _, value in named], 1.0)
        for optimizer, schedule in zip(optimizers, schedules, strict=True):
            optimizer.step()
            schedule.step()
        yield float(loss.detach())


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Make the next two items in a thread while one is learned from."""
    waiting: queue.Queue[Item] = queue.Queue(2)

    def make() -> None:
        for item in items:
            waiting.put(item)

    threading.Thread(target=make, name="lessons", daemon=True).start()
    while True:
        yield waiting.get()


def _is_matrix(name: str, value: nn.Parameter) -> bool:
    return value.ndim == 2 and "embed" not in name and "head" not in name


def _rate(step: int, steps: int) -> float:
    falling = 0.5 * (1.0 + math.cos(math.pi * step / steps))
    return min(1.0, (step + 1) / _WARM_UP) * (_LAST_RATE + (1.0 - _LAST_RATE) * falling)
