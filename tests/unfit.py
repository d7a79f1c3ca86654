"""Two hundred pictures that show nothing: black, white, noise and covered, each other than all the others. Seeded."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from camera.frame import Image

SEED = 41
KINDS = ("black", "white", "noise", "covered")
SIZES = ((480, 640), (720, 1280), (640, 480), (240, 320), (1080, 1920))


def unfit_pictures(count: int = 50, sizes: tuple[tuple[int, int], ...] = SIZES) -> Iterator[tuple[str, Image]]:
    """Yield the name of its kind and a picture, `count` of each kind, of these heights and widths in turn."""
    draw = {"black": _black, "white": _white, "noise": _noise, "covered": _covered}
    for kind in KINDS:
        rng = np.random.default_rng([SEED, KINDS.index(kind)])
        for number in range(count):
            yield f"{kind} {number}", draw[kind](rng, *sizes[number % len(sizes)])


def _sensed(rng: np.random.Generator, light: NDArray[np.float32], sigma: float) -> Image:
    """Return what a sensor with this noise makes of so much light, height x width x RGB."""
    seen = light + rng.standard_normal(light.shape, np.float32) * np.float32(sigma)
    return np.asarray(np.clip(seen, 0, 255), np.uint8)


def _even(height: int, width: int, *colour: float) -> NDArray[np.float32]:
    return np.broadcast_to(np.asarray(colour, np.float32), (height, width, 3)).copy()


def _black(rng: np.random.Generator, height: int, width: int) -> Image:
    return _sensed(rng, _even(height, width, *rng.uniform(0, 9, 3)), float(rng.uniform(0, 5)))


def _white(rng: np.random.Generator, height: int, width: int) -> Image:
    return _sensed(rng, _even(height, width, *rng.uniform(252, 275, 3)), float(rng.uniform(0, 2)))


def _noise(rng: np.random.Generator, height: int, width: int) -> Image:
    """Draw grey or coloured noise: even, normal, or black and white, in grains of up to 4 pixels at 640."""
    grain = int(rng.integers(1, 5)) * max(1, max(height, width) // 640)
    rows, columns = height // grain + 1, width // grain + 1
    channels = int(rng.choice((1, 3)))
    way = int(rng.integers(3))
    if way == 0:
        grains = rng.integers(0, 256, (rows, columns, channels)).astype(np.float32)
    elif way == 1:
        deviation = 80 if max(height, width) > 640 else 40
        grains = rng.normal(rng.uniform(90, 160), deviation, (rows, columns, channels)).astype(np.float32)
    else:
        grains = (rng.random((rows, columns, channels)) < rng.uniform(0.3, 0.7)).astype(np.float32) * 255
    whole = grains.repeat(grain, 0).repeat(grain, 1)[:height, :width]
    return np.asarray(np.clip(np.broadcast_to(whole, (height, width, 3)), 0, 255), np.uint8)


def _covered(rng: np.random.Generator, height: int, width: int) -> Image:
    """Lay a palm, a cap or a finger with light through it over the lens, brighter towards one side."""
    y, x = (axis.astype(np.float32) for axis in np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j])
    towards = float(rng.uniform(-0.25, 0.25)) * x + float(rng.uniform(-0.25, 0.25)) * y
    red = rng.uniform(4, 120)
    colour = np.asarray((red, red * rng.uniform(0.1, 0.4), red * rng.uniform(0.1, 0.35)), np.float32)
    light = colour * (1 + towards)[:, :, None]
    return _sensed(rng, np.asarray(cv2.GaussianBlur(light, (0, 0), 9), np.float32), float(rng.uniform(0, 4)))
