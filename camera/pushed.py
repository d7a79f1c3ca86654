"""The camera of a phone whose browser sends its pictures one by one: the newest, and the last seconds."""

import hashlib
import hmac
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from camera.address import PHONE_NAME
from camera.clock import boot_clock
from camera.errors import BadPicture, CameraFrozen, CameraLost, CameraNotFound
from camera.frame import Frame
from camera.photo import read_picture
from camera.shrink import shrunk

MOST_BYTES = 1_000_000
"""Of one picture; one of 640 pixels has 20 to 120 thousand."""
MOST_PIXELS = 12_000_000
"""What the cameras of phones take at most without being asked for more."""
OLDEST_S = 10.0
"""A picture that was on its way for longer is of no use to anybody."""
GONE_S = 1.9
"""Seconds without a new picture after which the phone sends no more: before its loss is told, where another can see."""
KEPT_S, KEPT_EVERY_S, KEPT_SIDE = 6.0, 0.2, 640
FROZEN_S, FROZEN_PICTURES = 5.0, 10
"""Real pictures never have the same bytes twice: a page in the background sends its last one again and again."""


class PushedCamera:
    """Holds what a phone sends; any thread may push. Implements camera.source.Camera.

    One phone sends at a time: the last that began. Moments are those of the clock it is given.
    """

    name = PHONE_NAME

    def __init__(self, clock: Callable[[], float] = boot_clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sender = 0
        self._is_sending = self._is_closed = False
        self._newest: Frame | None = None
        self._kept: deque[Frame] = deque(maxlen=round(KEPT_S / KEPT_EVERY_S) + 1)
        self._numbers = 0
        self._bytes = b""
        self._same = 0
        self._same_since = 0.0

    @property
    def is_sending(self) -> bool:
        """Whether a phone sends pictures now."""
        with self._lock:
            newest = self._newest
            return self._is_sending and newest is not None and newest.age_s(self._clock()) < GONE_S

    def begin(self) -> int:
        """Let another phone send from now on; return the number that stands for it."""
        with self._lock:
            self._sender += 1
            self._forget()
            return self._sender

    def end(self, sender: int) -> None:
        """Take note that this phone sends no more."""
        with self._lock:
            if sender == self._sender:
                self._forget()

    def push(self, sender: int, jpeg: bytes, taken_at: float, digest: bytes) -> Frame:
        """Put this picture in place of the one before, unless that was taken later; return it.

        `digest` is the SHA-256 of the bytes as they were sent: half of the flipped bits leave a JPEG that can be read
        and shows something else. Raises CameraLost if another phone sends now, BadPicture if the picture is no good or
        too old.
        """
        self._check(sender)
        if len(jpeg) > MOST_BYTES:
            raise BadPicture(f"That is too large a picture: send one of at most {MOST_BYTES:,} bytes.")
        hashed = hashlib.sha256(jpeg).digest()
        if (
            not hmac.compare_digest(hashed, digest)
            or not jpeg.startswith(b"\xff\xd8")
            or not jpeg.endswith(b"\xff\xd9")
        ):
            raise BadPicture("That is no whole JPEG picture: send it again.")
        now = self._clock()
        if not now - taken_at <= OLDEST_S:  # nor a moment that is no number
            raise BadPicture("That picture is too old: send a new one.")
        frame = read_picture(jpeg, ("JPEG",), MOST_PIXELS, min(taken_at, now))
        small = shrunk(frame.image, KEPT_SIDE)
        with self._lock:
            if sender != self._sender or self._is_closed:
                raise CameraLost("Another phone is the camera now.")
            self._numbers += 1
            frame = replace(frame, number=self._numbers)
            if self._newest is None or frame.taken_at >= self._newest.taken_at:
                self._put(frame, replace(frame, image=small), hashed)
            return frame

    def latest(self, max_age_s: float) -> Frame:
        """Return the newest frame at once; see camera.source.Camera for what it raises."""
        with self._lock:
            now = self._clock()
            if self._is_closed:
                raise CameraLost(f"{self.name} was closed")
            if self._newest is None:
                raise CameraNotFound("no phone sends its pictures: open the page for that on one")
            if self._same >= FROZEN_PICTURES and now - self._same_since >= FROZEN_S:
                raise CameraFrozen(f"{self.name} sends the same picture again and again")
            if self._newest.age_s(now) > max_age_s:
                raise CameraLost(f"{self.name} sends no new picture")
            return self._newest

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        """Return the frames of the last seconds (at most six), at most 640 pixels wide or high, oldest first."""
        now, chosen = self._clock(), list[Frame]()
        with self._lock:
            kept = tuple(self._kept)
        for frame in reversed(kept):
            if frame.age_s(now) > min(seconds, KEPT_S):
                break
            if not chosen or chosen[-1].taken_at - frame.taken_at >= every_s - KEPT_EVERY_S / 2:
                chosen.append(frame)
        return tuple(reversed(chosen))

    def close(self) -> None:
        """Take no more pictures, and keep none; may be called twice."""
        with self._lock:
            self._is_closed = True
            self._forget()

    def _check(self, sender: int) -> None:
        with self._lock:
            if sender != self._sender or self._is_closed:
                raise CameraLost("Another phone is the camera now.")
            self._is_sending = True

    def _put(self, frame: Frame, small: Frame, hashed: bytes) -> None:
        if hashed != self._bytes:
            self._bytes, self._same, self._same_since = hashed, 0, frame.taken_at
        self._same += 1
        self._newest = frame
        if not self._kept or small.taken_at - self._kept[-1].taken_at >= KEPT_EVERY_S / 2:
            self._kept.append(small)

    def _forget(self) -> None:
        self._is_sending = False
        self._newest = None
        self._kept.clear()
        self._bytes, self._same = b"", 0
