"""Plays the built-in clip: a camera for where there is none, drawn by the program itself."""

from collections import deque
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from camera import scenery
from camera.clock import Clock
from camera.errors import CameraEnded, CameraLost
from camera.frame import Frame, Image, frame_of

FPS = 30
NOISE = 2.2
"""Grey levels (standard deviation) of the sensor, about that of a webcam in a lit room."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of the clip, in seconds from its beginning, and what a sighted person sees in it.

    `text` and `code` can be read in it; `fault` is "covered", "dark", "blurred" or empty. A scene that is not still
    is a turn, a passer-by or a change between two others.
    """

    from_s: float
    to_s: float
    seen: str
    is_still: bool = True
    text: tuple[str, ...] = ()
    code: str = ""
    fault: str = ""


_POSTER = (scenery.HEADLINE, *scenery.LINES)

SCENES: tuple[Scene, ...] = (
    Scene(0.0, 6.0, "a brown door with the sign Room 12", text=(scenery.SIGN,)),
    Scene(6.0, 7.5, "the view turns right", is_still=False),
    Scene(7.5, 14.0, "a poster for a concert, with a QR code", text=_POSTER, code=scenery.ADDRESS),
    Scene(14.0, 15.5, "the view turns right", is_still=False),
    Scene(15.5, 20.0, "a dim corner with an armchair, a bright window on the right"),
    Scene(20.0, 23.0, "a person walks past, from left to right", is_still=False),
    Scene(23.0, 26.5, "a dim corner with an armchair, a bright window on the right"),
    Scene(26.5, 27.0, "a hand comes over the lens", is_still=False),
    Scene(27.0, 31.5, "nothing, a hand covers the lens", fault="covered"),
    Scene(31.5, 32.0, "the hand goes away", is_still=False),
    Scene(32.0, 36.0, "nothing, it is dark", fault="dark"),
    Scene(36.0, 36.3, "the light goes on", is_still=False),
    Scene(36.3, 40.3, "a door, out of focus", fault="blurred"),
    Scene(40.3, 41.3, "the picture becomes sharp", is_still=False),
    Scene(41.3, 47.0, "a brown door with the sign Room 12", text=(scenery.SIGN,)),
)
"""What is to be seen when; each begins where the one before ends."""

DURATION_S = SCENES[-1].to_s

# Each line is a course: moments in seconds, and the value at each; between two moments the value glides.
_TURN = ((0, 6, 7.5, 14, 15.5, 29, 29.01), (0, 0, 720, 720, 1440, 1440, 0))
_COVERED = ((26.5, 27, 31.5, 32), (0, 1, 1, 0))
_LIGHT = ((0, 14, 15.5, 29, 29.01, 36, 36.3), (1, 1, 0.94, 0.94, 0.04, 0.04, 1))
_BLUR_PX = ((36, 36.01, 40.3, 41.3), (0, 11, 11, 0))
_PERSON_X = ((20, 23), (-scenery.PERSON_WIDTH, scenery.WIDTH))
_STEPS_PER_S = 0.9


class ClipCamera:
    """The built-in clip as a camera: it begins with the first look, runs by the clock and ends after DURATION_S."""

    name = "the built-in clip"
    duration_s = DURATION_S

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began_at: float | None = None
        self._drawn: deque[Frame] = deque(maxlen=1)

    def latest(self, max_age_s: float) -> Frame:
        """Return the frame of this moment; raise CameraEnded after the last, CameraLost if it is too old."""
        now = self._clock()
        if self._began_at is None:
            self._began_at = now
        if now - self._began_at >= DURATION_S:
            raise CameraEnded("the built-in clip is over")
        frame = self._frame(int((now - self._began_at) * FPS), self._began_at)
        if frame.age_s(now) > max_age_s:
            raise CameraLost(f"the built-in clip has a frame every {1 / FPS:.3f} s, none younger than {max_age_s} s")
        return frame

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        """Return the frames of the last seconds, oldest first; nothing before the first look."""
        if self._began_at is None:
            return ()
        played_s = min(self._clock() - self._began_at, DURATION_S - 1 / FPS)
        ages_s = np.arange(0.0, min(seconds, played_s) + 1e-9, max(every_s, 1 / FPS))
        numbers = sorted({int((played_s - age_s) * FPS) for age_s in ages_s.tolist()})
        return tuple(self._frame(number, self._began_at) for number in numbers)

    def close(self) -> None:
        """Do nothing: the clip holds no device."""

    def _frame(self, number: int, began_at: float) -> Frame:
        if not self._drawn or self._drawn[0].number != number:
            self._drawn.append(frame_of(draw(number / FPS), began_at + number / FPS, number))
        return self._drawn[0]


