"""A camera that is there now: owns the child process that drains it, and starts it again when it fails."""

import logging
import multiprocessing
import random
import signal
import threading
import time
from dataclasses import replace
from multiprocessing import connection, resource_tracker
from multiprocessing.context import SpawnProcess

from camera.address import Address, Kind
from camera.clock import boot_clock
from camera.drain import ASLEEP_S, drain
from camera.errors import CameraFrozen, CameraLost, CameraNotFound
from camera.frame import Frame
from camera.pictures import FROZEN_S, Said, SharedPictures
from camera.restarts import Restarts
from camera.webcam import stable_path

STALLED_S = 3.0
"""Without a sign of life for so long a child is killed: its own reads give up after 2 s, so it hangs."""
OPENING_S = 10.0
"""The same before its first; some webcams take 5 s to open."""
KEY_PICTURE_S = 60.0
"""A stream that is joined in its middle shows nothing before its next key picture; some cameras send few of them."""
DAMAGED_S = 10.0
"""So long after a good picture one that sends damaged ones is opened anew: that may help, and waiting did not."""
TEND_EVERY_S = 0.1
STOP_WITHIN_S = 0.5
KILLED_WITHIN_S = 2.0
"""A process that was killed is gone in milliseconds, unless a driver holds it."""
LONGEST_PAUSE_S = 30.0
LONGEST_PAUSE_ONCE_SEEN_S = 5.0
"""A camera that was seen before is back within 10 s after it was plugged in again."""

_SILENT = "it sends nothing"
_DAMAGED = "it sends, but no whole picture yet"

_log = logging.getLogger(__name__)


