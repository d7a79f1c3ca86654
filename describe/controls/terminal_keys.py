"""Reads single keys from the terminal that it runs in, and leaves that terminal as it found it."""

import contextlib
import logging
import os
import select
import termios
import threading
import tty
from collections.abc import Callable

log = logging.getLogger(__name__)

ESCAPE_S = 0.025
"""An escape that nothing follows within this time was pressed by itself."""
BACKGROUND_S = 0.5
"""While it is in the background the terminal belongs to others: it is looked after so often whether it came back."""
_NAMED = {
    " ": "space",
    "\x1b": "escape",
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x08": "backspace",
}
_SEQUENCES = {
    "A": "up",
    "B": "down",
    "C": "right",
    "D": "left",
    "H": "home",
    "F": "end",
    "M": "enter",
    "1~": "home",
    "2~": "insert",
    "3~": "delete",
    "4~": "end",
    "5~": "page up",
    "6~": "page down",
    "20~": "f9",
    "21~": "f10",
}
"""What follows ESC [ or ESC O; the first letter that is no digit and no semicolon ends it."""


def keys_in(text: str) -> list[str]:
    """Return the names of the keys whose bytes these are; of what is no key, none."""
    names: list[str] = []
    while text:
        if len(text) > 2 and text[0] == "\x1b" and text[1] in "[O":
            end = next((place for place in range(2, len(text)) if text[place] not in "0123456789;"), len(text) - 1)
            if name := _SEQUENCES.get(text[2 : end + 1]):
                names.append(name)
            text = text[end + 1 :]
            continue
        character, text = text[0], text[1:]
        name = _NAMED.get(character, character.casefold())
        if name.isprintable() and name.strip():
            names.append(name)
    return names


def is_in_front(terminal: int) -> bool:
    """Say whether the terminal is ours: whoever reads or changes it from the background, the system stops."""
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False


class TerminalKeys:
    """Calls `press` with the name of each key, in a thread of its own, until it is closed.

    Keys come one by one and are not shown; Ctrl-C and Ctrl-Z do what they always do. In the background nothing is read.
    """

    def __init__(
        self, terminal: int, press: Callable[[str], None], is_ours: Callable[[int], bool] = is_in_front
    ) -> None:
        self._terminal = terminal
        self._is_ours = is_ours
        self._press = press
        self._before = termios.tcgetattr(terminal)
        self._awake, self._wake = os.pipe()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="keys", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread and restore the terminal; may be called twice."""
        if self._is_closed:
            return
        self._is_closed = True
        os.write(self._wake, b"x")
        self._thread.join(1.0)
        if self._is_ours(self._terminal):
            with contextlib.suppress(termios.error):  # the terminal has gone
                termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)
        os.close(self._awake)
        os.close(self._wake)

    def _run(self) -> None:
        try:
            while not self._is_closed:
                if not self._is_ours(self._terminal):
                    select.select([self._awake], [], [], BACKGROUND_S)
                elif not self._read():
                    return
        except (OSError, termios.error):
            log.info("no keys are taken from the terminal any more: it has gone")
        except Exception:  # outermost line of the thread: the narration goes on without keys
            log.exception("the keys of the terminal broke")

    def _read(self) -> bool:
        """Wait for keys and press them; False when there will be none any more."""
        if termios.tcgetattr(self._terminal)[tty.LFLAG] & termios.ICANON:  # at the start, and back from the background
            tty.setcbreak(self._terminal, termios.TCSADRAIN)
        ready, _, _ = select.select([self._terminal, self._awake], [], [])
        if self._terminal not in ready or not self._is_ours(self._terminal):
            return True
        typed = os.read(self._terminal, 1024)
        if not typed:
            return False
        if typed == b"\x1b" and select.select([self._terminal], [], [], ESCAPE_S)[0]:
            typed += os.read(self._terminal, 1024)
        for name in keys_in(typed.decode(errors="ignore")):
            self._press(name)
        return True
