"""One picture and the moment it was taken."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camera.errors import BadPicture

Image = NDArray[np.uint8]
"""Height x width x RGB, uint8."""

SMALLEST_SIDE = 16
"""Pixels. Less than this cannot be a camera's picture; it is refused rather than described."""
LARGEST_SIDE = 4096
"""Pixels. A larger picture is thinned out to below this, so that one 8K frame cannot exhaust a small machine."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One read-only RGB picture, the moment it was taken in seconds on its camera's clock, and its number."""

    image: Image
    taken_at: float
    number: int

    def age_s(self, now: float) -> float:
        """Return how many seconds before `now` (same clock) the picture was taken."""
        return now - self.taken_at


def frame_of(picture: NDArray[np.generic], taken_at: float, number: int) -> Frame:
    """Make a Frame of a grey, RGB or RGBA picture (uint8, uint16, booleans, floats 0 to 1); else raise BadPicture.

    The pixels are copied only where they have to be converted; the result is always read-only.
    """
    image = as_rgb(picture)
    if image.flags.writeable:
        image = image.view()
        image.flags.writeable = False
    return Frame(image, taken_at, number)


def as_rgb(picture: NDArray[np.generic]) -> Image:
    """Return height x width x RGB, uint8; raise BadPicture with what was seen where that cannot be done."""
    if picture.ndim == 2:
        picture = picture[:, :, None]
    if picture.ndim != 3 or picture.shape[2] not in (1, 3, 4):
        raise BadPicture(f"a picture of shape {picture.shape} is neither grey, RGB nor RGBA")
    if min(picture.shape[:2]) < SMALLEST_SIDE:
        raise BadPicture(f"a picture of {picture.shape[1]}x{picture.shape[0]} pixels is too small to be a camera's")
    step = -(-max(picture.shape[:2]) // LARGEST_SIDE)
    colours = _as_bytes(picture[::step, ::step, :3])
    if colours.shape[2] == 1:
        colours = np.repeat(colours, 3, axis=2)
    return np.ascontiguousarray(colours)


def _as_bytes(picture: NDArray[np.generic]) -> Image:
    if picture.dtype == np.uint8:
        return picture.astype(np.uint8, copy=False)
    if picture.dtype == np.bool_:
        return picture.astype(np.uint8) * np.uint8(255)
    if picture.dtype == np.uint16:
        return (picture.astype(np.uint16) >> 8).astype(np.uint8)
    if np.issubdtype(picture.dtype, np.floating):
        if not np.isfinite(picture).all():
            raise BadPicture("a picture with values that are not numbers")
        return (picture.clip(0.0, 1.0).astype(np.float32) * np.float32(255.0) + np.float32(0.5)).astype(np.uint8)
    raise BadPicture(f"a picture of {picture.dtype} values")
