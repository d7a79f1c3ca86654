"""One picture out of a file."""

import math
import warnings
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageOps

from camera.errors import BadPicture, CameraNotFound
from camera.frame import LARGEST_SIDE, Frame, Image, frame_of

MOST_PIXELS = 120_000_000
"""More than the largest telephone cameras take; a small file can claim to hold far more than memory does."""

_TRANSPARENT = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})


def read_photo(path: Path, taken_at: float = 0.0, number: int = 0) -> Frame:
    """Return the picture in a file, the way up that its camera was held; what is transparent becomes white.

    Raises CameraNotFound if there is no such file, BadPicture if it is no picture that can be used.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of oversized pictures, which are refused below, and of odd metadata
            with PillowImage.open(path) as opened:
                image = _upright(opened, path.name)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise CameraNotFound(f"{path.name} cannot be read: {error.strerror}.") from error
    except PillowImage.DecompressionBombError as error:
        raise BadPicture(f"{path.name} claims to be too large a picture to be opened.") from error
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError, MemoryError) as error:
        # what Pillow's readers raise on broken files
        raise BadPicture(f"{path.name} is broken or no picture: save it again as JPEG or PNG.") from error
    return frame_of(image, taken_at, number)


def _upright(opened: PillowImage.Image, name: str) -> Image:
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise BadPicture(f"{name} is too large a picture: {width}x{height} pixels.")
    opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a JPEG can be read smaller at once
    picture = opened
    if max(picture.size) > LARGEST_SIDE:
        picture = picture.reduce(math.ceil(max(picture.size) / LARGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):  # 16 bits of grey, which convert() would cut off rather than scale
        return np.asarray(np.asarray(picture).astype(np.float32) / 257.0).clip(0, 255).astype(np.uint8)
    if picture.mode in _TRANSPARENT or "transparency" in picture.info:
        on_white = PillowImage.new("RGBA", picture.size, "white")
        on_white.alpha_composite(picture.convert("RGBA"))
        picture = on_white
    return np.asarray(picture.convert("RGB"))
