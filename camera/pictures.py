"""The pictures and the few words that a camera's child process leaves in shared memory for its owner."""

import zlib
from enum import IntEnum

import numpy as np

from camera.clock import boot_clock
from camera.frame import Frame, Image
from camera.lane import Lane
from camera.memory import shared_memory
from camera.shrink import shrunk, shrunk_to_bytes

LARGEST_BYTES = 1920 * 1080 * 3
SMALL_SIDE = 640
SMALL_EVERY_S = 0.2
SLOTS = 4
SMALL_SLOTS = 32
"""At five a second, a little more than six seconds."""

FROZEN_S = 5.0
FROZEN_PICTURES = 10
FLAT = 3
"""Grey levels. A picture that spans less is a covered lens or darkness, whose bytes may well repeat."""

_STATE = np.dtype(
    [
        ("digest", "i8"),
        ("same", "i8"),
        ("same_since", "f8"),
        ("stop", "i8"),
        ("said", "i8"),
        ("words", "S480"),
        ("life_at", "f8"),
    ]
)


class Said(IntEnum):
    """What a child says of itself when it gives up."""

    NOTHING = 0
    NOT_FOUND = 1
    LOST = 2


class SharedPictures:
    """The newest pictures in full, those of the last seconds smaller, and what the child says."""

    def __init__(self) -> None:
        large, small = Lane.size(SLOTS, LARGEST_BYTES), Lane.size(SMALL_SLOTS, SMALL_SIDE**2 * 3)
        self._memory = shared_memory(_STATE.itemsize + large + small)
        self._lay_out()

    def _lay_out(self) -> None:
        memory = self._memory.bytes
        large_at = _STATE.itemsize
        small_at = large_at + Lane.size(SLOTS, LARGEST_BYTES)
        self._state = np.frombuffer(memory[:large_at], _STATE)
        self._large = Lane(memory[large_at:small_at], SLOTS, LARGEST_BYTES)
        self._small = Lane(memory[small_at:], SMALL_SLOTS, SMALL_SIDE**2 * 3)
        self._small_at = -SMALL_EVERY_S

    def __getstate__(self) -> object:
        return self._memory

    def __setstate__(self, memory: object) -> None:
        self._memory = memory  # type: ignore[assignment]  # pickle's protocol knows no types
        self._lay_out()

    # What the child does.

    def put(self, image: Image, taken_at: float) -> None:
        """Leave a picture that was taken at this moment of boot_clock."""
        self._notice_repetition(image, taken_at)
        image = shrunk_to_bytes(image, LARGEST_BYTES)
        self._large.put(image, taken_at, self.number + 1)
        if taken_at - self._small_at >= SMALL_EVERY_S * 0.9:
            self._small_at = taken_at
            self._small.put(shrunk(image, SMALL_SIDE), taken_at, self.number)

    def _notice_repetition(self, image: Image, taken_at: float) -> None:
        digest = zlib.crc32(image.data) + 1  # 0 is "none yet"
        is_same = digest == self._state["digest"][0] and int(image.max()) - int(image.min()) >= FLAT
        if not is_same:
            self._state["same"], self._state["same_since"] = 0, taken_at
        self._state["digest"] = digest
        self._state["same"] += 1

    def note_life(self, at: float) -> None:
        """Leave word that the source sent something at this moment, be it no picture."""
        self._state["life_at"] = at

    def say(self, said: Said, words: str) -> None:
        """Leave a sentence (at most 480 bytes of it) on why there will be no more pictures."""
        self._state["words"] = words.encode()[:480]
        self._state["said"] = said

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether the child is to end by itself."""
        return bool(self._state["stop"][0])

    # What the owner does.

    def prepare(self) -> None:
        """Make ready for a new child; pictures, and what is known of their repetition, stay."""
        self._state["stop"], self._state["said"], self._state["words"] = 0, Said.NOTHING, b""

    def ask_to_stop(self) -> None:
        """Ask the child to end by itself."""
        self._state["stop"] = 1

    @property
    def number(self) -> int:
        """The number of the newest picture, 0 before the first."""
        return self._large.newest

    @property
    def newest_at(self) -> float:
        """When the newest picture was taken, on boot_clock; 0 before the first."""
        return self._large.taken_at(self.number)

    @property
    def life_at(self) -> float:
        """When the source last sent something, be it no picture; 0 before that."""
        return float(self._state["life_at"][0])

    @property
    def said(self) -> tuple[Said, str]:
        """What the child said of itself."""
        return Said(int(self._state["said"][0])), bytes(self._state["words"][0]).decode(errors="ignore")

    def newest(self) -> Frame | None:
        """Return the newest picture, or None before the first."""
        for _ in range(SLOTS):
            if frame := self._large.get(self.number):
                return frame
        return None

    def is_frozen(self) -> bool:
        """Tell whether the same bytes came for at least five seconds and ten pictures, whoever was the child then."""
        state = self._state[0]
        same_s = self.newest_at - float(state["same_since"])
        return int(state["same"]) >= FROZEN_PICTURES and same_s >= FROZEN_S

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        """Return the small pictures of the last seconds, about every_s apart, oldest first."""
        chosen: list[Frame] = []
        now, newest = boot_clock(), self._small.newest
        for number in range(newest, max(0, newest - SMALL_SLOTS), -1):
            if chosen and chosen[-1].taken_at - self._small.taken_at(number) < every_s - SMALL_EVERY_S / 2:
                continue
            frame = self._small.get(number)
            if frame is None or not frame.age_s(now) <= seconds:
                break
            chosen.append(frame)
        return tuple(reversed(chosen))
