"""Notices Ctrl-C and the system's wish to end, and says with which words to go."""

import signal
from types import FrameType

from describe import phrases

_WORDS = {signal.SIGINT: phrases.GOODBYE, signal.SIGTERM: phrases.SWITCHING_OFF}


class Ending:
    """From its making on a first signal only asks to end; a second one ends at once, with KeyboardInterrupt.

    The handler does no more than set an attribute: it may run while the main thread holds any lock.
    """

    def __init__(self) -> None:
        self.words = ""
        for number in _WORDS:
            signal.signal(number, self._note)

    def is_asked(self) -> bool:
        """Say whether it is time to end."""
        return bool(self.words)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.words:
            raise KeyboardInterrupt
        self.words = _WORDS[signal.Signals(number)]
