"""Says in a few words what the pictures are like: how bright, how sharp, how many a second."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from camera.frame import Frame
from camera.quality import (
    DARK_BELOW,
    INK_FROM,
    SMEARED_FROM,
    SOFT_FROM,
    WHITE_PART,
    Exposure,
    Fault,
    Measured,
    Sharpness,
)

DIM_BELOW = 100.0
"""Grey level of the brightest 0.05 %: pictures at three tenths of their light have 63 and more, at full light 200."""
SHARP_UP_TO = 1.5
"""Width of the sharpest edges, in pixels of 320. Good pictures: up to 1.4; from 2.2 on it is a fault."""
COUNTED_S = 3.0
LEAST_S = 1.0
"""Pictures are counted over the last three seconds; over less than one there is no telling."""
MOST_BETWEEN = 10_000
"""Pictures between two looks: no camera gives more."""


class Brightness(StrEnum):
    """How much light there is, in words for people."""

    DARK = "dark"
    DIM = "dim"
    BRIGHT = "bright"
    GLARING = "far too bright"


class Focus(StrEnum):
    """How sharp the edges are, in words for people."""

    SHARP = "sharp"
    SOFT = "a little soft"
    BLURRED = "blurred"
    PLAIN = "too plain to tell whether it is sharp"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the newest picture was like, and how many came a second: None until enough have been counted.

    `is_covered` says that nothing can be seen at all.
    """

    brightness: Brightness
    focus: Focus
    per_s: float | None
    is_covered: bool = False


class FiguresWatch:
    """Counts pictures by their numbers, and puts what was measured of the newest one into words."""

    def __init__(self) -> None:
        self.newest: Figures | None = None
        self._counted: deque[tuple[float, int]] = deque()

    def look(self, frame: Frame, measured: Measured) -> None:
        """Take note of a frame; one whose number or moment does not follow on the last one is of another camera."""
        counted = self._counted
        if counted and not (0 <= frame.number - counted[-1][1] < MOST_BETWEEN and frame.taken_at >= counted[-1][0]):
            counted.clear()
        counted.append((frame.taken_at, frame.number))
        while frame.taken_at - counted[0][0] > COUNTED_S:
            counted.popleft()
        self.newest = Figures(
            brightness_of(measured.light),
            focus_of(measured.edges),
            self._per_s(),
            is_covered=measured.fault is Fault.COVERED,
        )

    def lose(self) -> None:
        """Forget everything: there are no pictures now."""
        self.newest = None
        self._counted.clear()

    def _per_s(self) -> float | None:
        (first_at, first), (last_at, last) = self._counted[0], self._counted[-1]
        return (last - first) / (last_at - first_at) if last_at - first_at >= LEAST_S else None


def brightness_of(light: Exposure) -> Brightness:
    """Return the word for this light."""
    if light.brightest < DARK_BELOW:
        return Brightness.DARK
    if light.white >= WHITE_PART and light.darkest >= INK_FROM:
        return Brightness.GLARING
    return Brightness.DIM if light.brightest < DIM_BELOW else Brightness.BRIGHT


def focus_of(edges: Sharpness) -> Focus:
    """Return the word for these edges."""
    if edges.best <= 0.0:
        return Focus.PLAIN
    if edges.best >= SOFT_FROM or edges.worst >= SMEARED_FROM:
        return Focus.BLURRED
    return Focus.SHARP if edges.best <= SHARP_UP_TO else Focus.SOFT
