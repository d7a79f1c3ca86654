"""Looks through the camera that is wished for at the moment, and goes over to another without a wait.

The camera that is wished for is opened in the background, while the one before goes on being looked through until the
new one gives a picture. A phone that sends its pictures goes before both, for as long as it sends.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from camera.errors import CameraEnded, CameraError, CameraLost, CameraNotFound
from camera.frame import Frame
from camera.pushed import PushedCamera
from camera.restarts import Restarts
from camera.source import Camera
from camera.webcam import is_same_webcam

PATIENCE_S = 5.0
"""Seconds without a picture after which it is told that a new camera does not answer. It goes on being tried."""
CLOSES_WITHIN_S = 5.0
YOUNG_S = 1.5
"""How old the first picture of a new camera may be."""
_NUMBERS_EACH = 1 << 40
"""More pictures than any camera gives: so the numbers of two never meet."""

log = logging.getLogger(__name__)


class Turn(StrEnum):
    """What became of the camera."""

    ANOTHER = "another camera"
    NOT_OPENED = "the other camera does not answer"
    TO_PHONE = "the phone"
    FROM_PHONE = "its own camera again"


class SwitchingCamera:
    """Implements camera.source.Camera; belongs to the loop, which never waits for a camera in it.

    `wished` returns the address that is wished for now, `camera` is the one that is open, of the address `address`;
    `opener` may take its time and raise CameraError. `phone` takes the pictures of a phone, as long as this is open.
    """

    def __init__(
        self,
        camera: Camera,
        address: str,
        wished: Callable[[], str],
        opener: Callable[[str], Camera],
        phone: PushedCamera,
        clock: Callable[[], float],
    ) -> None:
        self._own = camera
        self._address = self._wish = address
        self._wished = wished
        self._opener = opener
        self.phone = phone
        self._clock = clock
        self._opening: _Opening | None = None
        self._open_at = self._wished_at = 0.0
        self._pauses = Restarts()
        self._is_refusal_told = False
        self._is_through_phone = False
        self._switches = 0
        self._turns: list[Turn] = []
        self._closers: list[threading.Thread] = []

    @property
    def name(self) -> str:
        """What is looked through now, for people."""
        return self._present.name

    def latest(self, max_age_s: float) -> Frame:
        """Return the newest frame at once; see camera.source.Camera for what it raises."""
        self._follow_phone()
        self._follow_wish(self._clock())
        try:
            frame = self._present.latest(max_age_s)
        except CameraEnded as error:
            if self._wish == self._address:
                raise
            raise CameraLost(f"{error}, and the next camera gives no picture yet") from error
        return replace(frame, number=frame.number + self._switches * _NUMBERS_EACH)

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        """Return the frames of the last seconds that the present camera gave, oldest first."""
        return self._present.recent(seconds, every_s)

    def turns(self) -> tuple[Turn, ...]:
        """Return what became of the camera since it was last asked."""
        turns, self._turns = tuple(self._turns), []
        return turns

    def close(self) -> None:
        """Let go of every camera, also of one that is still being opened; may be called twice."""
        self._give_up_opening()
        self._own.close()
        self.phone.close()
        give_up_at = time.monotonic() + CLOSES_WITHIN_S
        for closer in self._closers:
            closer.join(max(0.0, give_up_at - time.monotonic()))

    @property
    def _present(self) -> Camera:
        return self.phone if self._is_through_phone else self._own

    def _follow_phone(self) -> None:
        if self.phone.is_sending == self._is_through_phone:
            return
        self._is_through_phone = not self._is_through_phone
        self._switches += 1
        if self._is_through_phone:
            self._turns.append(Turn.TO_PHONE)
        elif self._own is not self.phone:
            self._turns.append(Turn.FROM_PHONE)

    def _follow_wish(self, now: float) -> None:
        wish = self._wished()
        if wish != self._wish:
            self._wish = wish
            self._give_up_opening()
            self._open_at = self._wished_at = now
            self._pauses, self._is_refusal_told = Restarts(), False
            if is_same_webcam(wish, self._address):  # it is open, and cannot be opened twice
                self._address = wish
        if self._wish == self._address:
            return
        if self._opening is not None:
            self._tend(self._opening, now)
        elif now >= self._open_at:
            self._opening = _Opening(self._wish, self._opener, self._close)
        if not self._is_refusal_told and now - self._wished_at > PATIENCE_S and self._wish != self._address:
            self._refuse()

    def _tend(self, opening: "_Opening", now: float) -> None:
        """Go over to the camera that is being opened if it gives a picture; plan another try if it cannot be opened."""
        try:
            if not opening.gives_picture():
                return
        except CameraError as error:
            log.warning("the camera that is wished for cannot be opened: %s", error)
            self._give_up_opening()
            self._open_at = self._pauses.ended(now, 0.0, crashed=False) + 1.0
            if not self._is_refusal_told:
                self._refuse()
            return
        self._opening = None
        before, self._own, self._address = self._own, opening.taken(), self._wish
        self._switches += 1
        if not self._is_through_phone or self._own is not self.phone:
            self._turns.append(Turn.ANOTHER)
        self._let_go(self._close(before))

    def _refuse(self) -> None:
        self._is_refusal_told = True
        self._turns.append(Turn.NOT_OPENED)

    def _give_up_opening(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            self._let_go(opening.give_up())

    def _let_go(self, closer: threading.Thread) -> None:
        self._closers = [*(one for one in self._closers if one.is_alive()), closer]

    def _close(self, camera: Camera) -> threading.Thread:
        """Close the camera in a thread of its own: a driver may take its time."""
        close = (lambda: None) if camera is self.phone else camera.close
        closer = threading.Thread(target=close, name="closing a camera", daemon=True)
        closer.start()
        return closer


class _Opening:
    """A camera on its way: opened by a thread of its own, which closes it again where nobody waits for it any more."""

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
