"""A camera that hangs upside down, or shows a mirror image, is seen the right way round."""

import time

import numpy as np
import pytest

from camera.clip import ClipCamera
from camera.clock import SimulatedClock
from camera.errors import CameraEnded
from camera.frame import Frame, frame_of
from camera.turned import Turn, TurnedCamera, turned


def _frame(width: int = 64, height: int = 48) -> Frame:
    return frame_of(np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8), 3.0, 7)


@pytest.mark.parametrize(
    ("turn", "rows", "columns"),
    [(Turn(True, False), -1, -1), (Turn(False, True), 1, -1), (Turn(True, True), -1, 1), (Turn(), 1, 1)],
)
def test_each_turn_puts_every_pixel_where_it_belongs(turn: Turn, rows: int, columns: int) -> None:
    frame = _frame()
    result = turned(frame, turn)
    assert np.array_equal(result.image, frame.image[::rows, ::columns])
    assert (result.taken_at, result.number) == (frame.taken_at, frame.number)
    assert not result.image.flags.writeable


def test_a_camera_that_stands_right_costs_nothing() -> None:
    frame = _frame()
    assert turned(frame, Turn()) is frame


def test_a_turn_is_applied_from_the_next_frame_on_to_newest_and_recent_alike() -> None:
    clock, turns = SimulatedClock(), [Turn()]
    straight, camera = ClipCamera(clock), TurnedCamera(ClipCamera(clock), lambda: turns[0])
    clock.wait(2.0)
    assert np.array_equal(camera.latest(1.0).image, straight.latest(1.0).image)
    turns[0] = Turn(is_upside_down=True)
    assert np.array_equal(camera.latest(1.0).image, straight.latest(1.0).image[::-1, ::-1])
    recent, as_it_is = camera.recent(1.0, 0.2), straight.recent(1.0, 0.2)
    assert len(recent) == len(as_it_is) > 0
    assert all(np.array_equal(one.image, other.image[::-1, ::-1]) for one, other in zip(recent, as_it_is, strict=True))


def test_the_end_of_a_recording_and_its_name_come_through() -> None:
    clock = SimulatedClock()
    camera = TurnedCamera(ClipCamera(clock), lambda: Turn(True, True))
    assert camera.name == "the built-in clip"
    camera.latest(1.0)
    clock.wait(3600.0)
    with pytest.raises(CameraEnded):
        camera.latest(1.0)
    camera.close()


def test_turning_a_large_picture_takes_little_of_a_look() -> None:
    frame = _frame(1280, 720)
    took_s = []
    for _ in range(20):
        began_at = time.perf_counter()
        turned(frame, Turn(True, False))
        took_s.append(time.perf_counter() - began_at)
    assert sorted(took_s)[10] < 0.01
