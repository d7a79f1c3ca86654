"""How asking a server can fail for now, and how long a request may still take."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from describe.describer import DescriberFailed

ENDING_S = 0.5
"""So long after the last word a stream may take to end in order; its connection is then used again."""


class ServerTrouble(DescriberFailed):
    """The server did not answer as it should, and may do so later.

    `retry_after_s` is the pause that it asked for itself, None where it named none.
    """

    def __init__(self, why: str, retry_after_s: float | None = None) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds: to be connected (name, TCP and TLS); from then to the first word; between two; for the whole."""

    connect_s: float = 3.0
    first_s: float = 10.0
    between_s: float = 4.0
    total_s: float = 30.0


class Patience:
    """How many seconds the network may still take; raises the reason when there are none left."""

    def __init__(
        self,
        deadlines: Deadlines,
        now: Callable[[], float],
        closing: threading.Event,
        fresh_s: Callable[[], float] | None = None,
    ) -> None:
        """Begin at once. `fresh_s` tells how long the picture will still be fresh, on whatever clock it was taken."""
        self._deadlines = deadlines
        self._now = now
        self._closing = closing
        self._fresh_s = fresh_s
        self._total_at = now() + deadlines.total_s
        self._next_at = 0.0
        self._missing = ""
        self.begin_exchange()

    def begin_exchange(self) -> None:
        """Wait for a connection."""
        self._expect("did not take the connection", self._deadlines.connect_s)

    def note_connected(self) -> None:
        """Wait for the first word."""
        self._expect("did not begin to answer", self._deadlines.first_s)

    def note_word(self) -> None:
        """Wait for the next word."""
        self._expect("stopped in the middle of its answer", self._deadlines.between_s)

    def note_end(self) -> None:
        """Wait for the end of what has ended already."""
        self._expect("did not end its answer", ENDING_S)

    def left_s(self) -> float:
        """Return the seconds that are left, more than none; raise ServerTrouble or DescriberFailed."""
        if self._closing.is_set():
            raise DescriberFailed("the describer was closed")
        fresh_s = self._fresh_s() if self._fresh_s else self._deadlines.total_s
        if fresh_s <= 0.0:
            raise DescriberFailed("the picture grew too old before the server was done")
        now = self._now()
        if now >= self._total_at:
            raise ServerTrouble(f"it was not done within {self._deadlines.total_s:g} s")
        if now >= self._next_at:
            raise ServerTrouble(self._missing)
        return min(fresh_s, self._total_at - now, self._next_at - now)

    def _expect(self, missing: str, within_s: float) -> None:
        self._next_at = self._now() + within_s
        self._missing = f"it {missing} within {within_s:g} s"
