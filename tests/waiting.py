"""Waiting for what another process or thread does, and timing it on a machine that others use as well."""

import math
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def eventually(what: Callable[[], Value | None], within_s: float) -> Value:
    """Return the first true answer; fail if none came in time."""
    give_up_at = time.monotonic() + within_s
    while True:
        if answer := what():
            return answer
        if time.monotonic() > give_up_at:
            raise AssertionError(f"not so within {within_s} s")
        time.sleep(0.01)


def best_of(most: int, measure: Callable[[], float], aim: float) -> float:
    """Return the first of so many measurements that is below the aim, or else the smallest: load only ever adds."""
    best = math.inf
    for _ in range(most):
        best = min(best, measure())
        if best < aim:
            break
    return best
