"""What happens when a key is pressed: its act, or, while somebody learns the keys, the words for it."""

import math
import threading
from collections.abc import Callable

from describe import phrases
from describe.commands import Act, Do, Tell
from describe.controls.key_map import HELPER, LEARN, KeyMapError, key_map, words_for
from describe.inbox import Inbox
from describe.settings import Settings

LEARNING_S = 30.0
"""Who has pressed no key for so long has stopped learning, and expects the keys to work."""


class Pressing:
    """Takes the names of keys from whatever thread reads them, and puts commands into the inbox.

    The key for a pause ends it, too: a remote control has few keys.
    """

    def __init__(
        self,
        inbox: Inbox,
        settings: Callable[[], Settings],
        is_paused: Callable[[], bool],
        clock: Callable[[], float],
        let_helper_in: Callable[[], None],
    ) -> None:
        self._inbox = inbox
        self._settings = settings
        self._is_paused = is_paused
        self._clock = clock
        self._let_helper_in = let_helper_in
        self._learns_until = -math.inf
        self._lock = threading.Lock()

    def press(self, key: str) -> None:
        """Do what this key does; a key without an act does nothing."""
        act = keys_of(self._settings()).get(key)
        if act == Act.STOP:
            self._inbox.put(Do(Act.STOP))  # also while somebody learns the keys, and before anything else is asked
        with self._lock:
            is_learning = self._clock() < self._learns_until
            self._learns_until = self._learning(act, is_learning=is_learning)
        if is_learning and act != LEARN:
            self._inbox.put(Tell(phrases.KEY_DOES.format(key=key, does=words_for(act))))
        elif act == LEARN:
            self._inbox.put(Tell(phrases.KEYS_LEARNED if is_learning else phrases.LEARN_KEYS))
        elif act == HELPER:
            self._let_helper_in()
        elif act and act != Act.STOP:
            self._inbox.put(Do(self._act(Act(act))))

    def _learning(self, act: str | None, *, is_learning: bool) -> float:
        if act == LEARN:
            return -math.inf if is_learning else self._clock() + LEARNING_S
        return self._clock() + LEARNING_S if is_learning else -math.inf

    def _act(self, act: Act) -> Act:
        return Act.GO_ON if act is Act.PAUSE and self._is_paused() else act


def keys_of(settings: Settings) -> dict[str, str]:
    """Return the map of these settings; as delivered where theirs cannot be used."""
    try:
        return key_map(settings.keys)
    except KeyMapError:
        return key_map()
