"""Draws what the tiny Omni is taught to see, and says what it drew: things in colours at places, signs, short clips.

No two drawings are alike: light, background, noise, size, place, tilt and shade all vary, so that what was not used for
training is new. Every one is a picture that `camera.quality.fault_of` finds nothing wrong with.
"""

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from camera.frame import Image
from describe.request import Directions

Canvas = NDArray[np.float32]

COLOURS = {"red": (205, 35, 40), "green": (30, 150, 60), "blue": (35, 75, 205), "yellow": (240, 210, 40)}
SHAPES = ("circle", "square", "triangle")
PLACES = ("left", "ahead", "right")
WORDS = ("STOP", "EXIT", "OPEN", "TAXI")
_MIDDLES = {"left": 0.2, "ahead": 0.5, "right": 0.8}
_SIDES = {"left": "on the left", "ahead": "ahead", "right": "on the right"}
_CLOCK = {"left": "at 9 o'clock", "ahead": "at 12 o'clock", "right": "at 3 o'clock"}
_SPREAD = 0.06
_SUBPIXELS = 4

NOTHING = "A plain wall."
WIDTH, HEIGHT = 320, 240


def place_words(place: str, directions: Directions = Directions.SIDES) -> str:
    """Return how it is said that something is there: "on the left", "at 9 o'clock"."""
    return (_CLOCK if directions is Directions.CLOCK else _SIDES)[place]


@dataclass(frozen=True, slots=True)
class Thing:
    """A shape of a colour at a place. `x`, `y` and `radius` are parts of the picture's width, height and height."""

    colour: str
    shape: str
    place: str
    x: float
    y: float
    radius: float
    tilt: float
    shade: tuple[float, float, float]

    @property
    def name(self) -> str:
        """What it is called: "red circle"."""
        return f"{self.colour} {self.shape}"


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A picture and what is on it: up to two things from left to right, or a sign with a word, or neither."""

    image: Image
    things: tuple[Thing, ...] = ()
    word: str = ""
    word_at: tuple[float, float] = (0.5, 0.5)

    def description(self, directions: Directions = Directions.SIDES) -> str:
        """Return what a good describer says of it."""
        if self.word:
            return f"A sign reads: {self.word}."
        told = (f"A {thing.name} {place_words(thing.place, directions)}." for thing in self.things)
        return " ".join(told) or NOTHING


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Pictures at two a second, oldest first, the thing on each where there is one, and what happens."""

    frames: tuple[Image, ...]
    shown: tuple[Thing | None, ...]
    happens: str


def draw(rng: np.random.Generator, width: int = WIDTH, height: int = HEIGHT) -> tuple[Image, str]:
    """Return a drawing of one thing, of two or of none, height x width x RGB, and its description by sides."""
    drawing = draw_things(rng, int(rng.choice(3, p=(0.1, 0.6, 0.3))), width, height)
    return drawing.image, drawing.description()


def draw_things(rng: np.random.Generator, count: int, width: int = WIDTH, height: int = HEIGHT) -> Drawing:
    """Return a drawing of none, one or two things at different places."""
    places = sorted(rng.choice(PLACES, size=count, replace=False), key=PLACES.index)
    things = tuple(_thing(rng, str(place)) for place in places)
    return Drawing(_photographed(rng, _painted(_wall(rng, width, height), things)), things)


def draw_sign(rng: np.random.Generator, width: int = WIDTH, height: int = HEIGHT, word: str = "") -> Drawing:
    """Return a drawing of a sign with this word, or with one of WORDS."""
    word = word or str(rng.choice(WORDS))
    canvas = _wall(rng, width, height)
    panel = _panel(word, round(width * rng.uniform(0.5, 0.65)))
    low, high = rng.uniform(15, 45), rng.uniform(205, 250)
    top = round(rng.uniform(0.25, 0.75) * (height - panel.shape[0]))
    left = round(rng.uniform(0.15, 0.85) * (width - panel.shape[1]))
    canvas[top : top + panel.shape[0], left : left + panel.shape[1]] = (low + (high - low) * panel)[:, :, None]
    middle = ((left + panel.shape[1] / 2) / width, (top + panel.shape[0] / 2) / height)
    return Drawing(_photographed(rng, canvas), (), word, middle)


def draw_clip(
    rng: np.random.Generator, count: int = 4, width: int = WIDTH, height: int = HEIGHT
) -> tuple[tuple[Image, ...], str]:
    """Return the pictures of `count` half seconds, oldest first, and what happens in them."""
    clip = draw_happening(rng, count, width, height)
    return clip.frames, clip.happens


