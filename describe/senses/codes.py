"""Finds QR codes and bar codes with zxing-cpp."""

import zxingcpp

from camera.frame import Image
from describe.senses.code_content import product_code, two_dimensional_code
from describe.senses.observation import Box, Code
from describe.senses.pixels import grey

LONGEST_PX = 1600
"""Enough for a QR code a tenth of the picture wide; a look at more takes longer than it finds."""
MOST_CODES = 5
SQUARE = {
    zxingcpp.BarcodeFormat.QRCode: "QR code",
    zxingcpp.BarcodeFormat.MicroQRCode: "QR code",
    zxingcpp.BarcodeFormat.DataMatrix: "square code",
    zxingcpp.BarcodeFormat.Aztec: "square code",
    zxingcpp.BarcodeFormat.PDF417: "striped code",
}
LINEAR = (
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.EAN8,
    zxingcpp.BarcodeFormat.UPCA,
    zxingcpp.BarcodeFormat.UPCE,
    zxingcpp.BarcodeFormat.Code128,
)
"""Only kinds with a check that a texture does not pass by chance; ITF, Codabar and Code 39 are left out for that."""
FORMATS = zxingcpp.BarcodeFormats([*SQUARE, *LINEAR])


def codes_in(image: Image) -> tuple[Code, ...]:
    """Return the codes of the picture, from left to right, each content once; raise RuntimeError if zxing fails."""
    picture = grey(image, LONGEST_PX)
    found: dict[str, Code] = {}
    for result in zxingcpp.read_barcodes(picture, formats=FORMATS, text_mode=zxingcpp.TextMode.Plain):
        box = _box(result.position, picture.shape[1], picture.shape[0])
        kind = next((name for known, name in SQUARE.items() if result.format == known), None)
        code = product_code(result.text, box) if kind is None else two_dimensional_code(kind, result.text, box)
        found.setdefault(result.text, code)
    return tuple(sorted(found.values(), key=lambda code: code.box.left))[:MOST_CODES]


def _box(position: zxingcpp.Position, width_px: int, height_px: int) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    left, right = min(c.x for c in corners), max(c.x for c in corners)
    top, bottom = min(c.y for c in corners), max(c.y for c in corners)
    return Box(
        round(left / width_px, 3),
        round(top / height_px, 3),
        round((right - left) / width_px, 3),
        round((bottom - top) / height_px, 3),
    )
