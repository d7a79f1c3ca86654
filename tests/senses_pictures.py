"""Pictures drawn for the tests of the senses: no file, no font of the system."""

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from camera.frame import Frame, Image, frame_of

WIDTH, HEIGHT = 640, 480


def plain(colour: tuple[int, int, int] = (200, 200, 200), width: int = WIDTH, height: int = HEIGHT) -> Image:
    return np.full((height, width, 3), colour, dtype=np.uint8)


def written(lines: list[tuple[int, int, int, str]], colour: tuple[int, int, int] = (235, 235, 230)) -> Image:
    """Write black lines (x, y, size in pixels, text) on a plain ground."""
    picture = Pillow.fromarray(plain(colour))
    draw = ImageDraw.Draw(picture)
    for x, y, size, text in lines:
        draw.text((x, y), text, fill=(20, 20, 20), font=ImageFont.load_default(size))
    return np.asarray(picture)


def with_code(content: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> Image:
    code = np.asarray(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(content, kind), scale=4))
    picture = plain((255, 255, 255)).copy()
    picture[60 : 60 + code.shape[0], 80 : 80 + code.shape[1]] = code[:, :, None]
    return picture


def room(seed: int = 1) -> NDArray[np.float32]:
    """Draw a still background with things to hold on to: patches of grey all over."""
    patches = np.random.default_rng(seed).uniform(90, 190, (8, 10)).astype(np.float32)
    return np.kron(patches, np.ones((60, 64), dtype=np.float32))


def look(grey: NDArray[np.float32], number: int, noise: float = 2.0) -> Frame:
    noisy = grey + np.random.default_rng(number).normal(0, noise, grey.shape)
    return frame_of(np.clip(noisy, 0, 255).astype(np.uint8), number * 0.2, number)


def framed(image: Image) -> Frame:
    return frame_of(image, 0.0, 1)
