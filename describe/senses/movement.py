"""Tells what moved over the last looks of a camera that stood still; says nothing when the whole view moves."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from camera.frame import Frame
from describe.senses.observation import Box, Course, Movement
from describe.senses.pixels import blurred, grey, patches

LONGEST_PX = 160
SURROUNDINGS_PX = 25
LEAST_CHANGE = 10.0
"""Grey values. Noise of a webcam at night stays below after shrinking; a dark coat before a dark wall does not."""
LEAST_AREA = 0.008
"""Of the picture: about a hand at two metres. Less is flicker."""
MOST_AREA = 0.5
"""When more than half of the picture changes, the camera moves, or the light does."""
BLOCK_PX = 10
TEXTURE = 6.0
"""Standard deviation of grey values from which a block has something that would be seen to move."""
STANDING_BELOW = 0.15
"""Of a block: the trembling of a strong edge changes less, a thing that passes or a turning camera more."""
LEAST_STANDING_BLOCKS = 2
LEAST_STANDING_SHARE = 0.6
"""Of the blocks with texture beside what moves, so many have to stay as they are: they prove that the camera stands
still. Where too few have texture, a passing thing cannot be told from a turning camera, and nothing is said."""
CROSSING = 0.15
"""Of the picture's width: a shorter way is no direction."""
GROWTH = 1.25
"""In width and in height from the first to the last look, that is half again in area."""
EDGE = 0.02
REACH_PX = 6
"""Changes this near to each other are one thing: a plain coat changes only at its two sides."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something changed between two looks, edges in fractions of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    @property
    def touches_edge(self) -> bool:
        return min(self.left, self.top, 1 - self.right, 1 - self.bottom) < EDGE


def movement_in(frames: tuple[Frame, ...]) -> Movement | None:
    """Return what moved between the frames and still does at the newest, or None; one frame shows no movement."""
    looks = [_contrast(frame) for frame in frames]
    looks = [look for look in looks if look.shape == looks[-1].shape]
    changes = [_changed(before, after) for before, after in pairwise(looks)]
    if not changes or any(change.mean() > MOST_AREA for change in changes):
        return None
    spots = [_spot(change) for change in changes]
    last = spots[-1]
    if last is None or not _stands_still(looks[-1], changes, [spot for spot in spots if spot is not None]):
        return None
    box = Box(
        round(last.left, 3), round(last.top, 3), round(last.right - last.left, 3), round(last.bottom - last.top, 3)
    )
    return Movement(box, _course(spots))


def _contrast(frame: Frame) -> NDArray[np.float32]:
    """Return how much each point differs from its surroundings: soft shadows, lamps and exposure leave no trace."""
    look = grey(frame.image, LONGEST_PX).astype(np.float32)
    return look - blurred(look, SURROUNDINGS_PX)


def _changed(before: NDArray[np.float32], after: NDArray[np.float32]) -> NDArray[np.bool_]:
    return blurred(np.abs(after - before), 3) > LEAST_CHANGE


def _stands_still(look: NDArray[np.float32], changes: list[NDArray[np.bool_]], spots: list[_Spot]) -> bool:
    """Tell whether, beside the moving spots, enough of what could be seen to move stayed in its place."""
    ever = np.logical_or.reduce(changes)
    textured = standing = 0
    height, width = ever.shape
    for y in range(0, height - BLOCK_PX + 1, BLOCK_PX):
        for x in range(0, width - BLOCK_PX + 1, BLOCK_PX):
            block = np.s_[y : y + BLOCK_PX, x : x + BLOCK_PX]
            at_x, at_y = (x + BLOCK_PX / 2) / width, (y + BLOCK_PX / 2) / height
            if look[block].std() < TEXTURE or any(spot.holds(at_x, at_y) for spot in spots):
                continue
            textured += 1
            standing += bool(ever[block].mean() < STANDING_BELOW)
    return standing >= LEAST_STANDING_BLOCKS and standing >= LEAST_STANDING_SHARE * textured


def _spot(change: NDArray[np.bool_]) -> _Spot | None:
    """Return the extent of the largest patch of change."""
    labels = patches(change, reach_px=REACH_PX)
    sizes = np.bincount(labels[change])
    if sizes.max(initial=0) < LEAST_AREA * change.size:
        return None
    ys, xs = np.nonzero(change & (labels == int(sizes.argmax())))
    height, width = change.shape
    return _Spot(
        float(xs.min() / width), float(ys.min() / height), float((xs.max() + 1) / width), float((ys.max() + 1) / height)
    )


def _course(found: list[_Spot | None]) -> Course:
    spots = [spot for spot in found if spot is not None]
    if len(spots) < 3 or len(spots) < len(found):
        return Course.UNCLEAR
    steps = np.diff([spot.middle for spot in spots])
    way = float(steps.sum())
    if abs(way) >= CROSSING and (np.sign(steps) == np.sign(way)).all() and _one_thing(spots):
        return Course.LEFT_TO_RIGHT if way > 0 else Course.RIGHT_TO_LEFT
    if any(spot.touches_edge for spot in spots) or abs(way) >= CROSSING / 2:
        return Course.UNCLEAR
    widths = np.array([spot.right - spot.left for spot in spots])
    heights = np.array([spot.bottom - spot.top for spot in spots])
    if _grows(widths) and _grows(heights):
        return Course.CLOSER
    if _grows(widths[::-1]) and _grows(heights[::-1]):
        return Course.AWAY
    return Course.UNCLEAR


def _one_thing(spots: list[_Spot]) -> bool:
    """Tell whether the spots overlap in height and keep about their size, as one passing thing does."""
    for one, next_one in pairwise(spots):
        if min(one.bottom, next_one.bottom) - max(one.top, next_one.top) < (one.bottom - one.top) / 3:
            return False
        if not 0.6 < (next_one.right - next_one.left) / (one.right - one.left) < 1.6:
            return False
    return True


def _grows(sizes: NDArray[np.float64]) -> bool:
    return bool(sizes[-1] >= GROWTH * sizes[0] and (np.diff(sizes) >= 0).all())
