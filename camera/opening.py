"""A camera on its way: opened where nobody waits for it."""

import contextlib
import logging
import threading
from collections.abc import Callable

from camera.errors import CameraError, CameraNotFound
from camera.source import Camera

YOUNG_S = 1.5
"""How old the first picture of a new camera may be."""

log = logging.getLogger(__name__)


class Opening:
    """Opens a camera by a thread of its own, which closes it again where nobody waits for it any more.

    `opener` may take its time and raise CameraError; `close` returns the thread that closes a camera.
    """

    def __init__(
        self, address: str, opener: Callable[[str], Camera], close: Callable[[Camera], threading.Thread]
    ) -> None:
        self._address = address
        self._opener = opener
        self._close = close
        self._lock = threading.Lock()
        self._camera: Camera | None = None
        self._error: CameraError | None = None
        self._is_given_up = False
        self._thread = threading.Thread(target=self._open, name="opening a camera", daemon=True)
        self._thread.start()

    def gives_picture(self) -> bool:
        """Say whether it is open and gives a picture; raise CameraError if it cannot be opened."""
        if self._error is not None:
            raise self._error
        if self._camera is None:
            return False
        try:
            self._camera.latest(YOUNG_S)
        except CameraError as error:
            log.debug("the camera that is wished for gives no picture yet: %s", error)
            return False
        return True

    def taken(self) -> Camera:
        """Return the camera, which now belongs to whoever took it."""
        with self._lock:
            camera, self._camera, self._is_given_up = self._camera, None, True
        if camera is None:
            raise CameraNotFound("it was given up")
        return camera

    def give_up(self) -> threading.Thread:
        """Want it no more; return the thread that lets go of it."""
        with self._lock:
            camera, self._camera, self._is_given_up = self._camera, None, True
        return self._thread if camera is None else self._close(camera)

    def _open(self) -> None:
        try:
            camera = self._opener(self._address)
            with contextlib.suppress(CameraError):
                camera.latest(YOUNG_S)  # the first picture of a recording takes long to be drawn or decoded
        except CameraError as error:
            self._error = error
            return
        except Exception as error:  # outermost line of the thread: whatever it is, the loop must learn of it
            log.exception("a camera could not be opened")
            self._error = CameraNotFound(f"it cannot be opened: {type(error).__name__}")
            return
        with self._lock:
            if not self._is_given_up:
                self._camera = camera
                return
        self._close(camera)
