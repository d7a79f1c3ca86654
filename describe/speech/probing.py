"""Tries a player without a sound, now and then, while nobody has to wait for it."""

import logging
import threading
from collections.abc import Callable

from describe.speech.sound import Player, PlayerError

log = logging.getLogger(__name__)

PAUSE_S = 1.0
"""Between two tries. A player that knows how long its device should rest keeps to that by itself."""
CLOSING_S = 0.5


class Probing:
    """Tries of one player, one at a time, each on a thread of its own: a driver may hang in it."""

    def __init__(self, player: Player, clock: Callable[[], float]) -> None:
        self._player = player
        self._clock = clock
        self._due_at = clock()
        self._thread: threading.Thread | None = None

    def start(self, on_well: Callable[[], None]) -> None:
        """Try it if that is due, and call `on_well` from another thread if it would play; returns at once."""
        now = self._clock()
        if now < self._due_at or (self._thread and self._thread.is_alive()):
            return
        self._due_at = now + PAUSE_S
        thread = threading.Thread(target=self._probe, args=(on_well,), name="voice probe", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            log.warning("the player was not tried: %s", error)
            return
        self._thread = thread

    def close(self) -> None:
        """Wait for a moment for a try that is under way."""
        if self._thread:
            self._thread.join(CLOSING_S)

    def _probe(self, on_well: Callable[[], None]) -> None:
        try:
            self._player.probe()
        except PlayerError as error:
            log.debug("still no sound: %s", error)
        except Exception:
            log.exception("the player broke its promise")
        else:
            on_well()
