"""Draws what stands still in the built-in clip, one long wall, and the person who walks along it.

The wall is drawn once, at twice its size, and made smaller, which gives the soft edges of a lens. Sizes in the drawing
functions are pixels of the finished wall.
"""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from camera.frame import Image

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 640, 480
DOOR_X, POSTER_X, WINDOW_X = 0, 720, 1440
"""Where the view begins, along the wall, that shows the door, the poster, the window."""
WALL_WIDTH = WINDOW_X + WIDTH
FLOOR_Y = 418

SIGN = "Room 12"
HEADLINE = "CONCERT"
LINES = ("Friday 7 pm", "Free entry")
ADDRESS = "https://example.org/concert"

PERSON_WIDTH, PERSON_HEIGHT = 190, 420
PHASES = 12
"""Pictures of one double step."""

_FINE = 2
# ADDRESS as a QR code (29 x 29 modules, level M), one number a row, the leftmost module in the highest bit. It was
# written by zxing-cpp, and is kept as figures so that looking needs no library for codes; a test compares the two.
_CODE_SIDE = 29
_CODE = bytes.fromhex(
    "1fd6e47f105eea411752c55d17466b5d175dae5d104dc5411fd5557f000e410013fafa97020046b614e148940c136b491e51c16117be017f"
    "14756f35063ad6550477212810040b16195cdb791901b58c18fb87fe001b9f181fd4b358105397121756bbfa175854221746d5b7104ba0bd"
    "1fde5fd0"
)


