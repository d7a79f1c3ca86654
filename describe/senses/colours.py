"""Names the colours of large areas in ordinary words, as they would look in white light."""

import numpy as np
from numpy.typing import NDArray

from camera.frame import Image
from describe.senses.observation import Colour
from describe.senses.pixels import lab, shrunk

LONGEST_PX = 96
LEAST_SHARE = 0.12
"""Of the picture. Smaller areas are detail."""
LEAST_LIGHT = 8.0
"""L*, of the lightest fiftieth. Where even that is darker, a camera's colours are noise."""
MIDDLE = 0.2
"""Of the picture's width and height: what somebody points the camera at."""
BLACK_BELOW = 20.0
WHITE_FROM = 82.0
NEUTRAL_CHROMA = 11.0
"""Chroma in CIE L*a*b*: what is less colourful is called black, grey or white."""
HUES = (
    (25.0, "pink", "red", "red"),
    (48.0, "pink", "red", "red"),
    (72.0, "orange", "orange", "brown"),
    (105.0, "yellow", "yellow", "brown"),
    (185.0, "green", "green", "green"),
    (235.0, "blue-green", "blue-green", "blue-green"),
    (303.0, "blue", "blue", "blue"),
    (330.0, "purple", "purple", "purple"),
    (360.0, "pink", "pink", "purple"),
)
"""Up to this hue angle in degrees: the name when light, in between, and when dark."""
REFERENCE_SHARE = 0.02
REFERENCE_CHROMA = 24.0
REFERENCE_STANDS_OUT = 6.0
"""The lightest 2 % of the picture are taken for white in the light of the scene, unless they are more colourful, or
hardly lighter than the rest: a plain wall is no reference for itself."""
WHITE = 0.93
MOST_GAIN = 1.45
"""How far a dim picture is lightened towards that reference; a grey thing must not become a white one."""


def colours_of(image: Image) -> tuple[Colour, ...]:
    """Return the names of the large colours with their shares of the picture, the largest first; none in the dark."""
    picture = shrunk(image, LONGEST_PX).astype(np.float32) / 255.0
    lab_N3 = lab(_in_white_light(picture)).reshape(-1, 3)
    if float(np.percentile(lab_N3[:, 0], 98)) < LEAST_LIGHT:
        return ()
    return _shares(lab_N3)


def _shares(lab_N3: NDArray[np.float32]) -> tuple[Colour, ...]:
    names = _names(lab_N3)
    found, counts = np.unique(names, return_counts=True)
    shares = [Colour(str(name), round(float(count) / len(names), 2)) for name, count in zip(found, counts, strict=True)]
    return tuple(sorted((c for c in shares if c.share >= LEAST_SHARE), key=lambda c: (-c.share, c.name)))


def colours_in_the_middle(image: Image) -> tuple[Colour, ...]:
    """Return the names of the colours in the middle of the picture, each with its share of that, the largest first."""
    picture = shrunk(image, LONGEST_PX).astype(np.float32) / 255.0
    height, width = picture.shape[:2]
    lab_HW3 = lab(_in_white_light(picture))
    if float(np.percentile(lab_HW3[:, :, 0], 98)) < LEAST_LIGHT:
        return ()
    inner = 0.5 - MIDDLE / 2
    top, left = int(height * inner), int(width * inner)
    return _shares(lab_HW3[top : max(top + 1, height - top), left : max(left + 1, width - left)].reshape(-1, 3))


def _in_white_light(picture_HW3: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take out the tint of the light as far as something nearly white shows it."""
    pixels_N3 = picture_HW3.reshape(-1, 3)
    light_N = pixels_N3.min(axis=1)
    count = max(1, int(len(light_N) * REFERENCE_SHARE))
    white_3 = np.median(pixels_N3[np.argsort(light_N)[-count:]], axis=0).astype(np.float32)
    lightness, a, b = (float(v) for v in lab(white_3.reshape(1, 1, 3)).reshape(3))
    ordinary = float(np.median(lab(picture_HW3)[:, :, 0]))
    if lightness < max(40.0, ordinary + REFERENCE_STANDS_OUT) or float(np.hypot(a, b)) > REFERENCE_CHROMA:
        return picture_HW3
    target = max(float(white_3.max()), min(WHITE, MOST_GAIN * float(white_3.max())))
    gain_3 = (target / np.maximum(white_3, 1e-3)).astype(np.float32)
    whitened: NDArray[np.float32] = np.minimum(picture_HW3 * gain_3, np.float32(1))
    return whitened


def _names(lab_N3: NDArray[np.float32]) -> NDArray[np.str_]:
    lightness, a, b = lab_N3[:, 0], lab_N3[:, 1], lab_N3[:, 2]
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    band = np.minimum(np.searchsorted([limit for limit, *_ in HUES], hue, side="right"), len(HUES) - 1)
    tone = np.where(lightness >= 65, 0, np.where(lightness < 40, 2, 1))
    names = np.array([row[1:] for row in HUES])[band, tone].astype("<U12")
    names[(hue > 48) & (hue < 105) & (lightness < 55)] = "brown"
    is_warm = (hue > 25) & (hue < 105)
    names[is_warm & (lightness < 60) & (chroma < 35)] = "brown"
    names[is_warm & (lightness >= 60) & (chroma < 32)] = "beige"
    names[chroma < NEUTRAL_CHROMA] = "grey"
    names[(chroma < NEUTRAL_CHROMA) & (lightness >= WHITE_FROM)] = "white"
    names[(lightness < BLACK_BELOW) & (chroma < 2 * NEUTRAL_CHROMA)] = "black"
    return names
