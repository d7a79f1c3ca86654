"""One sound on its way through a player, on a thread of its own that can be given up."""

import logging
import threading
from collections.abc import Callable

from describe.speech.sound import Player, PlayerError, Sound

log = logging.getLogger(__name__)

HEARD_SHARE = 0.5
"""A player that was done in less than this share of a sound's length cannot have made it heard."""


class Playing:
    """Plays one sound at once; `on_over` is called from its thread when the player has returned.

    Raises RuntimeError if the system has no thread for it.

    The player is native code and may never return. Then give_up() leaves its thread behind, and has the player
    closed, which for a sound card means that the next sound opens it anew.
    """

    def __init__(self, player: Player, sound: Sound, volume: float, on_over: Callable[[], None]) -> None:
        self._player = player
        self._sound = sound
        self._volume = volume
        self._on_over = on_over
        self._took_s = 0.0
        self._trouble = ""
        self._stopped = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._play, name="voice player", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether the player has returned."""
        return self._over.is_set()

    @property
    def trouble(self) -> str:
        """Why the sound, whose playing is over and was not cut, cannot have been heard; empty if it was."""
        if self._trouble or self._took_s >= HEARD_SHARE * self._sound.length_s:
            return self._trouble
        return f"the player took {self._took_s:.1f} s for {self._sound.length_s:.1f} s of sound"

    def cut(self) -> None:
        """Let it fall silent; returns before it has."""
        self._stopped.set()

    def give_up(self) -> None:
        """Leave it behind, and have the player let go of its device."""
        self._stopped.set()
        closing = threading.Thread(target=self._player.close, name="voice player closing", daemon=True)
        try:
            closing.start()
        except RuntimeError as error:
            log.warning("the player was left as it is: %s", error)

    def _play(self) -> None:
        try:
            self._took_s = self._player.play(self._sound, self._volume, self._stopped)
        except PlayerError as error:
            self._trouble = str(error) or "the player failed"
        except Exception as error:
            log.exception("the player broke its promise")
            self._trouble = f"the player failed: {error}"
        self._over.set()
        self._on_over()
