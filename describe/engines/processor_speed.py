"""Measures within a second what limits a model on a processor: how fast it multiplies, how fast it reads memory."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

MULTIPLY_S = 0.3
READ_S = 0.25
SIDE, STACK = 64, 16
"""Of the matrices, and how many at once: small enough that one core multiplies them alone, in a tenth of a millisecond.

With larger ones all cores wait for each other, and on a busy machine for the other programs: of 180 billion operations
a second the probe found 4 to 70. One core in an undisturbed moment did 112 each time, at a load of 9 on 2 cores.
"""
READ_MB = 64
"""More than most caches hold."""


@dataclass(frozen=True, slots=True)
class ProcessorSpeed:
    """`core_gflops`: billion operations a second in fp32, of one core. `read_gbs`: gigabytes read from memory."""

    core_gflops: float
    read_gbs: float


def measure_speed(clock: Callable[[], float] = time.perf_counter) -> ProcessorSpeed:
    """Return the best of what was reached, within about 0.6 s: what else runs can only take away from it."""
    rng = np.random.default_rng(0)
    some = rng.random((STACK, SIDE, SIDE), np.float32)
    others = rng.random((STACK, SIDE, SIDE), np.float32)
    products = np.empty_like(some)
    long = np.ones(READ_MB * 2**20 // 4, np.float32)
    multiply_s = _quickest(lambda: np.matmul(some, others, out=products), MULTIPLY_S, clock)
    read_s = _quickest(lambda: np.dot(long, long), READ_S, clock)
    return ProcessorSpeed(2.0 * STACK * SIDE**3 / multiply_s / 1e9, long.nbytes / read_s / 1e9)


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
