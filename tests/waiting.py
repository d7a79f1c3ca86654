"""Waiting for what another process does."""

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
