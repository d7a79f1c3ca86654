"""A real terminal with the real command in it, and a person who types."""

import os
import pty
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.command import COMMAND, environment
from tests.waiting import eventually

_IN_ITS_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


class TypingPerson:
    """Types keys, and sees what stands in the terminal."""

    def __init__(self, process: "subprocess.Popen[bytes]", terminal: int, other_end: int) -> None:
        self.process = process
        self._terminal = terminal
        self._other_end = other_end
        self._seen = bytearray()
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def wait_for(self, words: str, within_s: float) -> float:
        """Return the moment at which these words stood there."""
        eventually(lambda: words in self.seen(), within_s)
        return time.monotonic()

    def seen(self) -> str:
        return bytes(self._seen).decode(errors="replace")

    def forget(self) -> None:
        self._seen.clear()

    def takes_lines(self) -> bool:
        """Say whether the terminal is as a shell leaves it: it waits for whole lines, and shows what is typed."""
        flags = termios.tcgetattr(self._other_end)[3]
        return bool(flags & termios.ICANON) and bool(flags & termios.ECHO)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._terminal, 4096)
            except OSError:
                return
            if not data:
                return
            self._seen += data


@contextmanager
def typing_into(home: Path, *arguments: str, term: str = "dumb") -> Iterator[TypingPerson]:
    """Start the command in a terminal of its own; it is killed at the end if it still runs."""
    terminal, other_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _IN_ITS_TERMINAL, *COMMAND, *arguments],
        env=environment(home) | {"PYTHONUNBUFFERED": "1", "TERM": term},
        cwd=home,
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
        start_new_session=True,
    )
    person = TypingPerson(process, terminal, other_end)
    try:
        yield person
    finally:
        process.kill()
        process.wait()
        print(person.seen())
        os.close(other_end)
        os.close(terminal)