def draw_happening(rng: np.random.Generator, count: int = 4, width: int = WIDTH, height: int = HEIGHT) -> Clip:
    """Return a clip in which one thing moves, comes, goes or stays, or in which there is none."""
    kind = str(rng.choice(["right", "left", "comes", "goes", "stays", "none"], p=(0.2, 0.2, 0.2, 0.2, 0.15, 0.05)))
    first = {"right": rng.choice(["left", "ahead"]), "left": rng.choice(["ahead", "right"])}.get(kind)
    thing = _thing(rng, str(first or rng.choice(PLACES)))
    wall = _wall(rng, width, height)
    way = rng.uniform(0.25, 0.35) if thing.place == "ahead" else rng.uniform(0.25, 0.6)
    at = np.linspace(0.0, way, count) * {"right": 1.0, "left": -1.0}.get(kind, 0.0)
    turn = int(rng.integers(1, count))
    shown: list[Thing | None] = []
    for number, step in enumerate(at):
        is_there = kind != "none" and (number >= turn if kind == "comes" else number < turn or kind != "goes")
        shown.append(replace(thing, x=thing.x + float(step)) if is_there else None)
    frames = (_photographed(rng, _painted(wall, (one,) if one else ())) for one in shown)
    return Clip(tuple(frames), tuple(shown), _happening(kind, thing))


def _happening(kind: str, thing: Thing) -> str:
    if kind in {"left", "right"}:
        return f"The {thing.name} moves to the {kind}."
    if kind == "stays":
        return f"The {thing.name} stays {place_words(thing.place)}."
    return {"comes": f"A {thing.name} comes in.", "goes": f"The {thing.name} goes away.", "none": NOTHING}[kind]


def _thing(rng: np.random.Generator, place: str) -> Thing:
    colour, shape = str(rng.choice(list(COLOURS))), str(rng.choice(SHAPES))
    light = rng.uniform(0.8, 1.1)
    red, green, blue = (float(part * light + rng.normal(0, 8)) for part in COLOURS[colour])
    return Thing(
        colour,
        shape,
        place,
        x=_MIDDLES[place] + float(rng.uniform(-_SPREAD, _SPREAD)),
        y=float(rng.uniform(0.3, 0.7)),
        radius=float(rng.uniform(0.14, 0.2)),
        tilt=float(rng.uniform(-0.2, 0.2)),
        shade=(red, green, blue),
    )


def _wall(rng: np.random.Generator, width: int, height: int) -> Canvas:
    """Draw a grey wall with stains, over a floor: what is behind the things."""
    grey = rng.uniform(95, 190) + np.asarray(rng.normal(0, 5, 3), dtype=np.float32)
    stains = rng.normal(0, rng.uniform(3, 9), (5, 6)).astype(np.float32)
    wall = cv2.resize(stains, (width, height), interpolation=cv2.INTER_CUBIC)[:, :, None] + grey.astype(np.float32)
    edge = round(height * rng.uniform(0.72, 0.95))
    floor = rng.uniform(25, 60) * rng.choice((-1.0, 0.7))
    wall[edge:] = wall[edge:] + floor
    return np.asarray(wall, dtype=np.float32)


def _painted(wall: Canvas, things: tuple[Thing, ...]) -> Canvas:
    canvas = wall.copy()
    height, width = wall.shape[:2]
    for thing in things:
        mask = np.zeros((height, width), dtype=np.uint8)
        middle = np.array((thing.x * width, thing.y * height))
        points = middle + thing.radius * height * _outline(thing.shape, thing.tilt)
        cv2.fillPoly(mask, [np.round(points * 2**_SUBPIXELS).astype(np.int32)], 255, cv2.LINE_AA, _SUBPIXELS)
        part = (mask.astype(np.float32) / 255.0)[:, :, None]
        canvas += part * (np.asarray(thing.shade, dtype=np.float32) - canvas)
    return canvas


def _outline(shape: str, tilt: float) -> NDArray[np.float64]:
    """Return corners around 0, all shapes of about the same area."""
    corners, reach, start = {
        "circle": (40, 1.0, 0.0),
        "square": (4, 1.25, np.pi / 4),
        "triangle": (3, 1.5, -np.pi / 2),
    }[shape]
    angles = start + tilt + np.arange(corners) * 2 * np.pi / corners
    return reach * np.stack([np.cos(angles), np.sin(angles)], axis=1)


@cache
def _panel(word: str, width: int) -> NDArray[np.float32]:
    """Return a white panel with black letters of this width, 0 to 1."""
    size = max(8, round(width / (0.72 * len(word) + 0.8)))
    panel = Pillow.new("L", (width, round(size * 1.5)), 255)
    ImageDraw.Draw(panel).text(
        (width / 2, panel.height / 2), word, fill=0, font=ImageFont.load_default(size), anchor="mm", stroke_width=1
    )
    return np.asarray(panel, dtype=np.float32) / 255.0


def _photographed(rng: np.random.Generator, canvas: Canvas) -> Image:
    """Return what a camera makes of it: its light from one side, its exposure and its noise."""
    height, width = canvas.shape[:2]
    across = np.linspace(1.0, rng.uniform(0.85, 1.15), width, dtype=np.float32)
    down = np.linspace(1.0, rng.uniform(0.85, 1.15), height, dtype=np.float32)
    lit = canvas * (np.float32(rng.uniform(0.8, 1.05)) * down[:, None, None] * across[None, :, None])
    noise = rng.standard_normal((height, width, 3), dtype=np.float32) * np.float32(
        rng.uniform(2, 9) * (width / WIDTH) ** 0.5
    )
    image: Image = np.clip(lit + noise, 0, 255).astype(np.uint8)
    return image
