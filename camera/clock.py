"""Time as a value that is passed in: the system's, or one that a recording sets."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the moment in seconds, never backwards, and waits."""

    def __call__(self) -> float:
        """Return the moment in seconds; only differences mean something."""
        ...

    def wait(self, seconds: float) -> None:
        """Let this many seconds pass."""
        ...


def boot_clock() -> float:
    """Return seconds that never go back and, on Linux, go on while the machine sleeps; the same in every process.

    Those of time.monotonic stand still in sleep there: what was seen before the lid was closed would be new after it.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SystemClock:
    """The machine's clock, which live cameras share; a wait ends early when it is woken."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def __call__(self) -> float:
        """Return boot_clock()."""
        return boot_clock()

    def wait(self, seconds: float) -> None:
        """Let this many seconds pass, or less if wake() is called."""
        if self._woken.wait(max(0.0, seconds)):
            self._woken.clear()

    def wake(self) -> None:
        """End the present or the next wait at once; from any thread."""
        self._woken.set()


class SimulatedClock:
    """A clock that stands still until somebody waits: a recording's own time, as fast as it can be worked through."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start

    def __call__(self) -> float:
        """Return the simulated moment in seconds."""
        return self._now

    def wait(self, seconds: float) -> None:
        """Move the moment on by this many seconds, at once."""
        self._now += max(0.0, seconds)
