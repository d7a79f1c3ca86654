"""Tells a picture of nothing but noise: what a broken sensor, a torn cable or a channel without a station gives."""

import cv2
import numpy as np
from numpy.typing import NDArray

from camera.frame import Image

APART_PX = 4
"""Of a picture 320 wide: further apart than the grain of noise is wide, nearer than most things."""
ALIKE_BELOW = 0.1
"""Correlation of points that far apart. Noise of every kind, of grains up to 4 pixels at 640: up to 0.02. A street at
night 0.22, pages of text 0.26 and more, photos 0.5 and more, also dim and noisy ones."""
STRONG_FROM = 5.0
"""Grey levels (standard deviation). A plain wall before a poor sensor has no more either in common, but less noise."""


def is_noise(image: Image) -> bool:
    """Say whether nothing in a picture, 320 pixels wide or high, has anything to do with what is beside it."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if grey.std() < STRONG_FROM or min(grey.shape) <= 2 * APART_PX:
        return False
    aside = _alike(grey[:, APART_PX:], grey[:, :-APART_PX])
    down = _alike(grey[APART_PX:], grey[:-APART_PX])
    return max(aside, down) < ALIKE_BELOW


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the correlation of two equally large parts."""
    one, other = one - one.mean(), other - other.mean()
    return float((one * other).sum() / np.sqrt((one * one).sum() * (other * other).sum() + 1e-6))
