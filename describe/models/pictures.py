"""From a frame's pixels to what a network's eye takes: made to size, made numbers, cut into patches or tiles.

The processors of transformers do the same. SmolVLM's blows each picture up to 2048 pixels first, which takes 20 ms more
than the tile itself; Qwen's bound a clip by rules that differ between models. tests/test_inputs.py holds ours against
theirs.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from camera.frame import Image

LONGEST_RATIO = 100
"""A picture that is longer in one direction than so many times the other is squeezed; no camera makes one."""


def fitted(image: Image, unit: int, least: int, most: int) -> tuple[int, int]:
    """Return the height and width to make a picture of between `least` and `most` pixels, in whole units.

    `most` is kept, down to a single unit; `least` and the picture's proportions as far as that allows. A unit x unit
    square makes a token. Source: smart_resize of Qwen2-VL.
    """
    height, width = image.shape[:2]
    height, width = max(height, width // LONGEST_RATIO), max(width, height // LONGEST_RATIO)
    rows, columns = max(1, round(height / unit)), max(1, round(width / unit))
    if rows * columns * unit * unit > most:
        shrink = math.sqrt(height * width / most)
        rows, columns = (max(1, math.floor(side / shrink / unit)) for side in (height, width))
    elif rows * columns * unit * unit < least:
        grow = math.sqrt(least / (height * width))
        rows, columns = (math.ceil(side * grow / unit) for side in (height, width))
    tokens = max(1, most // (unit * unit))
    columns = min(columns, tokens)
    return min(rows, tokens // columns) * unit, columns * unit


def resized(image: Image, height: int, width: int) -> Tensor:
    """Return the picture at another size, 3 x height x width, uint8: bicubic over all the pixels that each covers."""
    picture = torch.from_numpy(np.array(image)).permute(2, 0, 1)  # a copy: torch warns of what cannot be written
    if picture.shape[1:] == (height, width):
        return picture
    return functional.interpolate(picture[None], (height, width), mode="bicubic", antialias=True)[0]


def normalized(pictures: Tensor, mean: Sequence[float], deviation: Sequence[float]) -> Tensor:
    """Return bytes (... x 3 x height x width) as the numbers that a network was trained on, fp32."""
    shape = (3, 1, 1)
    middle = torch.tensor(mean).mul(255.0).view(shape)
    spread = torch.tensor(deviation).mul(255.0).view(shape)
    return pictures.to(torch.float32).sub_(middle).div_(spread)


def patches(frames_T3HW: Tensor, patch: int, merge: int, span: int) -> tuple[Tensor, tuple[int, int, int]]:
    """Cut frames into patches for Qwen's eyes, and return them with the grid: moments, rows and columns of patches.

    A patch spans `span` frames, the last of which is repeated where they do not come out even, and as often as
    needed for a single picture. Patches that are merged into one token, merge x merge, follow each other.
    Source: patchify of Qwen2-VL's video processor.
    """
    missing = -len(frames_T3HW) % span
    frames_T3HW = torch.cat([frames_T3HW, frames_T3HW[-1:].expand(missing, -1, -1, -1)])
    moments = len(frames_T3HW) // span
    rows, columns = frames_T3HW.shape[2] // patch, frames_T3HW.shape[3] // patch
    cut = frames_T3HW.reshape(moments, span, 3, rows // merge, merge, patch, columns // merge, merge, patch)
    cut = cut.permute(0, 3, 6, 4, 7, 2, 1, 5, 8)
    return cut.reshape(moments * rows * columns, 3 * span * patch * patch), (moments, rows, columns)


def tile_grid(image: Image, most_tiles: int, most_columns: int) -> tuple[int, int]:
    """Return into how many rows and columns of square tiles to cut a picture; 0 and 0 for one tile that is all of it.

    A picture that is cut is shown once more as a whole, which is one of the tiles.
    """
    height, width = image.shape[:2]
    for longest in range(most_columns, 1, -1):
        shorter = max(1, math.ceil(longest * min(height, width) / max(height, width)))
        if longest * shorter + 1 <= most_tiles:
            return (shorter, longest) if width >= height else (longest, shorter)
    return 0, 0


def tiles(image: Image, side: int, rows: int, columns: int) -> Tensor:
    """Cut a picture into tiles, row by row, and return them with the whole as the last, N x 3 x side x side, uint8.

    Source: split_images of SmolVLM's image processor.
    """
    whole = resized(image, side, side)[None]
    if not rows:
        return whole
    large = resized(image, rows * side, columns * side)
    cut = large.reshape(3, rows, side, columns, side).permute(1, 3, 0, 2, 4).reshape(rows * columns, 3, side, side)
    return torch.cat([cut, whole])
