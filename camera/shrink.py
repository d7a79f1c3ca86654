"""Makes a picture smaller."""

import math

import numpy as np
from PIL import Image as PillowImage

from camera.frame import Image


def shrunk(image: Image, longest: int) -> Image:
    """Return the picture with no side longer than `longest` pixels, by averaging blocks of a whole number of pixels.

    The result can be down to half of what would be allowed; a picture that is small enough comes back as it is.
    """
    return _reduced(image, -(-max(image.shape[:2]) // longest))


def shrunk_to_bytes(image: Image, most_bytes: int) -> Image:
    """Return the picture, averaged down in blocks until it needs no more than `most_bytes`."""
    factor = math.ceil(math.sqrt(image.size / most_bytes))
    while -(-image.shape[0] // factor) * -(-image.shape[1] // factor) * 3 > most_bytes:
        factor += 1
    return _reduced(image, factor)


def _reduced(image: Image, factor: int) -> Image:
    if factor <= 1:
        return image
    return np.asarray(PillowImage.fromarray(image).reduce(factor))
