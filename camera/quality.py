"""Finds what makes a picture unfit to be described: covered, dark, over-exposed, blurred, moving fast, or mere noise.

Every measure is taken on a picture brought to a fixed size, so that it does not depend on the camera's. The figures
beside the thresholds come from 66 real pictures (8 photos and frames of two videos), spoiled in degrees: the table of
`scripts/events quality`. "At 640" means pixels of a picture 640 wide.

A good picture may be dim, plain, soft in part or full of white. Where two faults cannot be told apart the one that
claims less is given: COVERED says only that nothing can be seen at all. A lens cap, a pocket and total darkness look
the same, and so does one smooth red surface that fills the view and a finger.

A camera that repeats the same bytes is found where it is drained (`camera/pictures.py`), and raises CameraFrozen: it
has to be opened anew, and a recording may show the same picture for long.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from camera.change import Change
from camera.frame import Frame, Image
from camera.noise import is_noise

Grey = NDArray[np.float32]

DARK_BELOW = 34.0
"""Grey level of the brightest 0.05 %, so that one lamp is enough to see by. Pictures at a tenth of their light: 28 at
most; at a fifth, dim but fine, 42 and more; at three tenths 63 and more."""
NOTHING_BELOW = 0.5
"""Grey levels of structure in a dark picture. A black one with noise of sigma 10 has 0.4; pictures at a twentieth
of their light 0.34 (a bare road) to 2.8, half of them above 0.95; at a tenth 0.51 and more."""
FINGER_BELOW, FINGER_RISE_BELOW = 10.0, 1.0
"""Grey levels of structure, and of rise a pixel, in a red picture: a finger is smooth and has no edges, but light from
one side gives it 2.3 of structure. Real scenes at full light have 4.6 and more, and edges."""
FINGER_RED = 1.7
"""Times that red exceeds green and blue in light that comes through skin."""
WHITE_FROM = 248
"""Grey level from which a pixel holds nothing any more."""
WHITE_PART, INK_FROM = 0.7, 80.0
"""Blocks that are all white; and the grey level of the darkest hundredth from which there is no ink on the white: a
page of text has blocks enough, but ink. Pictures as they are: 0.27 of their blocks at most; at four times the light
half of them have 0.92 and more."""
EDGES_FROM, BRIGHT, DIMMEST = 2.2, 200.0, 65.0
"""Grey levels a pixel (of 320) by which the strongest edges of a bright picture rise; of a dim one it takes less, down
to a third. Below it there is nothing to judge sharpness by: a bare road has 1.1, clouds 2.0, a sky less. Scenes: up
to 21, half of them above 11."""
SOFT_FROM = 2.2
"""Width (sigma, pixels of 320) of the sharper of upright and level edges. Good pictures: up to 1.4; blurred with sigma
3 at 640, which can still be described: up to 2.0; with 6: 2.0 to 3.3; with 9: 3.3 and more."""
SMEARED_FROM = 3.2
"""The same for the softer of both, where the other is sharp: good pictures up to 1.4, smeared over 32 pixels at 640
in one direction 1.1 to 5.2, half of them above 3.2. Folds of a curtain are soft one way too, so it takes more."""
MOVING_SMEARED_FROM = 2.2
"""The softer of both while the view moves as a whole: then a smear has a cause."""

HOLD_S = 1.0
"""A fault is told only once it has lasted, and is over only once it has stayed away: hands pass, cameras refocus."""
FORGOTTEN_S = 3.0
"""After a gap longer than this it is not known what lasted."""


class Fault(StrEnum):
    """Why a picture is not described, the worst first. COVERED: nothing is seen at all, for want of view or light."""

    COVERED = "covered"
    DARK = "dark"
    OVEREXPOSED = "overexposed"
    NOISE = "noise"
    MOVING_FAST = "moving fast"
    BLURRED = "blurred"


@dataclass(frozen=True, slots=True)
class Sharpness:
    """Width of the sharpest of the strong edges: sigma, in pixels of 320.

    `best` is that of the sharper of the two directions, `worst` of the softer, both 0 where no edge is strong enough to
    be judged by; `rise` is how strong they are, in grey levels a pixel.
    """

    best: float
    worst: float
    rise: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """The light of a picture.

    Grey levels of the brightest 0.05 % and of the darkest 1 %; the part of blocks that are all white; the grey levels
    of structure that stay when smooth shading is taken away; how many times red exceeds the other colours.
    """

    brightest: float
    darkest: float
    white: float
    structure: float
    redness: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one picture, and its fault."""

    light: Exposure
    edges: Sharpness
    fault: Fault | None


def fault_of(image: Image) -> Fault | None:
    """Return the worst fault of one picture by itself, or None; never MOVING_FAST, which takes several."""
    small = _fixed(image)
    return _fault(small, exposure_of(small), sharpness_of(small), is_view_moving=False)


