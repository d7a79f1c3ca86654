"""Measures within a second what limits a model on a processor: how fast it multiplies, how fast it reads memory."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

MULTIPLY_S = 0.35
READ_S = 0.25
SIDE = 1024
"""Of the matrices: 4 MB each, and 2.1 billion operations a product: long enough to set all cores to work."""
READ_MB = 64
"""More than most caches hold."""


@dataclass(frozen=True, slots=True)
class ProcessorSpeed:
    """`gflops`: billion operations a second in fp32. `read_gbs`: gigabytes read from memory a second."""

    gflops: float
    read_gbs: float


def measure_speed(clock: Callable[[], float] = time.perf_counter) -> ProcessorSpeed:
    """Return the best of what was reached, within about 0.8 s: what else runs can only take away from it."""
    rng = np.random.default_rng(0)
    one = rng.random((SIDE, SIDE), np.float32)
    other = rng.random((SIDE, SIDE), np.float32)
    product = np.empty_like(one)
    long = np.ones(READ_MB * 2**20 // 4, np.float32)
    # A dot product is done by the same library with all its threads, and reads twice as much as it keeps.
    return ProcessorSpeed(
        gflops=2.0 * SIDE**3 / _quickest(lambda: np.matmul(one, other, out=product), MULTIPLY_S, clock) / 1e9,
        read_gbs=long.nbytes / _quickest(lambda: np.dot(long, long), READ_S, clock) / 1e9,
    )


def _quickest(work: Callable[[], object], for_s: float, clock: Callable[[], float]) -> float:
    """Return the seconds of the quickest of the runs within `for_s`; three at least, unless one alone takes as long."""
    began_at = clock()
    work()  # the first starts threads
    quickest, runs = clock() - began_at, 1
    while runs < 3 or clock() - began_at < for_s:
        started_at = clock()
        if runs > 1 and started_at - began_at > 2 * for_s:
            break
        work()
        quickest, runs = min(quickest, clock() - started_at), runs + 1
    return max(quickest, 1e-9)
