"""What runs in a live camera's child process: takes every picture as it comes, so that none gets old in a buffer."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from contextlib import closing
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from camera.address import Address, Kind, without_credentials
from camera.arrivals import Arrivals
from camera.clock import boot_clock
from camera.errors import BadPicture, CameraError, CameraLost, CameraNotFound
from camera.frame import as_rgb
from camera.pictures import Said, SharedPictures

ASLEEP_S = 4.0
"""No read takes that long by itself (each source gives up after 2 s): this process was stopped, and what waits in the
buffers since then would look new."""
SHORTEST_S = 0.022
"""A picture sooner than this after the last one is let go undecoded: at most 45 a second cost time."""


class Source(Protocol):
    """A live source of pictures."""

    def grab(self) -> float:
        """Wait for a sign of life, at most about 2 s; return when it came (boot_clock) or raise CameraLost."""
        ...

    def picture(self) -> NDArray[np.generic] | None:
        """Return the picture that came with it, None if there is none or it is damaged."""
        ...

    def close(self) -> None:
        """Let go of the device or connection."""
        ...


def drain(address: Address, pictures: SharedPictures) -> None:
    """Leave every picture of the source in shared memory until told to stop; what ends it is left there in words."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's matter
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_die_with_parent, name="camera-parent", daemon=True).start()
    try:
        with closing(_open(address)) as source:
            _copy(source, pictures)
    except CameraNotFound as error:
        pictures.say(Said.NOT_FOUND, str(error))
    except CameraError as error:
        pictures.say(Said.LOST, str(error))
    except Exception as error:  # noqa: BLE001  outermost line; a printed trace could show the address
        pictures.say(Said.LOST, without_credentials(f"{type(error).__name__}: {error}"))
        raise SystemExit(1) from None


def _open(address: Address) -> Source:
    if address.kind is Kind.WEBCAM:
        from camera.webcam import OpenCVSource  # noqa: PLC0415  each library costs 0.1 s; a child needs one

        return OpenCVSource(address.target)
    from camera.stream import PyAVSource  # noqa: PLC0415

    return PyAVSource(address.target)


def _copy(source: Source, pictures: SharedPictures) -> None:
    arrivals = Arrivals()
    shown_at = -SHORTEST_S
    awake_at = boot_clock()
    while not pictures.is_asked_to_stop:
        came_at = source.grab()
        if boot_clock() - awake_at > ASLEEP_S:
            raise CameraLost("this computer slept")
        pictures.note_life(came_at)
        pause_s = arrivals.came(came_at)
        if came_at - shown_at >= SHORTEST_S and not arrivals.are_old:
            picture = source.picture()
            if picture is not None:
                shown_at = came_at
                _put(picture, came_at, pictures)
        awake_at = boot_clock()
        if pause_s:
            time.sleep(pause_s)


def _put(picture: NDArray[np.generic], came_at: float, pictures: SharedPictures) -> None:
    try:
        pictures.put(as_rgb(picture), came_at)
    except BadPicture as error:
        logging.getLogger(__name__).debug("A picture was let go: %s", error)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
