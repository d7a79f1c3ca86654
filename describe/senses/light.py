"""Says how light a picture is, and which side of it is clearly the brightest."""

import numpy as np

from camera.frame import Image
from describe.senses.observation import Level, Light, Side
from describe.senses.pixels import grey

DARK_BELOW = 35.0
DIM_BELOW = 70.0
BRIGHT_FROM = 175.0
"""Mean grey value, 0 to 255. Cameras correct their exposure towards 100 to 130; beyond these they could not."""
OUTSHINES = 2.5
"""Times as much light, in physical terms, as the other side: 1.3 photographic stops, more than the fall-off and shading
within an evenly lit room."""
OUTSHINES_MIDDLE = 1.5
"""Times as much as the middle third, into which a window on one side reaches (1.6 for half of one)."""
LEAST_BRIGHTNESS = 110.0
"""A third that is not bright in itself is not "bright", however dark the rest may be."""


def light_of(image: Image) -> Light:
    """Return the level of light, and the brightest third where it clearly outshines both others."""
    picture = grey(image, 96).astype(np.float32)
    mean = float(picture.mean())
    level = Level.ORDINARY
    if mean < DARK_BELOW:
        level = Level.DARK
    elif mean < DIM_BELOW:
        level = Level.DIM
    elif mean >= BRIGHT_FROM:
        level = Level.BRIGHT
    return Light(level, _brightest(picture))


def brightness(image: Image) -> float:
    """Return how bright the middle of the picture is, 0 to 1."""
    picture = grey(image, 96)
    height, width = picture.shape
    return float(picture[height // 4 : height - height // 4, width // 4 : width - width // 4].mean()) / 255


def _brightest(picture: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Side | None:
    thirds = np.array_split(picture, 3, axis=1)
    lights = [float(np.square(third / 255).mean()) for third in thirds]  # about the sRGB curve: the light itself
    left, middle, right = lights
    best = int(np.argmax(lights))
    needed = {0: (OUTSHINES_MIDDLE * middle, OUTSHINES * right), 2: (OUTSHINES_MIDDLE * middle, OUTSHINES * left)}
    least = max(needed.get(best, (OUTSHINES * left, OUTSHINES * right)))
    if thirds[best].mean() < LEAST_BRIGHTNESS or lights[best] < least:
        return None
    return (Side.LEFT, Side.AHEAD, Side.RIGHT)[best]
