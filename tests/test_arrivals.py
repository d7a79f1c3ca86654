"""Whether pictures are new, told by the rhythm in which they come."""

import random
from collections.abc import Iterable

import pytest

from camera.arrivals import FEW, Arrivals
from camera.errors import CameraLost

SEED = 3


def judge(moments: Iterable[float]) -> list[bool]:
    """Return for each picture whether it may be old."""
    arrivals, old = Arrivals(), []
    for moment in moments:
        arrivals.came(moment)
        old.append(arrivals.are_old)
    return old


def steady(count: int, every_s: float, start: float = 0.0, jitter: float = 0.0) -> list[float]:
    rng = random.Random(SEED)
    return [start + every_s * (number + rng.uniform(-jitter, jitter)) for number in range(count)]


@pytest.mark.parametrize("per_second", [1, 5, 30, 60])
def test_pictures_of_a_steady_camera_are_new(per_second: float) -> None:
    assert not any(judge(steady(400, 1 / per_second, jitter=0.4)))


def test_what_piled_up_while_this_process_stood_still_is_old() -> None:
    before = steady(100, 1 / 30)
    pile = steady(60, 0.002, start=before[-1] + 2.0)
    after = steady(30, 1 / 30, start=pile[-1] + 1 / 30)
    old = judge(before + pile + after)
    assert old[:160] == [False] * 100 + [True] * 60
    assert not any(old[165:])


def test_a_camera_that_becomes_slow_is_believed_again_after_its_next_picture() -> None:
    old = judge(steady(100, 1 / 30) + steady(20, 1.0, start=100 / 30 + 1.0))
    assert not any(old[:100])
    assert not any(old[-10:])


def test_a_hundred_and_fifty_pictures_a_second_are_a_flood() -> None:
    arrivals = Arrivals()

    def flood() -> None:
        for count in range(600):
            arrivals.came(count / 150)
            assert arrivals.are_old == (count >= FEW)

    with pytest.raises(CameraLost):
        flood()


def test_a_camera_that_sends_its_last_seconds_when_it_is_opened_is_no_flood() -> None:
    old = judge(steady(200, 0.002) + steady(300, 1 / 30, start=0.4 + 1 / 30))
    assert all(old[FEW:200])
    assert not any(old[-280:])


def test_a_flood_makes_its_reader_pause() -> None:
    arrivals = Arrivals()
    assert [arrivals.came(moment) > 0.0 for moment in (0.0, 0.001, 0.002, 0.04)] == [False, True, True, False]