class LiveCamera:
    """The newest frame of a webcam or stream, from a child process that may crash, hang or be killed at any time.

    Implements camera.source.Camera. Moments are those of boot_clock.
    """

    def __init__(self, address: Address, rng: random.Random | None = None) -> None:
        """Start at once and return at once; the first frame comes later."""
        self._address = address
        self._rng = rng or random.Random()  # noqa: S311  pauses are no secret
        self._pictures = SharedPictures()
        self._restarts = Restarts(self._rng, longest_s=LONGEST_PAUSE_S)
        self._child: SpawnProcess | None = None
        self._started_at = 0.0
        self._started_number = 0
        self._start_at = self._tended_at = self._awake_from = boot_clock()
        self._ended_because = ""
        self._trouble = ("it has not answered yet", boot_clock())
        self._closing = threading.Event()
        self._owner = threading.Thread(target=self._own, name="camera", daemon=True)
        self._owner.start()

    @property
    def name(self) -> str:
        """What it is, for people, without credentials."""
        return self._address.name

    @property
    def trouble(self) -> str:
        """Why there are no pictures now, in words; empty when all is well."""
        return self._trouble[0]

    @property
    def since(self) -> float:
        """The moment at which the trouble began, or the last one ended."""
        return self._trouble[1]

    def latest(self, max_age_s: float) -> Frame:
        """Return the newest frame at once; see camera.source.Camera for what it raises."""
        if self._closing.is_set():
            raise CameraLost(f"{self.name} was closed")
        frame = self._pictures.newest()
        if frame is None:
            raise CameraNotFound(f"{self.name}: {self.trouble or 'it has not answered yet'}")
        if self._pictures.is_frozen():
            raise CameraFrozen(f"{self.name}: it sends the same picture again and again")
        if not frame.age_s(boot_clock()) <= max_age_s:  # nor one that is no number, left by a reader that crashed
            raise CameraLost(f"{self.name}: {self.trouble or 'it gives no new picture'}")
        return frame

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        """Return frames of the last seconds (at most about six), at most 640 pixels wide or high, oldest first."""
        return self._pictures.recent(seconds, every_s)

    def close(self) -> None:
        """End the child process and the thread that owns it; may be called twice."""
        self._closing.set()
        self._owner.join(STOP_WITHIN_S + 2 * KILLED_WITHIN_S)

    def _own(self) -> None:
        resource_tracker.ensure_running()  # it would let Ctrl-C through again
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a child inherits this until it can ignore it
        while not self._closing.is_set():
            try:
                self._tend(boot_clock())
            except Exception:  # noqa: BLE001  outermost line: without this thread the camera would be lost for good
                _log.exception("%s: looking after it failed", self.name)
                self._plan(boot_clock(), "its reader could not be looked after", crashed=True)
            if self._child is None:
                self._closing.wait(TEND_EVERY_S)
            else:
                connection.wait([self._child.sentinel], TEND_EVERY_S)
        self._end_child(STOP_WITHIN_S)

    def _tend(self, now: float) -> None:
        """Look after the child: start it, or end it and say when the next one may start."""
        if now - self._tended_at > ASLEEP_S:
            self._awake_from = now  # the child slept as well, and says so itself
        self._tended_at = now
        if self._child is None:
            if now >= self._start_at:
                self._start_child(now)
        elif not self._child.is_alive():
            said, words = self._pictures.said
            self._plan(now, words or "its reader crashed", crashed=said is Said.NOTHING or self._child.exitcode != 0)
        elif why := self._why_hopeless(now):
            self._plan(now, why, crashed=why == _SILENT)
        elif self._pictures.is_frozen() and now - self._started_at > FROZEN_S:
            self._plan(now, "it sends the same picture again and again", crashed=False)
        self._note_trouble(now)

    def _why_hopeless(self, now: float) -> str:
        """Say why the child has to be ended, or nothing."""
        silent_s = now - max(self._pictures.life_at, self._started_at, self._awake_from)
        if silent_s > (STALLED_S if self._is_heard() else OPENING_S):
            return _SILENT
        if self._has_shown():
            return _DAMAGED if now - max(self._pictures.newest_at, self._awake_from) > DAMAGED_S else ""
        return _DAMAGED if now - self._started_at > KEY_PICTURE_S else ""

    def _is_heard(self) -> bool:
        return self._pictures.life_at > self._started_at

    def _has_shown(self) -> bool:
        return self._pictures.number > self._started_number

    def _start_child(self, now: float) -> None:
        if self._address.kind is Kind.WEBCAM:  # a device's number may change when it is plugged in again
            self._address = replace(self._address, target=stable_path(self._address.target))
        self._pictures.prepare()
        self._started_at, self._started_number = now, self._pictures.number
        child = multiprocessing.get_context("spawn").Process(
            target=drain, args=(self._address, self._pictures), name="camera", daemon=True
        )
        try:
            child.start()
        except OSError as error:  # no memory or no processes left
            self._plan(now, f"its reader cannot be started: {error.strerror}", crashed=True)
            return
        self._child = child

    def _plan(self, now: float, why: str, *, crashed: bool) -> None:
        self._end_child(0.0)
        worked_s = 0.0
        if self._has_shown() and not self._pictures.is_frozen():
            worked_s = self._pictures.newest_at - self._started_at
            if not self._started_number:
                self._restarts = Restarts(self._rng, longest_s=LONGEST_PAUSE_ONCE_SEEN_S)
        self._start_at = self._restarts.ended(now, worked_s, crashed=crashed)
        self._ended_because = why
        _log.info("%s: %s; opened again in %.1f s", self.name, why, self._start_at - now)

    def _end_child(self, within_s: float) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        self._pictures.ask_to_stop()
        connection.wait([child.sentinel], within_s)
        child.kill()
        give_up_at = time.monotonic() + KILLED_WITHIN_S
        while child.exitcode is None and time.monotonic() < give_up_at:
            time.sleep(0.005)  # join(), whatever its time, waits without end for one that is held while it dies
        if child.exitcode is None:
            # A driver can hold a process that was killed for ever. Python would wait for it at the program's end.
            multiprocessing.process._children.discard(child)  # type: ignore[attr-defined]  # noqa: SLF001
            _log.error("%s: its reader, process %s, cannot be ended and is left behind", self.name, child.pid)

    def _note_trouble(self, now: float) -> None:
        trouble = ""
        if self._pictures.is_frozen():
            trouble = "it sends the same picture again and again"
        elif now - self._pictures.newest_at > STALLED_S or not self._pictures.number:
            is_sending = now - self._pictures.life_at <= STALLED_S
            trouble = _DAMAGED if is_sending else self._ended_because or "it has not answered yet"
        if trouble != self._trouble[0]:
            is_new = not (trouble and self._trouble[0])
            self._trouble = (trouble, now if is_new else self._trouble[1])
            if is_new:
                level = logging.WARNING if trouble else logging.INFO
                _log.log(level, "%s: %s", self.name, trouble or "pictures come")
