"""Finds frontal faces with OpenCV's cascades: two of them have to agree, and over several looks a face has to hold."""

import threading

import cv2
import cv2.data

from camera.frame import Frame
from describe.describer import DescriberUnavailable
from describe.senses.observation import Box, Face
from describe.senses.pixels import Grey, grey

LONGEST_PX = 480
"""The picture is shrunk to this; a face of SMALLEST_PX in it is about four metres away from a usual webcam."""
SMALLEST_PX = 24
NEIGHBOURS = 6
"""Overlapping finds that make a face: with 6 no face in two videos and seven photos without one, with 4 there were."""
CONFIRMING_NEIGHBOURS = 8
"""Of the second cascade, at the place of the find. In 1,780 cuttings of seven photos without a face it threw out all 45
false finds (with 3 neighbours 16 of them), and kept 505 of 509 true ones, which all come from one photo."""
LOOKS = 5
LEAST_LOOKS = 3
"""A face counts if it is in the newest look and in this many of the last five, or in all of fewer."""


class FaceFinder:
    """Finds faces; the cascades are loaded at the first picture."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._finding: cv2.CascadeClassifier | None = None
        self._confirming: cv2.CascadeClassifier | None = None

    def faces(self, frames: tuple[Frame, ...]) -> tuple[Face, ...]:
        """Return the faces of the newest frame that held over the last looks, the nearest first.

        Raises DescriberUnavailable if the cascades are missing, cv2.error if they fail on a picture.
        """
        with self._lock:
            *older, newest = (grey(look.image, LONGEST_PX) for look in frames[-LOOKS:])
            faces = [
                Face(box, round((1 + sum(self._has(look, box) for look in older)) / (1 + len(older)), 2))
                for box in self._boxes(newest)
            ]
        least = min(LEAST_LOOKS, 1 + len(older)) / (1 + len(older))
        return tuple(sorted((f for f in faces if f.held >= round(least, 2)), key=lambda face: -face.box.height))

    def _boxes(self, picture: Grey) -> list[Box]:
        finding, confirming = self._cascades()
        height, width = picture.shape
        boxes = []
        for x, y, w, h in _found(finding, picture, NEIGHBOURS, SMALLEST_PX, max(height, width)):
            part = _around(picture, x, y, w, w // 3)
            if len(_found(confirming, part, CONFIRMING_NEIGHBOURS, int(w * 0.6), 2 * w)):
                boxes.append(Box(round(x / width, 3), round(y / height, 3), round(w / width, 3), round(h / height, 3)))
        return boxes

    def _has(self, picture: Grey, box: Box) -> bool:
        """Tell whether an older look has this face at nearly this place: moved by less than its own size."""
        height, width = picture.shape
        x, y, w = round(box.left * width), round(box.top * height), round(box.width * width)
        part = _around(picture, x, y, w, w)
        return len(_found(self._cascades()[0], part, NEIGHBOURS, int(w * 0.6), int(w * 1.6))) > 0

    def _cascades(self) -> tuple[cv2.CascadeClassifier, cv2.CascadeClassifier]:
        if self._finding is None or self._confirming is None:
            self._finding = _cascade("haarcascade_frontalface_alt2.xml")
            self._confirming = _cascade("haarcascade_frontalface_default.xml")
        return self._finding, self._confirming


def _cascade(name: str) -> cv2.CascadeClassifier:
    try:
        cascade = cv2.CascadeClassifier(cv2.data.haarcascades + name)
    except AttributeError as error:
        raise DescriberUnavailable(f"OpenCV {cv2.__version__} has no cascades: install version 4") from error
    if cascade.empty():
        raise DescriberUnavailable(f"OpenCV's file {name} is missing: reinstall OpenCV 4")
    return cascade


def _around(picture: Grey, x: int, y: int, side: int, margin: int) -> Grey:
    return picture[max(0, y - margin) : y + side + margin, max(0, x - margin) : x + side + margin]


def _found(
    cascade: cv2.CascadeClassifier, picture: Grey, neighbours: int, least_px: int, most_px: int
) -> list[tuple[int, int, int, int]]:
    if min(picture.shape) < least_px:
        return []
    boxes = cascade.detectMultiScale(picture, 1.1, neighbours, minSize=(least_px, least_px), maxSize=(most_px, most_px))
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h in boxes]
