"""One sound as an output device reads it: piece by piece, from the device's own thread."""

import threading
import time

import numpy as np

from describe.speech.samples import FADE_S, RATE_HZ
from describe.speech.sound import Samples


class Tape:
    """One sound after `lead` samples of silence; it fades out in 5 ms once `stopped` is set."""

    def __init__(self, samples: Samples, lead: int, stopped: threading.Event) -> None:
        self._samples = samples
        self._place = -lead
        self._stopped = stopped
        self._first_at = self._last_at = 0.0
        self.is_over = threading.Event()

    @classmethod
    def empty(cls) -> "Tape":
        """Return a tape with nothing on it."""
        return cls(np.zeros(0, np.float32), 0, threading.Event())

    @property
    def took_s(self) -> float:
        """Seconds from the first sample to the last."""
        return self._last_at - self._first_at

    def read(self, count: int) -> Samples:
        """Return the next so many samples: the lead of silence, the sound, then silence for ever."""
        piece = np.zeros(count, np.float32)
        now = time.monotonic()
        if self.is_over.is_set():
            return piece
        if not self._first_at and self._place + count > 0:
            self._first_at = self._last_at = now
        if self._place >= len(self._samples):
            self._last_at = now
            self.is_over.set()
            return piece
        skipped = min(count, max(0, -self._place))
        part = self._samples[max(0, self._place) : max(0, self._place + count)]
        piece[skipped : skipped + len(part)] = part
        self._place += count
        if self._first_at:
            self._last_at = now
        if self._stopped.is_set():
            fade = min(count, round(FADE_S * RATE_HZ))
            piece[:fade] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
            piece[fade:] = 0.0
            self.is_over.set()
        return piece
