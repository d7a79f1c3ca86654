"""Stops a network in the middle of what it works through: a long picture on a slow machine takes seconds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn


class Stopped(Exception):
    """It was stopped; what it had worked out so far is lost."""


@contextmanager
def stoppable(network: nn.Module, is_stopped: Callable[[], bool]) -> Iterator[None]:
    """Within it, `is_stopped` is asked before each layer of eye, ear and language, and then Stopped is raised."""

    def ask(_module: nn.Module, _given: Any) -> None:  # whatever a layer takes
        if is_stopped():
            raise Stopped

    stacks = (module for module in network.modules() if isinstance(module, nn.ModuleList))
    hooks = [layer.register_forward_pre_hook(ask) for stack in stacks for layer in stack]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
