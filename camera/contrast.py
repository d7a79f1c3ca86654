"""Compares two pictures block by block: what differs, whether the light jumped, whether the view as a whole moved.

Pictures are compared as local contrast on a small grey picture: each pixel against its own surroundings. So light
that drifts, an exposure that adjusts itself and the soft shadow of a hand are no change, and an object is one. What
decides is the strongest block, never the mean of the picture: a person who enters at a distance changes little of it.

The figures beside the thresholds come from two recorded scenes with known events (hands that move bottles, cars that
pass), plain, with noise of sigma 4, at half size and as poor JPEG; `scripts/events` prints what follows from them.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from camera.frame import Image

Contrast = NDArray[np.float32]
"""120 x 160, or 15 x 20 blocks: how much brighter than its surroundings, 0.1 is a tenth."""

WIDTH, HEIGHT, BLOCK = 160, 120, 8
SURROUNDINGS = 6.0
"""Pixels of the small picture (sigma). At 10 the shadow of a hand counts (0.055 while still, 0.027 at 6)."""
DARKEST = 10.0
"""Grey levels added to the surroundings, so that noise in the dark does not pass for contrast."""

MOVED = 0.045
"""A block moved. Still stretches stay below 0.028, shadows and noise included; 99 % of moving looks exceed 0.07."""
LIGHT_JUMP = 2.0
"""A factor of brightness. Exposure that adjusts to a white car goes to 1.6 in half a second; a light switch further."""

MOST_MOVED = 0.45
"""The part of the picture that moves when all of it does: a turn of 20 degrees a second gives 0.64 to 0.92 on photos
of real scenes, two cars at once 0.39."""
SHIFTED_BLOCKS, SHIFT_BELIED = 12, 12
"""A turn explains 20 blocks and more and belies none in 100; a car belies at least one for six that it explains."""

THIRDS_OF_ROWS = (slice(0, 5), slice(5, 10), slice(10, 15))
THIRDS_OF_COLUMNS = (slice(0, 7), slice(7, 13), slice(13, 20))
_NEIGHBOURS = np.ones((3, 3), np.uint8)
_WINDOW = np.outer(np.hanning(HEIGHT), np.hanning(WIDTH)).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is kept of a picture to compare it: its local contrast, and how bright it is (grey, median of blocks)."""

    contrast: Contrast
    light: float


def sketch_of(image: Image) -> Sketch:
    """Return what is compared of a picture of any size."""
    small = cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    around = cv2.GaussianBlur(grey, (0, 0), SURROUNDINGS)
    return Sketch((grey - around) / (around + np.float32(DARKEST)), float(np.median(_blocks(grey))))


def difference(one: Sketch, other: Sketch) -> Contrast:
    """Return for each block (15 x 20) how much the two differ; what moved by a pixel of the small picture does not."""
    return _difference(one.contrast, other.contrast)


def shifted_difference(one: Sketch, other: Sketch, largest: float = WIDTH / 2) -> Contrast:
    """Return the difference where both overlap after the shift of the whole view between them is undone.

    Where no shift of 1 to `largest` pixels of the small picture is found it is the plain difference.
    """
    # The windows are put on here because OpenCV would do it in place, in what is kept.
    (x, y), _ = cv2.phaseCorrelate(other.contrast * _WINDOW, one.contrast * _WINDOW)
    if not 1.0 <= max(abs(x), abs(y)) <= largest:
        return difference(one, other)
    shift = np.array([[1.0, 0.0, x], [0.0, 1.0, y]], dtype=np.float64)
    moved = cv2.warpAffine(other.contrast, shift, (WIDTH, HEIGHT), borderValue=float("nan"))
    return _difference(one.contrast, np.where(np.isfinite(moved), moved, one.contrast).astype(np.float32))


def is_light_jump(one: Sketch, other: Sketch) -> bool:
    """Say whether one is so much brighter than the other that a light went on or off between them."""
    brighter, darker = max(one.light, other.light), min(one.light, other.light)
    return brighter + DARKEST > LIGHT_JUMP * (darker + DARKEST)


def is_view_shift(moved: NDArray[np.bool_], one: Sketch, other: Sketch) -> bool:
    """Say whether the view as a whole moved: the camera turned or walked.

    Either one shift explains what moved and belies nothing, or more moved than any one thing would cover, everywhere.
    A car that fills a bare road looks like a shift too, but that belies every mark on the road that stayed.
    """
    parts = [moved[rows, columns].mean() for rows in THIRDS_OF_ROWS for columns in THIRDS_OF_COLUMNS]
    if moved.mean() >= MOST_MOVED and sum(part >= 0.25 for part in parts) >= 8:
        return True
    moved_if_shifted = shifted_difference(one, other) > MOVED
    explained = int((moved & ~moved_if_shifted).sum())
    belied = int((moved_if_shifted & ~moved).sum())
    unexplained = int((moved & moved_if_shifted).sum())
    return explained >= SHIFTED_BLOCKS and explained >= unexplained and belied * SHIFT_BELIED <= explained


def _difference(one: Contrast, other: Contrast) -> Contrast:
    return _blocks(np.maximum(_beyond(one, other), _beyond(other, one)))


def _beyond(one: Contrast, other: Contrast) -> Contrast:
    """Return how far each pixel of one lies outside what that pixel of other and its eight neighbours hold."""
    outside: Contrast = np.maximum(one - cv2.dilate(other, _NEIGHBOURS), cv2.erode(other, _NEIGHBOURS) - one)
    return np.maximum(outside, np.float32(0.0), dtype=np.float32)


def _blocks(picture: Contrast) -> Contrast:
    blocks = cv2.resize(picture, (WIDTH // BLOCK, HEIGHT // BLOCK), interpolation=cv2.INTER_AREA)
    return blocks.astype(np.float32, copy=False)
