"""Webcams: which there are, by what name one stays the same when it is plugged in again, and its pictures by OpenCV."""

import errno
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from camera.clock import boot_clock
from camera.errors import CameraLost, CameraNotFound

BY_ID = Path("/dev/v4l/by-id")
WANTED_SIZE = (1280, 720)
"""Enough to read a sign by, and every webcam has it or takes the nearest that it has."""

_QUERY_CAPABILITIES = 0x80685600
"""VIDIOC_QUERYCAP of linux/videodev2.h: fills 104 bytes, the name from 16 on, what this very device can from 88 on."""
_CAN_CAPTURE = 0x00000001
_FORBIDDEN = (errno.EACCES, errno.EPERM)
_UNKNOWN = "unknown"
_IN_USE = "the webcam cannot be opened: close other programs that use it, or plug it in again"


@dataclass(frozen=True, slots=True)
class Webcam:
    """A webcam's address and the name that it gives itself, or "unknown" if it may not be asked."""

    address: str
    label: str


def list_webcams(devices: Path = Path("/dev"), by_id: Path = BY_ID) -> tuple[Webcam, ...]:
    """Return the webcams of a Linux machine in the order of their numbers; opens no camera and prints nothing.

    One that this user may not open, or that another program keeps for itself, is one all the same, after the others:
    opening it says what to do.
    """
    numbers = sorted(int(path.name[5:]) for path in devices.glob("video[0-9]*") if path.name[5:].isdecimal())
    found, closed = list[Webcam](), list[Webcam]()
    for number in numbers:
        device = devices / f"video{number}"
        label = _label(device)
        if label is not None:
            webcams = closed if label == _UNKNOWN else found
            webcams.append(Webcam(stable_path(str(device), by_id), label))
    return (*found, *closed)


def stable_path(target: str, by_id: Path = BY_ID) -> str:
    """Return the path that names the same webcam after it was plugged in again, or the target if it has none.

    `target` is a number, /dev/videoN, or such a path already.
    """
    device = Path(f"/dev/video{target}" if target.isdecimal() else target)
    if device.is_relative_to(by_id):
        return target
    try:
        links = sorted(by_id.iterdir())
    except OSError:  # no folder: no webcam, or not Linux
        return target
    return next((str(link) for link in links if link.exists() and link.resolve() == device.resolve()), target)


def is_same_webcam(one: str, other: str) -> bool:
    """Say whether two addresses, as they were typed, are of the same webcam; whether it is there does not matter."""
    devices = [_device_path(text.strip(" ")) for text in (one, other)]
    return None not in devices and devices[0] == devices[1]


def _device_path(text: str) -> Path | None:
    if text.isdecimal() and text.isascii():
        return Path(f"/dev/video{int(text)}")
    return Path(text).resolve() if text.startswith("/dev/v") else None


def _label(device: Path) -> str | None:
    """Return what a device that takes pictures calls itself; None for one that does not (many have one for data).

    Whether one that cannot be opened takes pictures is as unknown as its name.
    """
    import fcntl  # noqa: PLC0415  Windows has none, nor /dev

    answer = bytearray(104)
    try:
        handle = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    except OSError as error:
        return _UNKNOWN if error.errno in (*_FORBIDDEN, errno.EBUSY) else None
    try:
        fcntl.ioctl(handle, _QUERY_CAPABILITIES, answer)
    except OSError:
        return None
    finally:
        os.close(handle)
    (abilities,) = struct.unpack_from("=I", answer, 88)
    return answer[16:48].split(b"\0")[0].decode(errors="replace") if abilities & _CAN_CAPTURE else None


class OpenCVSource:
    """A webcam's pictures. Lives in a child process: OpenCV can block and, with a number of no device, crash."""

    def __init__(self, target: str) -> None:
        """Open the webcam, or raise CameraNotFound. `target` is a number or the path of a device."""
        os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")  # read when cv2 is imported; default 10 s
        os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
        device = _device(target)
        import cv2  # noqa: PLC0415  see above

        backend = cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY
        self._capture = cv2.VideoCapture(device, backend)
        if not self._capture.isOpened():
            raise CameraNotFound(_IN_USE)
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))  # USB 2 carries 720p only compressed
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, WANTED_SIZE[0])
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, WANTED_SIZE[1])
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def grab(self) -> float:
        """Wait for the next picture; return the moment it came or raise CameraLost."""
        if not self._capture.grab():
            raise CameraLost("the webcam gives no pictures: it may have been unplugged")
        return boot_clock()

    def picture(self) -> NDArray[np.generic] | None:
        """Return the picture that was grabbed, None if it is damaged."""
        is_good, picture = self._capture.retrieve()
        if not is_good or picture is None:
            return None
        return picture[:, :, ::-1] if picture.ndim == 3 else picture

    def close(self) -> None:
        """Let go of the device."""
        self._capture.release()


def _device(target: str) -> str | int:
    """Return what OpenCV opens, having looked that it is there: it would only print a warning."""
    if sys.platform != "linux":
        return int(target) if target.isdecimal() else target
    path = os.path.realpath(f"/dev/video{target}" if target.isdecimal() else target)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise CameraNotFound(_IN_USE) from error
        if error.errno in _FORBIDDEN:
            raise CameraNotFound("this user may not use the webcam: add the user to the group video") from error
        raise CameraNotFound("no such webcam is plugged in") from error
    return path
