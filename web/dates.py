"""A date for what lasts for weeks: it never goes back, and no jump of the computer's calendar moves it while it runs.

A box without a battery for its calendar wakes up in the year 1970, and learns the date minutes later.
"""

import time
from collections.abc import Callable

DAY_S = 24 * 3600.0


class Dates:
    """Seconds since 1970 by the calendar at the start, or as kept where that is later, and by the clock since then."""

    def __init__(self, clock: Callable[[], float], wall_clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._offset_s = wall_clock() - clock()

    def __call__(self) -> float:
        """Return the date."""
        return self._clock() + self._offset_s

    def be_no_earlier_than(self, kept: float) -> None:
        """Go on from this date, which was kept before the last end, if it is later."""
        self._offset_s = max(self._offset_s, kept - self._clock())
