"""A process that writes pictures of one colour into a lane as fast as it can."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from camera.lane import Lane
from camera.memory import shared_memory

SHAPE = (1000, 1000, 3)
BYTES = 3_000_000


def write_for_ever(memory: object) -> None:
    lane = Lane(memory.bytes, 1, BYTES)  # type: ignore[attr-defined]  # either kind of shared memory
    colour = 0
    while True:
        colour = (colour + 1) % 256
        lane.put(np.full(SHAPE, colour, np.uint8), float(colour), colour)


@contextmanager
def lane_being_written() -> Iterator[Lane]:
    memory = shared_memory(Lane.size(1, BYTES))
    writer = multiprocessing.get_context("spawn").Process(target=write_for_ever, args=(memory,), daemon=True)
    writer.start()
    try:
        yield Lane(memory.bytes, 1, BYTES)
    finally:
        writer.kill()
        writer.join()