@cache
def wall() -> Image:
    """Return the whole wall, HEIGHT x WALL_WIDTH x RGB: a door with a sign, a poster with a code, a lit window."""
    canvas = Pillow.new("RGB", (WALL_WIDTH * _FINE, HEIGHT * _FINE), (203, 192, 170))
    pen = ImageDraw.Draw(canvas)
    _floor(pen)
    _door(pen)
    _poster(canvas, pen)
    _armchair(pen)
    _window(pen)
    fine = np.asarray(canvas)
    small = cv2.resize(fine, (WALL_WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    lit = (small + _roughness()) * _light()[:, :, None] + _glow()[:, :, None]
    return _read_only(cv2.GaussianBlur(lit, (0, 0), 0.6).clip(0, 255).astype(np.uint8))


@cache
def person(phase: int) -> tuple[Image, NDArray[np.float32]]:
    """Return a person who walks to the right, PERSON_HEIGHT x PERSON_WIDTH x RGB, and each pixel's opacity, 0 to 1."""
    swing = np.sin(2 * np.pi * phase / PHASES)
    canvas = Pillow.new("RGBA", (PERSON_WIDTH * _FINE, PERSON_HEIGHT * _FINE), (58, 62, 84, 0))
    pen = ImageDraw.Draw(canvas)
    hip, middle = 235, 92
    for side, colour in ((-1, (38, 44, 66)), (1, (50, 58, 86))):
        step = 48 * swing * side
        knee = (middle + step * 0.7 + 6, hip + 82)
        foot = (middle + step - max(0.0, -step) * 0.3, hip + 164)
        _limb(pen, [(middle, hip), knee, foot], 31, colour)
        _limb(pen, [foot, (foot[0] + 22, foot[1] + 4)], 18, (30, 26, 26))
    _limb(pen, [(middle - 2, 124), (middle - 34 * swing, 180), (middle - 40 * swing + 10, 232)], 24, (96, 32, 38))
    pen.rounded_rectangle(_fine(52, 92, 130, 262), 34 * _FINE, fill=(134, 44, 50))
    _limb(pen, [(middle, 124), (middle + 34 * swing, 180), (middle + 44 * swing + 10, 230)], 25, (150, 54, 58))
    pen.ellipse(_fine(middle + 44 * swing, 220, middle + 44 * swing + 22, 246), fill=(196, 150, 122))
    pen.rectangle(_fine(82, 78, 106, 104), fill=(184, 138, 112))
    pen.ellipse(_fine(66, 22, 124, 94), fill=(196, 150, 122))
    pen.polygon([(x * _FINE, y * _FINE) for x, y in ((119, 52), (130, 66), (118, 70))], fill=(196, 150, 122))
    pen.pieslice(_fine(58, 14, 120, 92), 120, 330, fill=(52, 38, 30))
    fine = cv2.resize(np.asarray(canvas), (PERSON_WIDTH, PERSON_HEIGHT), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(fine, (0, 0), 1.2)
    return _read_only(np.ascontiguousarray(soft[:, :, :3])), soft[:, :, 3].astype(np.float32) / 255.0


def _read_only(image: NDArray[np.generic]) -> Image:
    image.flags.writeable = False
    return image.astype(np.uint8, copy=False)


def _fine(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    return left * _FINE, top * _FINE, right * _FINE, bottom * _FINE


def _limb(pen: ImageDraw.ImageDraw, joints: Sequence[tuple[float, float]], thick: float, colour: Colour) -> None:
    points = [(x * _FINE, y * _FINE) for x, y in joints]
    pen.line(points, fill=colour, width=round(thick * _FINE), joint="curve")
    for x, y in points:
        radius = thick * _FINE / 2
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _write(pen: ImageDraw.ImageDraw, text: str, middle: tuple[float, float], size: int, colour: Colour) -> None:
    font = ImageFont.load_default(size * _FINE)
    at = (middle[0] * _FINE, middle[1] * _FINE)
    pen.text(at, text, fill=colour, font=font, anchor="mm", stroke_width=_FINE, stroke_fill=colour)


def _floor(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle(_fine(0, FLOOR_Y, WALL_WIDTH, HEIGHT), fill=(128, 92, 62))
    for x in range(-40, WALL_WIDTH, 130):
        pen.line(_fine(x, HEIGHT, x + 36, FLOOR_Y), fill=(104, 74, 50), width=3)
    pen.rectangle(_fine(0, FLOOR_Y - 16, WALL_WIDTH, FLOOR_Y), fill=(226, 220, 206))
    pen.line(_fine(0, FLOOR_Y - 16, WALL_WIDTH, FLOOR_Y - 16), fill=(160, 152, 136), width=3)


def _door(pen: ImageDraw.ImageDraw) -> None:
    left, right, top = DOOR_X + 170, DOOR_X + 470, 18
    pen.rectangle(_fine(left - 20, top - 18, right + 20, FLOOR_Y), fill=(176, 164, 142))
    pen.rectangle(_fine(left - 4, top - 4, right + 4, FLOOR_Y), fill=(70, 48, 34))
    pen.rectangle(_fine(left, top, right, FLOOR_Y - 2), fill=(122, 80, 50))
    for panel in ((left + 34, 214, left + 134, 396), (left + 166, 214, right - 34, 396)):
        pen.rectangle(_fine(*panel), fill=(112, 72, 44), outline=(86, 54, 32), width=5)
    pen.rounded_rectangle(
        _fine(left + 32, 72, right - 32, 160), 8 * _FINE, fill=(244, 244, 240), outline=(60, 60, 64), width=5
    )
    _write(pen, SIGN, (left + 150, 115), 54, (24, 26, 34))
    pen.ellipse(_fine(right - 28, 226, right - 8, 246), fill=(212, 208, 196), outline=(90, 86, 76), width=3)
    _limb(pen, [(right - 18, 236), (right - 58, 236)], 9, (198, 194, 182))
    pen.rectangle(_fine(right + 52, 190, right + 84, 232), fill=(240, 238, 230), outline=(150, 144, 130), width=3)
    pen.rectangle(_fine(right + 60, 200, right + 76, 222), fill=(250, 249, 244), outline=(170, 164, 150), width=2)


def _poster(canvas: Pillow.Image, pen: ImageDraw.ImageDraw) -> None:
    left, right, top, bottom = POSTER_X + 160, POSTER_X + 480, 14, 396
    middle = (left + right) / 2
    pen.rectangle(_fine(left + 5, top + 6, right + 6, bottom + 7), fill=(150, 140, 122))
    pen.rectangle(_fine(left, top, right, bottom), fill=(246, 243, 232))
    pen.rectangle(_fine(left, top, right, top + 92), fill=(26, 66, 132))
    _write(pen, HEADLINE, (middle, top + 46), 58, (250, 248, 240))
    for line, y in zip(LINES, (top + 124, top + 162), strict=True):
        _write(pen, line, (middle, y), 33, (30, 30, 36))
    side = 174
    square = Pillow.fromarray(code()).resize((side * _FINE, side * _FINE), Pillow.Resampling.NEAREST)
    canvas.paste(square, (round((middle - side / 2) * _FINE), (bottom - side - 18) * _FINE))
    for x in (left + 12, right - 12):
        pen.ellipse(_fine(x - 5, top + 5, x + 5, top + 15), fill=(190, 40, 36))


def code() -> Image:
    """Return ADDRESS as a QR code, one pixel a module, 0 for dark and 255 for light, without a quiet zone."""
    rows = np.frombuffer(_CODE, dtype=">u4")
    bits = (rows[:, None] >> np.arange(_CODE_SIDE - 1, -1, -1)) & 1
    return ((1 - bits) * 255).astype(np.uint8)


def _armchair(pen: ImageDraw.ImageDraw) -> None:
    x = WINDOW_X + 60
    pen.rounded_rectangle(_fine(x, 236, x + 170, 400), 30 * _FINE, fill=(88, 104, 92))
    pen.rounded_rectangle(_fine(x - 22, 306, x + 26, 424), 20 * _FINE, fill=(74, 90, 78))
    pen.rounded_rectangle(_fine(x + 144, 306, x + 192, 424), 20 * _FINE, fill=(74, 90, 78))
    pen.rounded_rectangle(_fine(x + 22, 346, x + 148, 412), 14 * _FINE, fill=(102, 120, 106))
    for foot in (x - 6, x + 164):
        pen.rectangle(_fine(foot, 422, foot + 12, 438), fill=(50, 36, 26))


def _window(pen: ImageDraw.ImageDraw) -> None:
    left, right, top, bottom = WINDOW_X + 380, WINDOW_X + 612, 40, 318
    pen.rectangle(_fine(left - 16, top - 16, right + 16, bottom + 16), fill=(236, 234, 226))
    pen.rectangle(_fine(left - 28, bottom + 14, right + 28, bottom + 30), fill=(240, 238, 230))
    pen.rectangle(_fine(left, top, right, bottom), fill=(255, 255, 255))
    pen.rectangle(_fine(left, bottom - 56, right, bottom), fill=(206, 224, 178))
    for x, size in ((left + 34, 46), (left + 92, 34), (right - 40, 52)):
        pen.ellipse(
            _fine(max(left, x - size), bottom - 62 - size, min(right, x + size), bottom - 20), fill=(178, 206, 152)
        )
    pen.rectangle(_fine((left + right) / 2 - 6, top, (left + right) / 2 + 6, bottom), fill=(150, 144, 134))
    pen.rectangle(_fine(left, 168, right, 178), fill=(150, 144, 134))


def _roughness() -> NDArray[np.float32]:
    """Plaster and dust: what keeps a painted wall from being one colour."""
    coarse = np.random.default_rng(12).normal(0.0, 1.0, (HEIGHT // 4, WALL_WIDTH // 4)).astype(np.float32)
    rough = cv2.resize(cv2.GaussianBlur(coarse, (0, 0), 1.5), (WALL_WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.repeat((rough * 6.0).astype(np.float32)[:, :, None], 3, axis=2)


def _light() -> NDArray[np.float32]:
    """Light the door and the poster by a lamp; the corner before the window is dim, and the window shines itself."""
    x = np.arange(WALL_WIDTH, dtype=np.float32)
    places = [0, POSTER_X + WIDTH - 30, WINDOW_X + 20, WINDOW_X + 180, WINDOW_X + 372, WALL_WIDTH]
    along = np.interp(x, places, [1.0, 1.0, 0.36, 0.36, 1.0, 1.0])
    down = np.linspace(1.04, 0.9, HEIGHT, dtype=np.float32)
    light = down[:, None] * along[None, :].astype(np.float32)
    return cv2.GaussianBlur(light, (0, 0), 6.0).astype(np.float32)


def _glow() -> NDArray[np.float32]:
    """Return what a bright window spills over its frame and the wall beside it."""
    glow = np.zeros((HEIGHT, WALL_WIDTH), np.float32)
    glow[40:318, WINDOW_X + 380 : WINDOW_X + 612] = 34.0
    return cv2.GaussianBlur(glow, (0, 0), 26.0).astype(np.float32)
