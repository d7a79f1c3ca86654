"""Has small work done by as many threads as make it quickest now."""

import time
from collections.abc import Callable

import torch
from torch import Tensor

TRIES_EVERY = 24
"""The other way is tried again after so many times, as other programs come and go."""


class Crew:
    """Does the same work again and again with all threads, or with one where those would wait for each other.

    One core may read memory half as fast as all, so all are better; but where another program has one of them, every
    one of the few hundred products of a step waits for the thread that has none: 780 ms instead of 32 were seen.
    """

    def __init__(self, most: int | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        self._most = torch.get_num_threads() if most is None else most
        self._clock = clock
        self._took_s: dict[int, float] = {}
        self._times = 0

    def do(self, work: Callable[[], Tensor]) -> Tensor:
        """Return what the work returns; between two calls torch has all its threads."""
        threads = self._threads()
        self._times += 1
        if threads == self._most:
            return self._timed(work, threads)
        torch.set_num_threads(threads)
        try:
            return self._timed(work, threads)
        finally:
            torch.set_num_threads(self._most)

    def _threads(self) -> int:
        if self._most == 1:
            return 1
        for threads in (1, self._most):
            if threads not in self._took_s:
                return threads
        quicker = min(self._took_s, key=self._took_s.__getitem__)
        if self._times % TRIES_EVERY:
            return quicker
        return 1 if quicker == self._most else self._most

    def _timed(self, work: Callable[[], Tensor], threads: int) -> Tensor:
        began_at = self._clock()
        done = work()
        self._took_s[threads] = self._clock() - began_at
        return done
