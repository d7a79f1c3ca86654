"""How many words a moment deserves: a table of cases."""

import pytest

from camera.change import Change
from describe.detail import Motion, detail_for, is_richer, motion_of
from describe.request import Detail

BRIEF, NORMAL, RICH = Detail.BRIEF, Detail.NORMAL, Detail.RICH


@pytest.mark.parametrize(
    ("change", "motion"),
    [
        (Change(moving=0.9, moving_s=9.0, is_view_moving=True), Motion.TURNING),
        (Change(moving=0.2, moving_s=1.0, is_view_moving=True), Motion.TURNING),
        (Change(moving=0.6, moving_s=9.0), Motion.TURNING),
        (Change(moving=0.2, moving_s=9.0), Motion.SLOW),
        (Change(is_settled=True, settled_s=1.0), Motion.SLOW),
        (Change(is_settled=True, settled_s=2.9), Motion.SLOW),
        (Change(is_settled=True, settled_s=3.0), Motion.STILL),
        (Change(), Motion.SLOW),
    ],
)
def test_how_the_camera_moves_is_told_from_one_look(change: Change, motion: Motion) -> None:
    assert motion_of(change) is motion


@pytest.mark.parametrize(
    ("motion", "wish", "detail"),
    [
        (Motion.TURNING, NORMAL, BRIEF),
        (Motion.SLOW, NORMAL, NORMAL),
        (Motion.STILL, NORMAL, RICH),
        (Motion.TURNING, BRIEF, None),
        (Motion.SLOW, BRIEF, BRIEF),
        (Motion.STILL, BRIEF, NORMAL),
        (Motion.TURNING, RICH, NORMAL),
        (Motion.SLOW, RICH, RICH),
        (Motion.STILL, RICH, RICH),
    ],
)
def test_words_follow_the_motion_and_the_wish_shifts_them(motion: Motion, wish: Detail, detail: Detail | None) -> None:
    assert detail_for(motion, wish) is detail


def test_richer_is_more_words() -> None:
    assert is_richer(RICH, NORMAL)
    assert is_richer(BRIEF, None)
    assert not is_richer(NORMAL, NORMAL)
    assert not is_richer(None, BRIEF)
