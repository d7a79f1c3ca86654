"""A row of slots for pictures in memory that one process writes and another reads.

There is no lock, because a lock would stay shut when its holder is killed. A picture goes into the slot whose turn it
is, and only then does its number; a reader copies the picture and looks whether the number still stands. A slot's turn
comes again after several pictures, and copying one releases and takes the interpreter's lock, which orders memory on
every processor: so what is read is never half of one picture and half of another.
"""

import math

import numpy as np
from numpy.typing import NDArray

from camera.frame import Frame, Image

_HEAD = np.dtype([("number", "i8"), ("frame", "i8"), ("taken_at", "f8"), ("height", "i4"), ("width", "i4")])


class Lane:
    """A row of slots, each for one picture; numbers begin at 1."""

    def __init__(self, memory: memoryview, slots: int, slot_bytes: int) -> None:
        heads = slots * _HEAD.itemsize
        self._newest: NDArray[np.int64] = np.frombuffer(memory[:8], np.int64)
        self._heads = np.frombuffer(memory[8 : 8 + heads], _HEAD)
        self._pixels = np.frombuffer(memory[8 + heads : self.size(slots, slot_bytes)], np.uint8).reshape(slots, -1)

    @staticmethod
    def size(slots: int, slot_bytes: int) -> int:
        """Return the bytes of memory that a lane takes."""
        return 8 + slots * (_HEAD.itemsize + slot_bytes)

    @property
    def newest(self) -> int:
        """The number of the newest picture, 0 before the first."""
        return int(self._newest[0])

    def put(self, image: Image, taken_at: float, frame_number: int) -> None:
        """Add a picture that was taken at this moment of boot_clock, and the number that its frame shall bear."""
        number = self.newest + 1
        slot = number % len(self._heads)
        head = self._heads[slot : slot + 1]
        head["number"] = 0
        self._pixels[slot, : image.size].reshape(image.shape)[:] = image
        head["taken_at"], head["frame"] = taken_at, frame_number
        head["height"], head["width"] = image.shape[:2]
        head["number"] = number
        self._newest[0] = number

    def taken_at(self, number: int) -> float:
        """Return when the picture of this number was taken, as far as its slot still holds it."""
        return float(self._heads[number % len(self._heads)]["taken_at"])

    def get(self, number: int) -> Frame | None:
        """Return a copy of the picture of this number; None if there is none, or no longer."""
        slot = number % len(self._heads)
        head = self._heads[slot].copy()
        if number <= 0 or head["number"] != number:
            return None
        shape = (int(head["height"]), int(head["width"]), 3)
        if min(shape) < 0 or math.prod(shape) > self._pixels.shape[1]:  # a writer that crashed may spoil anything
            return None
        image = self._pixels[slot, : shape[0] * shape[1] * 3].reshape(shape).copy()
        if self._heads[slot]["number"] != number:
            return None
        image.flags.writeable = False
        return Frame(image, float(head["taken_at"]), int(head["frame"]))
