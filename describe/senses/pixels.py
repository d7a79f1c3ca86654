"""The few picture operations that the senses share; the only file besides faces.py that knows OpenCV."""

import cv2
import numpy as np
from numpy.typing import NDArray

from camera.frame import Image

PixelError = cv2.error
"""What any of these functions, and OpenCV elsewhere, raises for a picture that it cannot work on."""

Grey = NDArray[np.uint8]
"""Height x width, uint8."""


def shrunk(image: Image, longest_px: int) -> Image:
    """Return the picture with its longer side at most longest_px, in its own proportions, never enlarged."""
    height, width = image.shape[:2]
    scale = longest_px / max(height, width)
    if scale >= 1:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def grey(image: Image, longest_px: int) -> Grey:
    """Return a grey picture, shrunk."""
    return np.asarray(cv2.cvtColor(shrunk(image, longest_px), cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def lab(image_HW3: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return CIE L*a*b* of sRGB values 0 to 1: lightness 0 to 100, a and b about -100 to 100."""
    return np.asarray(cv2.cvtColor(image_HW3, cv2.COLOR_RGB2Lab), dtype=np.float32)


def blurred(values_HW: NDArray[np.float32], size_px: int) -> NDArray[np.float32]:
    """Return the mean over the square of this size around each value."""
    return np.asarray(cv2.blur(values_HW, (size_px, size_px)), dtype=np.float32)


def patches(mask_HW: NDArray[np.bool_], reach_px: int) -> NDArray[np.int32]:
    """Return the mask's patches numbered from 1; parts no farther apart than twice reach_px are one patch."""
    size = 2 * reach_px + 1
    near = cv2.dilate(mask_HW.astype(np.uint8), np.ones((size, size), np.uint8))
    return np.asarray(cv2.connectedComponents(near)[1], dtype=np.int32)
