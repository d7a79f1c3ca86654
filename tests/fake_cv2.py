"""Stands for OpenCV in a camera's child process: webcams that are files, each with its fate written in it.

An empty file is a webcam that is well; one that is gone was unplugged. `crash` is what drivers do.
"""

import os
import signal
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CAP_ANY, CAP_V4L2 = 0, 200
CAP_PROP_FRAME_WIDTH, CAP_PROP_FRAME_HEIGHT, CAP_PROP_FOURCC, CAP_PROP_BUFFERSIZE = 3, 4, 6, 38


class VideoWriter:
    @staticmethod
    def fourcc(*letters: str) -> int:
        return len(letters)


class VideoCapture:
    def __init__(self, device: str, backend: int) -> None:
        self._device = Path(device)
        self._number = 0

    def isOpened(self) -> bool:  # noqa: N802  as OpenCV calls it
        return self._device.exists()

    def set(self, name: int, value: float) -> bool:
        return True

    def grab(self) -> bool:
        time.sleep(1 / 30)
        self._number += 1
        try:
            fate = self._device.read_text()
        except FileNotFoundError:
            return False
        if fate == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        return True

    def retrieve(self) -> tuple[bool, NDArray[np.uint8]]:
        picture = np.full((480, 640, 3), 90, np.uint8)
        picture[240:, :320] = 180
        grain = np.random.default_rng(self._number).integers(0, 7, (480, 640, 1), dtype=np.uint8)
        return True, picture + grain

    def release(self) -> None:
        pass
