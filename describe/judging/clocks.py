"""The two clocks of a judgement: the recording's own, and the one that runs ahead while a description is worked out."""

import heapq
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class AlarmClock:
    """A clock that stands still until somebody waits; a wait ends early at each moment that was named to it.

    So words are handed on at the moment at which they come, as a live clock is woken for them.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._alarms: list[float] = []

    def __call__(self) -> float:
        """Return the simulated moment in seconds."""
        return self._now

    def wake_at(self, moment: float) -> None:
        """Let the wait in which this moment lies end there."""
        heapq.heappush(self._alarms, moment)

    def wait(self, seconds: float) -> None:
        """Move the moment on by this many seconds, or to the next moment that was named."""
        until = self._now + max(0.0, seconds)
        while self._alarms and self._alarms[0] <= self._now:
            heapq.heappop(self._alarms)
        if self._alarms and self._alarms[0] < until:
            until = heapq.heappop(self._alarms)
        self._now = until


class WorkClock:
    """Runs ahead of a clock while something is worked out at once which would have taken its time.

    Meanwhile it goes as fast as `watch` does, times `1 / speed`: on a machine half as fast everything takes twice as
    long. With a watch that stands still only what waits takes time, and the outcome is the same on every run.
    """

    def __init__(
        self, clock: Callable[[], float], speed: float = 1.0, watch: Callable[[], float] = time.perf_counter
    ) -> None:
        self._clock = clock
        self._speed = speed
        self._watch = watch
        self._ahead_from: float | None = None
        self._began = 0.0

    def __call__(self) -> float:
        """Return the moment of what is being worked out, or else that of the clock."""
        if self._ahead_from is None:
            return self._clock()
        return self._ahead_from + (self._watch() - self._began) / self._speed

    def wait(self, seconds: float) -> None:
        """Let this many seconds pass in what is being worked out."""
        self._set(self() + max(0.0, seconds))

    @contextmanager
    def ahead_from(self, moment: float) -> Iterator[None]:
        """Work something out that begins at this moment; afterwards it is as late as before."""
        before = None if self._ahead_from is None else self()
        self._set(moment)
        try:
            yield
        finally:
            if before is None:
                self._ahead_from = None
            else:
                self._set(before)

    def _set(self, moment: float) -> None:
        self._ahead_from, self._began = moment, self._watch()
