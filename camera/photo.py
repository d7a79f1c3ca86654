"""One picture out of a file, or out of the bytes that somebody sent."""

import io
import math
import threading
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageOps

from camera.errors import BadPicture, CameraNotFound
from camera.frame import LARGEST_SIDE, SMALLEST_SIDE, Frame, Image, frame_of

MOST_PIXELS = 120_000_000
"""More than the largest telephone cameras take; a small file can claim to hold far more than memory does."""

_REMEDIES = {
    FileNotFoundError: "Check its name and its folder.",
    IsADirectoryError: "Name the pictures in it.",
    PermissionError: "Ask its owner for leave to read it, or for a copy.",
}
_BYTE, _WORD = 255.0, 65535.0

_TRANSPARENT = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})

_READING = threading.Lock()
"""Which warnings are shown is a matter of the whole process; and one large picture in the memory is enough."""


def read_photo(path: Path, taken_at: float = 0.0, number: int = 0) -> Frame:
    """Return the picture in a file, the way up that its camera was held; what is transparent becomes white.

    Raises CameraNotFound if there is no such file, BadPicture if it is no picture that can be used.
    """
    try:
        return frame_of(_image(path, path.name, MOST_PIXELS), taken_at, number)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        remedy = next(remedy for kind, remedy in _REMEDIES.items() if isinstance(error, kind))
        raise CameraNotFound(f"{path.name} cannot be read: {error.strerror}. {remedy}") from error


def read_picture(
    content: bytes, kinds: tuple[str, ...], most_pixels: int, taken_at: float = 0.0, number: int = 0
) -> Frame:
    """Return the picture in these bytes, of one of these kinds as Pillow names them ("JPEG"), the way up it was taken.

    Raises BadPicture; a picture that claims more than `most_pixels` is refused before any of it is decoded.
    """
    return frame_of(_image(io.BytesIO(content), "That", most_pixels, kinds), taken_at, number)


def _image(source: Path | io.BytesIO, name: str, most_pixels: int, kinds: tuple[str, ...] | None = None) -> Image:
    """Return the picture in a file; raise BadPicture, or what the system says where the file cannot be opened."""
    try:
        with _READING, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of oversized pictures, which are refused below, and of odd metadata
            with PillowImage.open(source, formats=kinds) as opened:
                return _upright(opened, name, most_pixels)
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise
    except PillowImage.DecompressionBombError as error:
        raise BadPicture(f"{name} claims to be too large a picture to be opened: save it smaller.") from error
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, MemoryError) as error:
        # what Pillow's readers raise on broken files
        raise BadPicture(f"{name} is broken or no picture: save it again as JPEG or PNG.") from error


def _upright(opened: PillowImage.Image, name: str, most_pixels: int) -> Image:
    width, height = opened.size
    if width * height > most_pixels:
        raise BadPicture(
            f"{name} is too large a picture, {width}x{height} pixels: save it with fewer than {most_pixels:,}."
        )
    if min(width, height) < SMALLEST_SIDE * max(1.0, max(width, height) / LARGEST_SIDE):
        raise BadPicture(
            f"{name} is too small or too narrow a picture, {width}x{height} pixels: give one of at least "
            f"{SMALLEST_SIDE} pixels each way, and at most {LARGEST_SIDE // SMALLEST_SIDE} times as long as wide."
        )
    opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a JPEG can be read smaller at once
    picture = opened
    if max(picture.size) > LARGEST_SIDE:
        picture = picture.reduce(math.ceil(max(picture.size) / LARGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    if picture.mode == "F" or picture.mode.startswith("I"):  # convert() would cut these off rather than scale them
        return _grey(np.asarray(picture).astype(np.float64), _whites(picture.mode), name)
    if picture.mode in _TRANSPARENT or "transparency" in picture.info:
        on_white = PillowImage.new("RGBA", picture.size, "white")
        on_white.alpha_composite(picture.convert("RGBA"))
        picture = on_white
    return np.asarray(picture.convert("RGB"))


def _whites(mode: str) -> tuple[float, ...]:
    """Return the numbers that may stand for white: 16 bits say it, floats and long integers do not."""
    if mode == "F":
        return (1.0, _BYTE, _WORD)
    return (_BYTE, _WORD) if mode == "I" else (_WORD,)


def _grey(values: NDArray[np.float64], whites: tuple[float, ...], name: str) -> Image:
    """Return grey levels, with the first white that no value is above; where there is none, darkest to brightest."""
    if not np.isfinite(values).all():
        raise BadPicture(f"{name} holds values that are no numbers: save it again as JPEG or PNG.")
    darkest, brightest = float(values.min()), float(values.max())
    black, white = 0.0, next((white for white in whites if brightest <= white), brightest)
    if darkest < 0 or brightest > whites[-1]:
        black, white = darkest, brightest
    if black == white:
        raise BadPicture(f"{name} holds one value, of no known meaning: save it again as JPEG or PNG.")
    return np.rint((values - black) * (_BYTE / (white - black))).astype(np.uint8)
