"""Earcons are short, soft, without clicks, and can be told apart."""

import numpy as np
import pytest

from describe.speech.earcons import Earcon, earcon


@pytest.mark.parametrize("kind", Earcon)
def test_an_earcon_is_short_and_soft_and_begins_and_ends_without_a_click(kind: Earcon) -> None:
    sound = earcon(kind)
    assert 0.05 < sound.length_s <= 0.4
    assert 0.1 < np.abs(sound.samples).max() <= 0.3
    assert abs(sound.samples[0]) < 0.001
    assert abs(sound.samples[-1]) < 0.001
    assert np.abs(np.diff(sound.samples)).max() < 0.1


def test_no_two_earcons_have_the_same_course_of_pitch() -> None:
    courses = {tuple(pitches(kind)) for kind in Earcon}
    assert len(courses) == len(Earcon)


def test_ready_rises_and_trouble_falls() -> None:
    ready, trouble = pitches(Earcon.READY), pitches(Earcon.TROUBLE)
    assert ready == sorted(ready)
    assert ready[0] < ready[-1]
    assert trouble[0] > trouble[-1]


def pitches(kind: Earcon) -> list[int]:
    """The loudest frequency of every 60 ms, in steps of 17 Hz; 0 where it is quiet."""
    sound = earcon(kind)
    size = int(0.06 * sound.rate_hz)
    course = []
    for start in range(0, len(sound.samples) - size // 2, size):
        piece = sound.samples[start : start + size]
        is_loud = np.abs(piece).max() > 0.02
        course.append(int(np.abs(np.fft.rfft(piece, size)).argmax()) if is_loud else 0)
    return course
