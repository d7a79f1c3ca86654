"""Pictures as a browser sends them."""

import hashlib
import io

from PIL import Image as PillowImage

from camera.frame import Frame, Image
from camera.pushed import PushedCamera


def jpeg_of(image: Image, quality: int = 75, orientation: int = 1) -> bytes:
    written, exif = io.BytesIO(), PillowImage.Exif()
    exif[0x0112] = orientation
    PillowImage.fromarray(image).save(written, "JPEG", quality=quality, exif=exif)
    return written.getvalue()


def png_of(image: Image) -> bytes:
    written = io.BytesIO()
    PillowImage.fromarray(image).save(written, "PNG")
    return written.getvalue()


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few hundred kilobytes that claims, and has, 400 million pixels."""
    written = io.BytesIO()
    PillowImage.new("1", (side, side)).save(written, "PNG")
    return written.getvalue()


def push(phone: PushedCamera, sender: int, jpeg: bytes, taken_at: float) -> Frame:
    """Push as the page does, with the digest of what is sent."""
    return phone.push(sender, jpeg, taken_at, hashlib.sha256(jpeg).digest())