def draw(t_s: float) -> Image:
    """Return the picture at this moment of the clip, HEIGHT x WIDTH x RGB; the same moment gives the same bytes."""
    view = _view(t_s)
    if 20.0 <= t_s < 23.0:
        view = _with_person(view, t_s)
    image = _bytes(cv2.multiply(view, _vignette(), scale=_at(t_s, _LIGHT) / 255.0))
    blur_px = _at(t_s, _BLUR_PX)
    if blur_px > 0.3:
        image = _out_of_focus(image, blur_px)
    covered = _at(t_s, _COVERED)
    if covered > 0.0:
        image = _behind_hand(image, covered)
    return _bytes(cv2.add(image, _noise(round(t_s * FPS)), dtype=cv2.CV_8U))


def _bytes(image: NDArray[np.generic]) -> Image:
    """Return it as uint8, which OpenCV's types do not promise although its results are."""
    return image.astype(np.uint8, copy=False)


def _at(t_s: float, course: tuple[tuple[float, ...], tuple[float, ...]]) -> float:
    """Return the course's value at a moment, gliding softly from one to the next."""
    moments, values = course
    place = float(np.interp(t_s, moments, range(len(moments))))
    before = min(int(place), len(values) - 2)
    part = place - before
    return values[before] + (values[before + 1] - values[before]) * part * part * (3.0 - 2.0 * part)


def _view(t_s: float) -> Image:
    """Return the part of the wall in view, smeared by the turn during half a frame's time as in a camera."""
    x = _at(t_s, _TURN)
    left = min(max(round(x), 0), scenery.WALL_WIDTH - scenery.WIDTH)
    view = scenery.wall()[:, left : left + scenery.WIDTH]
    smear_px = round(abs(_at(t_s + 0.5 / FPS, _TURN) - x))
    if 1 < smear_px < scenery.WIDTH // 4:
        view = _bytes(cv2.blur(view, (smear_px, 1)))
    return view


def _with_person(view: Image, t_s: float) -> Image:
    moments, places = _PERSON_X
    x = round(float(np.interp(t_s, moments, places)))
    phase = int(t_s * _STEPS_PER_S * scenery.PHASES) % scenery.PHASES
    picture, opaque = scenery.person(phase)
    left, right = max(x, 0), min(x + scenery.PERSON_WIDTH, scenery.WIDTH)
    if left >= right:
        return view
    top = scenery.HEIGHT - scenery.PERSON_HEIGHT
    mixed = view.copy()
    here = slice(left - x, right - x)
    behind = mixed[top:, left:right]
    share = opaque[:, here, None]
    # The person stands in the dim corner, lit from the window only.
    mixed[top:, left:right] = (behind * (1.0 - share) + picture[:, here] * (share * 0.8)).astype(np.uint8)
    return mixed


def _out_of_focus(image: Image, blur_px: float) -> Image:
    """Blur, on a quarter of the size where the blur is strong, because that is ten times as quick."""
    if blur_px < 5.0:
        return _bytes(cv2.GaussianBlur(image, (0, 0), blur_px))
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), blur_px / 4.0)
    return _bytes(cv2.resize(soft, (scenery.WIDTH, scenery.HEIGHT), interpolation=cv2.INTER_CUBIC))


def _behind_hand(image: Image, covered: float) -> Image:
    """Lay a palm over it from below: its edge is far out of focus, and a little red light comes through."""
    y = np.linspace(0.0, 1.0, scenery.HEIGHT, dtype=np.float32)
    share = ((y - 1.0 + covered * 1.4) / 0.4).clip(0.0, 1.0)[:, None, None]
    mixed = image.astype(np.float32) * (1.0 - share) + _palm().astype(np.float32) * share
    return _bytes(mixed)


@cache
def _palm() -> Image:
    y, x = np.mgrid[-1 : 1 : scenery.HEIGHT * 1j, -1 : 1 : scenery.WIDTH * 1j]
    through = 1.0 - 0.25 * np.sqrt((x - 0.3) ** 2 + (y + 0.2) ** 2)
    palm: Image = (through[:, :, None] * np.array([34.0, 9.0, 7.0])).astype(np.uint8)
    return palm


@cache
def _vignette() -> Image:
    y, x = np.mgrid[-1 : 1 : scenery.HEIGHT * 1j, -1 : 1 : scenery.WIDTH * 1j]
    gain = 1.0 - 0.12 * (x * x + y * y)
    return np.repeat((gain * 255.0).astype(np.uint8)[:, :, None], 3, axis=2)


_NOISE_SPARE = 64
"""Pixels by which the noise is larger than a frame: each frame cuts another part of it."""


def _noise(number: int) -> NDArray[np.int8]:
    """Return the sensor's noise in a frame: the same for the same number, another for the next."""
    x, y, turned = np.random.default_rng(number).integers(0, (_NOISE_SPARE, _NOISE_SPARE, 2)).tolist()
    part = _noise_stock()[y : y + scenery.HEIGHT, x : x + scenery.WIDTH]
    return part[:, ::-1] if turned else part


@cache
def _noise_stock() -> NDArray[np.int8]:
    shape = (scenery.HEIGHT + _NOISE_SPARE, scenery.WIDTH + _NOISE_SPARE, 3)
    return np.random.default_rng(1).normal(0.0, NOISE, shape).round().astype(np.int8)
