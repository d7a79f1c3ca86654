"""Players without a sound card: what would be heard goes into a WAV file, when it would be heard, or nowhere."""

import itertools
import logging
import os
import struct
import threading
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Literal

from describe.speech.samples import RATE_HZ, as_int16, at_rate, cut_softly
from describe.speech.sound import PlayerError, Samples, Sound

log = logging.getLogger(__name__)

LONGEST_S = 3600.0
"""The file holds an hour, 160 MB: it is meant for trying out, and must not fill the disk of a small machine."""
PIECE_S = 0.05
"""The file is never more than this behind, and a stop never later."""
_HEADER_BYTES = 44


def free_path(path: Path) -> Path:
    """Return the path, or else the first of name-2, name-3, ... at which there is nothing yet."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in itertools.count(2))
    return next(free for free in itertools.chain([path], numbered) if not os.path.lexists(free))


class WavPlayer:
    """Plays into a WAV file in real time: its time line begins when it is opened, with silence between sentences.

    The file can be read at every moment, also after the program was killed. When it is full, after an hour,
    play() raises PlayerError.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic, longest_s: float = LONGEST_S) -> None:
        self._path = path
        self._clock = clock
        self._longest = round(longest_s * RATE_HZ)
        self._written = 0
        self._began_at = clock()
        self._turn = threading.Lock()
        self._file = self._opened("wb")
        try:
            self._write(b"")
        except PlayerError:
            self._file.close()
            raise

    @property
    def name(self) -> str:
        """Where the sound goes, for people."""
        return f"the file {self._path.name}"

    @property
    def trouble(self) -> str:
        """Why nothing more can be written; empty when all is well."""
        return self._full if self._written >= self._longest else ""

    @property
    def is_audible(self) -> bool:
        """It never is: a file makes no sound."""
        return False

    def play(self, sound: Sound, volume: float, stopped: threading.Event) -> float:
        """Write the sound as time passes; return the seconds that were written of it; raise PlayerError."""
        samples = at_rate(sound, RATE_HZ) * volume
        with self._turn:
            if stopped.is_set():
                return 0.0
            self._open_again()
            began_at = self._clock()
            self._append_silence_until(began_at)
            done = 0
            while done < len(samples):
                wanted = round(done + PIECE_S * RATE_HZ)
                if stopped.wait(max(0.0, began_at + min(wanted, len(samples)) / RATE_HZ - self._clock())):
                    heard = round((self._clock() - began_at) * RATE_HZ)
                    self._append(cut_softly(samples[done:wanted], heard - done, RATE_HZ))
                    break
                self._append(samples[done:wanted])
                done = min(wanted, len(samples))
            return self._clock() - began_at

    def probe(self) -> None:
        """Write the silence up to now; raise PlayerError if it cannot be written or the file is full."""
        with self._turn:
            self._open_again()
            self._append_silence_until(self._clock())
            if self.trouble:
                raise PlayerError(self.trouble)

    def close(self) -> None:
        """Finish the file with the silence up to now; the next play() goes on with it. May be called twice."""
        with self._turn:
            if self._file.closed:
                return
            try:
                self._append_silence_until(self._clock())
            except PlayerError as error:
                log.warning("the end is missing: %s", error)
            self._file.close()

    @property
    def _full(self) -> str:
        return f"{self.name} is full after {self._longest / RATE_HZ / 60:.0f} minutes"

    def _opened(self, mode: Literal["wb", "r+b"]) -> FileIO:
        try:
            return self._path.open(mode, buffering=0)
        except OSError as error:
            raise PlayerError(self._reason(error)) from error

    def _open_again(self) -> None:
        """Go on with a file that was closed; whoever gives up a player that hangs closes it."""
        if self._file.closed:
            self._file = self._opened("r+b" if self._path.exists() else "wb")

    def _reason(self, error: OSError) -> str:
        return f"cannot write the sound to {self._path}: {error.strerror or error}"

    def _append_silence_until(self, moment: float) -> None:
        missing = min(self._longest, round((moment - self._began_at) * RATE_HZ)) - self._written
        if missing > 0:
            self._write(bytes(2 * missing))

    def _append(self, samples: Samples) -> None:
        if self._written + len(samples) > self._longest:
            raise PlayerError(self._full)
        self._write(as_int16(samples).tobytes())

    def _write(self, data: bytes) -> None:
        """Write samples first and their number afterwards, so that the header never promises too much."""
        try:
            self._file.seek(_HEADER_BYTES + 2 * self._written)
            remaining = memoryview(data)
            while remaining:
                remaining = remaining[self._file.write(remaining) :]
            self._written += len(data) // 2
            self._write_header()
        except OSError as error:
            raise PlayerError(self._reason(error)) from error

    def _write_header(self) -> None:
        size = 2 * self._written
        riff = struct.pack("<4sI4s", b"RIFF", _HEADER_BYTES - 8 + size, b"WAVE")
        form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE_HZ, 2 * RATE_HZ, 2, 16)
        self._file.seek(0)
        self._file.write(riff + form + struct.pack("<4sI", b"data", size))


class NullPlayer:
    """Lets the time of a sound pass in silence: for those who read along."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock

    @property
    def name(self) -> str:
        """Where the sound goes, for people."""
        return "no sound"

    @property
    def trouble(self) -> str:
        """Empty: silence was chosen."""
        return ""

    @property
    def is_audible(self) -> bool:
        """It never is."""
        return False

    def play(self, sound: Sound, volume: float, stopped: threading.Event) -> float:  # noqa: ARG002  # nothing is louder
        """Wait for the length of the sound, or until it is stopped."""
        began_at = self._clock()
        stopped.wait(sound.length_s)
        return self._clock() - began_at

    def probe(self) -> None:
        """There is nothing to try."""

    def close(self) -> None:
        """There is nothing to let go of."""
