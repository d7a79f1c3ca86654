"""Notices what moves in front of the camera, where, when it has settled, and whether it is new. Knows nothing of words.

How two pictures are compared is in contrast.py; here is what follows from it over time. For the figures beside the
thresholds see there.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from camera.contrast import (
    MOVED,
    THIRDS_OF_COLUMNS,
    Contrast,
    Sketch,
    difference,
    is_light_jump,
    is_view_shift,
    shifted_difference,
    sketch_of,
)
from camera.frame import Frame

DIFFERENT = 0.085
"""A block is not as told. One bottle more or less: 0.23 and more; the same empty road after a car: up to 0.066 once the
sway of the camera is undone, 0.187 before."""
DIFFERENT_BLOCKS = 2
"""One block alone is a blinking light or a clock; the third strongest for a bottle is still at 0.13."""
COMPARED_S = 0.35
"""Movement is a difference to the newest picture at least this old: at 5 looks a second, the one before the last."""
FORGOTTEN_S = 3.0
"""After a gap longer than this nothing is known of what moved meanwhile, and all begins anew."""
SETTLED_S = 0.95
"""A hand that holds a bottle still does so for less; the shortest settled scene lasts 2 s and wants words within it."""
STILL_BEFORE_PASSING_S = 2.0
PASSING_S = 0.75
"""What passes is noticed after four looks of 0.2 s, so that a bird is not; the quickest car is there for 2.9 s."""
LULL_S = 0.6
"""One thing that passes may seem to stop for this long."""
LARGEST_SWAY = 13.0
"""Pixels of the small picture, 8 % of its width: a worn camera that sways this far still sees the same."""
_NEAR_ROWS = slice(12, 15)
"""Rows of blocks: the lowest fifth, where with an upright camera the nearest things are."""


class Side(StrEnum):
    """A third of the picture."""

    LEFT = "left"
    AHEAD = "ahead"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Change:
    """What one look shows against the moments before, and against the picture that was last told.

    `moving` and `different` are parts of the picture, 0 to 1; `strongest` is the movement of the strongest block,
    0 to 1. `side` and `is_near_bottom` say where it moves. `settled_s` is how long it has been still, 0 if it moves;
    `moving_s` how long it has not come to rest, 0 if it is settled. `is_view_moving`: the camera itself turns or walks.
    `is_new`: settled, and other than what was told. `is_passing`: once, while something moves through a still view.
    """

    moving: float = 0.0
    different: float = 1.0
    strongest: float = 0.0
    side: Side | None = None
    is_near_bottom: bool = False
    is_settled: bool = False
    settled_s: float = 0.0
    moving_s: float = 0.0
    is_view_moving: bool = False
    is_new: bool = False
    is_passing: bool = False


class Stretches:
    """Keeps how long it has been still or has moved, from look to look. No pictures, only times and yes or no."""

    def __init__(self) -> None:
        self.still_since: float | None = None
        self.moving_since: float | None = None
        self._passing_since: float | None = None
        self._local_at = 0.0
        self._was_noticed = False

    def step(self, before_at: float, at: float, is_moving: bool, is_local: bool) -> bool:
        """Take in what happened between two moments; return True once while something passes."""
        is_passing = self._step_passing(at, is_moving, is_local)
        if is_moving:
            self.still_since = None
            self.moving_since = at if self.moving_since is None else self.moving_since
        else:
            self.still_since = before_at if self.still_since is None else self.still_since
            self.moving_since = None if at - self.still_since >= SETTLED_S else self.moving_since
        return is_passing

    def _step_passing(self, at: float, is_moving: bool, is_local: bool) -> bool:
        if is_moving and not is_local:
            self._passing_since = None
        elif is_local:
            if self.still_since is not None and at - self.still_since >= STILL_BEFORE_PASSING_S:
                self._passing_since, self._was_noticed = at, False
            self._local_at = at
        elif at - self._local_at > LULL_S:
            self._passing_since = None
        if self._passing_since is None or self._was_noticed:
            return False
        if not is_local or at - self._passing_since < PASSING_S:
            return False
        self._was_noticed = True
        return True


class ChangeWatch:
    """Looks at one frame after another. Time is only what the frames say; a frame that comes again changes nothing."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, Sketch]] = deque()
        self._told: Sketch | None = None
        self._change = Change()
        self._stretches = Stretches()

    def look(self, frame: Frame) -> Change:
        """Return what this frame shows; one of no later moment than the last gives the last answer again.

        A gap of more than 3 s, or a clock that went back that far, begins anew; what was told is kept.
        """
        if self._recent and -FORGOTTEN_S <= frame.taken_at - self._recent[-1][0] <= 0.0:
            return self._change
        now, at = sketch_of(frame.image), frame.taken_at
        if self._recent and not 0.0 < at - self._recent[-1][0] <= FORGOTTEN_S:
            self._recent.clear()
            self._stretches = Stretches()
        self._recent.append((at, now))
        while len(self._recent) > 2 and at - self._recent[1][0] >= COMPARED_S:
            self._recent.popleft()
        self._change = self._compare(now, at)
        return self._change

    def told(self, frame: Frame | None = None) -> None:
        """Take this frame, or else the last one looked at, as what the listener was told of."""
        if frame is not None:
            self._told = sketch_of(frame.image)
        elif self._recent:
            self._told = self._recent[-1][1]

    def forget(self) -> None:
        """Take nothing as told: the next settled picture is new."""
        self._told = None

    def _compare(self, now: Sketch, at: float) -> Change:
        before_at, before = self._recent[0]
        if at - before_at < COMPARED_S:
            return Change(different=self._different(now))
        blocks = difference(now, before)
        is_jump = is_light_jump(now, before)
        moved = blocks > MOVED
        is_view_moving = bool(moved.any()) and is_view_shift(moved, now, before)
        is_moving = is_jump or bool(moved.any())
        is_passing = self._stretches.step(before_at, at, is_moving, is_moving and not is_jump and not is_view_moving)
        still_since, moving_since = self._stretches.still_since, self._stretches.moving_since
        settled_s = 0.0 if still_since is None else at - still_since
        is_settled = settled_s >= SETTLED_S
        different = self._different(now)
        return Change(
            moving=1.0 if is_jump else float(moved.mean()),
            different=different,
            strongest=1.0 if is_jump else float(min(1.0, blocks.max())),
            side=_side(np.where(moved, blocks, np.float32(0.0))),
            is_near_bottom=bool(moved[_NEAR_ROWS].sum() >= 2),
            is_settled=is_settled,
            settled_s=settled_s,
            moving_s=0.0 if moving_since is None else at - moving_since,
            is_view_moving=is_view_moving,
            is_new=is_settled and different > 0.0,
            is_passing=is_passing,
        )

    def _different(self, now: Sketch) -> float:
        """Return the part of the picture that is not as told; 0 for what is too little to be worth a word."""
        if self._told is None or is_light_jump(now, self._told):
            return 1.0
        blocks = difference(now, self._told) > DIFFERENT
        if blocks.sum() >= DIFFERENT_BLOCKS:
            blocks &= shifted_difference(now, self._told, LARGEST_SWAY) > DIFFERENT
        return float(blocks.mean()) if blocks.sum() >= DIFFERENT_BLOCKS else 0.0


def _side(moved: Contrast) -> Side | None:
    """Return the third in which most moves."""
    if not moved.any():
        return None
    thirds = [float(moved[:, columns].sum()) for columns in THIRDS_OF_COLUMNS]
    return tuple(Side)[int(np.argmax(thirds))]
