"""How many words a moment deserves: few while the view turns, more where it stands still (pure)."""

from enum import StrEnum

from camera.change import Change
from describe.request import Detail

ALL_MOVES = 0.5
"""Part of the picture from which it is not something in the view that moves, but the view."""
REST_S = 3.0
"""Seconds of rest from which somebody looks at something, rather than has stopped on the way."""


class Motion(StrEnum):
    """How the camera is moved, in words for the journal."""

    TURNING = "the view turns or walks on"
    SLOW = "it has come to rest only now, or a part of it moves"
    STILL = "it stands still"


def motion_of(change: Change) -> Motion:
    """Return how the camera is moved, as far as one look and the moments before it tell."""
    if change.is_view_moving or change.moving >= ALL_MOVES:
        return Motion.TURNING
    return Motion.STILL if change.settled_s >= REST_S else Motion.SLOW


_LEVELS = (None, Detail.BRIEF, Detail.NORMAL, Detail.RICH)
_OF_MOTION = {Motion.TURNING: 1, Motion.SLOW: 2, Motion.STILL: 3}
_SHIFT = {Detail.BRIEF: -1, Detail.NORMAL: 0, Detail.RICH: 1}


def detail_for(motion: Motion, wish: Detail) -> Detail | None:
    """Return how much to say: about 5, 10 or 20 words, or None for silence, by the motion and by what is wished for."""
    return _LEVELS[max(0, min(len(_LEVELS) - 1, _OF_MOTION[motion] + _SHIFT[wish]))]


def is_richer(detail: Detail | None, than: Detail | None) -> bool:
    """Say whether this is more than that."""
    return _LEVELS.index(detail) > _LEVELS.index(than)