def exposure_of(image: Image) -> Exposure:
    """Measure the light of a picture."""
    small = cv2.resize(image, (160, 120), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    white = cv2.resize((grey >= WHITE_FROM).astype(np.float32), (20, 15), interpolation=cv2.INTER_AREA)
    red, green, blue = (float(part) for part in cv2.mean(small)[:3])
    fine = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return Exposure(
        brightest=_level(fine, 0.9995),
        darkest=_level(fine, 0.01),
        white=float((white > 0.95).mean()),
        structure=_structure(grey),
        redness=(red + 1.0) / (max(green, blue) + 1.0),
    )


def sharpness_of(image: Image) -> Sharpness:
    """Measure how wide the edges are, from how much steeper they are at a fine scale than at a coarse one.

    An edge of width s, seen at scale f, rises by contrast / sqrt(2 pi (s^2 + f^2)): the ratio of two scales gives s
    whatever the contrast. Upright and level edges are judged apart, since motion smears only those across its way, and
    by their sharper ones, since what is near or far may be out of focus.
    """
    grey = cv2.cvtColor(_fixed(image), cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine, coarse = _slopes(grey, _FINE), _slopes(grey, _COARSE)
    enough = EDGES_FROM * min(1.0, max(DIMMEST, _level(grey.astype(np.uint8), 0.9995)) / BRIGHT)
    widths, rises = [], []
    for along, across in ((0, 1), (1, 0)):
        is_edge = coarse[along] > 1.5 * coarse[across]
        steep, steepest = coarse[along][is_edge], max(30, coarse[along].size // 50)
        if steep.size < steepest:
            continue
        strong = np.argpartition(steep, -steepest)[-steepest:]
        rises.append(float(np.median(steep[strong])))
        if rises[-1] >= enough:
            ratio = float(np.quantile(fine[along][is_edge][strong] / steep[strong], 0.85))
            widths.append(_width(ratio))
    return Sharpness(min(widths, default=0.0), max(widths, default=0.0), max(rises, default=0.0))


class QualityWatch:
    """Judges one frame after another and reports a fault that lasts. Time is only what the frames say."""

    def __init__(self) -> None:
        self.measured: Measured | None = None
        """Of the newest picture, by itself."""
        self._at: float | None = None
        self._told: Fault | None = None
        self._seen: Fault | None = None
        self._seen_since = 0.0

    def look(self, frame: Frame, change: Change) -> Fault | None:
        """Return the fault that has lasted for a second, until it has been gone for one.

        A frame of no later moment than the last gives the last answer again.
        """
        at = frame.taken_at
        if self._at is not None and -FORGOTTEN_S <= at - self._at <= 0.0:
            return self._told
        is_gap = self._at is None or not 0.0 < at - self._at <= FORGOTTEN_S
        self._at = at
        small = _fixed(frame.image)
        light, edges = exposure_of(small), sharpness_of(small)
        seen = _fault(small, light, edges, is_view_moving=change.is_view_moving)
        self.measured = Measured(light, edges, seen)
        # One fault may turn into another while none has been told yet: that something is wrong has lasted all the same.
        is_other = seen is not self._seen and (seen is None or self._seen is None or self._told is not None)
        if is_gap or is_other:
            self._seen_since = at
        self._seen = seen
        if at - self._seen_since >= HOLD_S:
            self._told = seen
        return self._told


def _fault(image: Image, light: Exposure, edges: Sharpness, *, is_view_moving: bool) -> Fault | None:
    is_dark = light.brightest < DARK_BELOW
    is_smooth = light.structure < FINGER_BELOW and edges.rise < FINGER_RISE_BELOW
    is_finger = light.redness > FINGER_RED and is_smooth
    if is_finger or (is_dark and light.structure < NOTHING_BELOW):
        return Fault.COVERED
    if is_dark:
        return Fault.DARK
    if light.white >= WHITE_PART and light.darkest >= INK_FROM:
        return Fault.OVEREXPOSED
    if is_noise(image):
        return Fault.NOISE
    if is_view_moving and edges.worst >= MOVING_SMEARED_FROM:
        return Fault.MOVING_FAST
    if edges.best >= SOFT_FROM or edges.worst >= SMEARED_FROM:
        return Fault.BLURRED
    return None


_FINE, _COARSE = 1.0, 2.5
_BORDER = 6


def _fixed(image: Image) -> Image:
    """Make the longer side 320, never more than it is: what is added to a picture is not sharp."""
    scale = 320.0 / max(image.shape[:2])
    if scale >= 1.0:
        return image
    size = (max(16, round(image.shape[1] * scale)), max(16, round(image.shape[0] * scale)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _slopes(grey: Grey, scale: float) -> tuple[Grey, Grey]:
    """Return how steeply the brightness changes to the side and downwards, without the border."""
    smooth = cv2.GaussianBlur(grey, (0, 0), scale)
    inner = (slice(_BORDER, -_BORDER), slice(_BORDER, -_BORDER))
    aside = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1)[inner]) * np.float32(0.5)
    down = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1)[inner]) * np.float32(0.5)
    return aside, down


def _width(ratio: float) -> float:
    squared = max(ratio * ratio, 1.001)
    return float(np.sqrt(max(0.0, (_COARSE**2 - squared * _FINE**2) / (squared - 1.0))))


def _level(grey: NDArray[np.generic], part: float) -> float:
    """Return the grey level below which this part of the pixels is."""
    counts = np.bincount(grey.ravel(), minlength=256)
    return float(np.searchsorted(np.cumsum(counts), part * grey.size))


def _structure(grey: NDArray[np.generic]) -> float:
    """Return the standard deviation that stays when noise is averaged out and smooth shading is subtracted."""
    coarse = cv2.resize(grey.astype(np.float32), (40, 30), interpolation=cv2.INTER_AREA).ravel()
    shading = _shading()
    return float((coarse - shading @ (shading.T @ coarse)).std())


@lru_cache(maxsize=1)
def _shading() -> NDArray[np.float32]:
    """Return an orthonormal basis of all quadratic shadings of 30 x 40 pixels."""
    y, x = (axis.ravel() for axis in np.mgrid[-1:1:30j, -1:1:40j])
    return np.linalg.qr(np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1))[0].astype(np.float32)
