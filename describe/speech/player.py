"""Plays on the sound card, stops at once, and lets go of the card when nothing is said."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from describe.speech.hurried import hurried
from describe.speech.miniaudio_ import Feed, MiniaudioDevice, OutputDevice
from describe.speech.samples import RATE_HZ, at_rate
from describe.speech.sound import PlayerError, Samples, Sound
from describe.speech.tape import Tape

log = logging.getLogger(__name__)

WAKING_S = 0.3
"""Silence before the first sound on a device that was just opened: sleeping outputs swallow the beginning."""
QUIET_S = 5.0
"""The device is let go after so long without a sound: an open stream drains a hearing aid's battery."""
STALL_S = 0.8
"""A device that asks for nothing for so long has been unplugged or has died."""
STOP_S = 0.08
"""A device that does not even ask for silence so long after a stop is left to itself."""
LOOK_S = 0.02
PROBE_S = 0.05
"""Silence that a card must ask for to count as back."""
NO_ANSWER = "the sound card stopped answering"

T = TypeVar("T")

OpenDevice = Callable[[Feed, int], OutputDevice]
"""Opens an output for a feed at a rate in Hz, and starts it; raises PlayerError."""


class MiniaudioPlayer:
    """A Player on the sound card. A device that is lost is opened anew for the next sound.

    play() raises PlayerError within a second if there is no card or it has died; a driver that hangs is left
    behind after two.
    """

    def __init__(self, open_device: OpenDevice = MiniaudioDevice, quiet_s: float = QUIET_S) -> None:
        self._open_device = open_device
        self._quiet_s = quiet_s
        self._turn = threading.Lock()
        self._device: OutputDevice | None = None
        self._tape = Tape.empty()
        self._asked_at = 0.0
        self._release: threading.Timer | None = None

    @property
    def name(self) -> str:
        """Where the sound goes, for people."""
        return "the sound card"

    @property
    def trouble(self) -> str:
        """Empty: what goes wrong is raised by play()."""
        return ""

    @property
    def is_audible(self) -> bool:
        """It always is."""
        return True

    @property
    def has_device(self) -> bool:
        """Whether it holds the device at this moment."""
        return self._device is not None

    def play(self, sound: Sound, volume: float, stopped: threading.Event) -> float:
        """Play; return the seconds between its first and its last sample; raise PlayerError."""
        with self._turn:
            if self._release:
                self._release.cancel()
            samples = at_rate(sound, RATE_HZ) * np.float32(volume)
            is_cold = self._device is None
            self._tape = Tape(samples, round(WAKING_S * RATE_HZ) if is_cold else 0, stopped)
            try:
                if self._device is None:
                    self._device = hurried(
                        lambda: self._open_device(self._feed, RATE_HZ), lambda device: device.close()
                    )
                self._asked_at = time.monotonic()
                return self._watch(self._tape, stopped)
            finally:
                self._tape = Tape.empty()
                if self._device:
                    self._release = threading.Timer(self._quiet_s, self._let_go)
                    self._release.name = "sound card release"
                    self._release.daemon = True
                    self._release.start()

    def probe(self) -> None:
        """Open the device, let it read 50 ms of silence and let go of it; raise PlayerError."""
        if not self._turn.acquire(timeout=STALL_S):
            raise PlayerError(NO_ANSWER)
        try:
            self._drop_device()
            tape = Tape(np.zeros(round(PROBE_S * RATE_HZ), np.float32), 0, threading.Event())
            self._device = hurried(lambda: self._open_device(tape.read, RATE_HZ), lambda device: device.close())
            if not tape.is_over.wait(STALL_S):
                raise PlayerError(NO_ANSWER)
        finally:
            self._drop_device()
            self._turn.release()

    def close(self) -> None:
        """Let go of the device; the next play() opens it again. May be called twice."""
        if self._release:
            self._release.cancel()
        self._drop_device()

    def _watch(self, tape: Tape, stopped: threading.Event) -> float:
        stopped_at = None
        while not tape.is_over.wait(LOOK_S):
            now = time.monotonic()
            if stopped.is_set():
                stopped_at = stopped_at or now
                if now > stopped_at + STOP_S:
                    break
            elif self._device is None or now > self._asked_at + STALL_S:
                self._drop_device()
                raise PlayerError(NO_ANSWER)
        return tape.took_s

    def _feed(self, count: int) -> Samples:
        self._asked_at = time.monotonic()
        return self._tape.read(count)

    def _let_go(self) -> None:
        if self._turn.acquire(blocking=False):
            try:
                self._drop_device()
            finally:
                self._turn.release()

    def _drop_device(self) -> None:
        device, self._device = self._device, None
        if device is None:
            return
        try:
            hurried(device.close, lambda _: None)
        except PlayerError as error:
            log.warning("a sound card was left behind: %s", error)
