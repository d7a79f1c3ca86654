"""Ways in which a good picture is spoiled, in degrees. Noise is seeded: the same number gives the same noise."""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from camera.frame import Image

SEED = 20


def noisy(image: Image, number: int = 0, sigma: float = 4.0) -> Image:
    """Add the noise of a cheap sensor: for each number another part of one large field of noise."""
    height, width = image.shape[:2]
    y, x = number * 37 % _SPARE, number * 101 % _SPARE
    noise = _noise(height + _SPARE, width + _SPARE)[y : y + height, x : x + width]
    return cv2.add(image, noise * np.float32(sigma), dtype=cv2.CV_8U).astype(np.uint8, copy=False)


_SPARE = 128


@lru_cache(maxsize=4)
def _noise(height: int, width: int) -> NDArray[np.float32]:
    return np.random.default_rng(SEED).standard_normal((height, width, 3), np.float32)


def brightened(image: Image, by: float) -> Image:
    """Multiply the brightness; what becomes too bright is white."""
    return cv2.convertScaleAbs(image, alpha=by).astype(np.uint8, copy=False)


def halved(image: Image) -> Image:
    """Halve width and height."""
    return cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def recompressed(image: Image, quality: int = 35) -> Image:
    """Pass the picture through a poor JPEG."""
    _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert unpacked is not None
    return unpacked.astype(np.uint8, copy=False)


def blurred(image: Image, sigma_640: float) -> Image:
    """Put a picture out of focus: sigma in pixels of a picture 640 wide or high."""
    sigma = sigma_640 * max(image.shape[:2]) / 640
    return cv2.GaussianBlur(image, (0, 0), sigma).astype(np.uint8, copy=False)


def smeared(image: Image, length_640: float, degrees: float) -> Image:
    """Blur a picture as a turn of the camera does: over so many pixels of 640, in this direction from level."""
    length = length_640 * max(image.shape[:2]) / 640
    middle = int(length) + 1
    kernel = np.zeros((2 * middle + 1, 2 * middle + 1), np.float32)
    for step in np.linspace(-length / 2, length / 2, 4 * middle):
        x, y = step * np.cos(np.radians(degrees)), step * np.sin(np.radians(degrees))
        kernel[round(middle + y), round(middle + x)] += 1.0
    return cv2.filter2D(image, -1, kernel / kernel.sum()).astype(np.uint8, copy=False)


SPOILED: dict[str, Callable[[Image, int], Image]] = {
    "as it is": lambda image, _: image,
    "10 % brighter": lambda image, _: brightened(image, 1.1),
    "10 % darker": lambda image, _: brightened(image, 0.9),
    "noise sigma 4": noisy,
    "JPEG quality 35": lambda image, _: recompressed(image),
    "mirrored": lambda image, _: np.ascontiguousarray(image[:, ::-1]),
    "half size": lambda image, _: halved(image),
    "half size, noise": lambda image, number: noisy(halved(image), number),
    "a third as bright, noise": lambda image, number: noisy(brightened(image, 0.33), number, 2.0),
}
