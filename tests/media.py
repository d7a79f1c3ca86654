"""Real pictures and what a person saw on them; a test that asks for them is skipped where they are missing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as PillowImage

from camera.frame import Image

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "media"
PHOTOS = (
    "cat.jpg",
    "chips.jpg",
    "dog.jpg",
    "hotdog.jpg",
    "parrot.jpg",
    "pets.jpg",
    "street.jpg",
    "two_men.jpg",
)
Span = tuple[float, float]
VIDEOS = ("bottles.mp4", "cars.mp4")


@dataclass(frozen=True, slots=True)
class Events:
    """When a video is settled, when it moves, and when something passes: spans in seconds, by eye to about 0.3 s."""

    scenes: tuple[Span, ...]
    moving: tuple[Span, ...]
    passing: tuple[Span, ...]


def media(name: str) -> Path:
    """Return where this file of real media is, or skip the test that asks."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the real picture or video {name} is not there (looked in {FOLDER.parent.name}/{FOLDER.name})")
    return path


@lru_cache(maxsize=16)
def photo(name: str) -> Image:
    """Return a photo as height x width x RGB, read-only."""
    with PillowImage.open(media(name)) as picture:
        pixels = np.array(picture.convert("RGB"))
    pixels.flags.writeable = False
    return pixels


@lru_cache(maxsize=2)
def video(name: str, per_second: float = 5.0, offset_s: float = 0.0) -> tuple[tuple[float, Image], ...]:
    """Return what a camera would give at each look: the moment in the file, and the last picture up to then."""
    return tuple(_looks(name, per_second, offset_s))


def events(name: str) -> Events:
    """Return what a person saw happen in a video."""
    known = json.loads(media("events.json").read_text())[name]
    return Events(
        scenes=tuple((scene["from"], scene["to"]) for scene in known["settled_scenes_s"]),
        moving=tuple((start, end) for start, end in known["moving_s"]),
        passing=tuple((one["from"], one["to"]) for one in known.get("passing", [])),
    )


def _looks(name: str, per_second: float, offset_s: float) -> Iterator[tuple[float, Image]]:
    due, held = offset_s, None
    with av.open(str(media(name))) as file:
        for picture in file.decode(video=0):
            moment = float(picture.time or 0.0)
            while held is not None and moment > due:
                yield due, _rgb(held)
                due += 1.0 / per_second
            held = picture
    if held is not None:
        yield due, _rgb(held)


def _rgb(picture: av.VideoFrame) -> Image:
    return picture.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
