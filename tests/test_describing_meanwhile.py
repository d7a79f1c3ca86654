"""While a description is written by a thread of its own, the narrator goes on looking, and says what still holds."""

import time

import pytest

from camera.clock import boot_clock
from camera.frame import Frame, frame_of
from describe.journal import Kind
from describe.settings import Settings
from tests.scripted import noisy, room
from tests.telling import telling

pytestmark = pytest.mark.slow


class Room:
    """A camera that shows one room, then another from `other_at` seconds on."""

    name = "a room"

    def __init__(self, other_after_s: float = 3600.0) -> None:
        self._began_at = boot_clock()
        self._other_after_s = other_after_s
        self._number = 0

    def latest(self, max_age_s: float) -> Frame:
        self._number += 1
        now = boot_clock()
        seed = 1 if now - self._began_at < self._other_after_s else 2
        return frame_of(noisy(room(seed), self._number), now, self._number)

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        return ()

    def close(self) -> None:
        pass


def test_a_settled_scene_is_described_once_though_that_takes_several_looks() -> None:
    with telling(Room(), takes_s=0.8) as told:
        told.wait_for("Thing 1", 15.0)
        time.sleep(1.5)
        assert len(told.looked_at) == 1
        assert told.dropped() == []


def test_what_has_changed_while_it_was_described_is_not_said() -> None:
    with telling(Room(other_after_s=2.0), Settings(sounds=False, fresh_s=10.0), takes_s=3.0) as told:
        told.wait_for("Thing 2", 25.0)
        assert not any("Thing 1" in text for _, text in told.said)
        assert [entry.kind for entry in told.journal.entries()].count(Kind.LOOK) <= 3
