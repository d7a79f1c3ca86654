"""Decides when a child process, device or connection that ended may be started again. Pure: moments are passed in."""

import random
from collections import deque


class Restarts:
    """At once the first time, then after 1, 2, 4 … seconds up to `longest_s`, each a fifth more or less by chance.

    Crashes have a budget besides: after `most` of them within `within_s` it rests for `rest_s`, so that something
    broken cannot eat the machine. Work that lasted `well_s` makes the pauses begin anew.
    """

    def __init__(
        self,
        rng: random.Random | None = None,
        *,
        longest_s: float = 30.0,
        well_s: float = 10.0,
        most: int = 5,
        within_s: float = 60.0,
        rest_s: float = 60.0,
    ) -> None:
        self._rng = rng or random.Random()  # noqa: S311  pauses are no secret
        self._longest_s = longest_s
        self._well_s = well_s
        self._most = most
        self._within_s = within_s
        self._rest_s = rest_s
        self._failures = 0
        self._crashed_at: deque[float] = deque(maxlen=most)

    def ended(self, now: float, worked_s: float, *, crashed: bool = True) -> float:
        """Return the moment from which it may be started again.

        `worked_s` is how long it did its work before it ended: 0 if it never did. Something that says itself that it
        cannot go on (a camera that is not there) has not crashed and costs no budget.
        """
        if worked_s >= self._well_s:
            self._failures = 0
        pause_s = 0.0
        if self._failures:
            pause_s = min(self._longest_s, 2.0 ** min(self._failures - 1, 16)) * self._rng.uniform(0.8, 1.2)
        self._failures += 1
        if crashed:
            self._crashed_at.append(now)
            if len(self._crashed_at) == self._most and now - self._crashed_at[0] <= self._within_s:
                self._crashed_at.clear()
                pause_s = max(pause_s, self._rest_s)
        return now + pause_s
