"""A child process that answers each line with a line."""

import contextlib
import queue
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

_LONGEST_REASON = 300


class ChildGone(Exception):
    """The child has ended; the text says how."""


class ChildSilent(Exception):
    """The child has not answered in time."""


class LineChild:
    """Starts at once. Its standard error goes to a file, whose end is told when it dies.

    It is meant to end by itself when its standard input does, and so dies with this process. Raises OSError.
    """

    def __init__(self, command: Sequence[str], errors: Path) -> None:
        self._errors = errors
        with errors.open("wb") as error_file:
            self._process = subprocess.Popen(  # a list of our own making; no text that came from outside
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=error_file,
            )
        assert self._process.stdin  # noqa: S101  # both are pipes, as asked for above
        assert self._process.stdout  # noqa: S101
        self._input: IO[bytes] = self._process.stdin
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.name = "synthesizer answers"
        self._reader.start()

    @property
    def is_alive(self) -> bool:
        """Whether it runs, as far as is known without asking it."""
        return self._process.poll() is None

    def send(self, line: bytes) -> None:
        """Write one line to it; raise ChildGone."""
        try:
            self._input.write(line + b"\n")
            self._input.flush()
        except (OSError, ValueError) as error:  # ValueError: kill() has closed the pipe
            raise ChildGone(self._how_it_ended()) from error

    def receive(self, timeout_s: float) -> bytes:
        """Return its next line; raise ChildGone as soon as it has ended, ChildSilent after timeout_s."""
        try:
            line = self._lines.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            raise ChildSilent(f"no answer for {timeout_s:.1f} s") from None
        if not line:
            raise ChildGone(self._how_it_ended())
        return line

    def kill(self) -> None:
        """End it at once, whatever it does; returns when it is gone. May be called twice and from any thread."""
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2.0)
        with contextlib.suppress(OSError):
            self._input.close()
        self._reader.join(timeout=1.0)

    def _read(self, output: IO[bytes]) -> None:
        with output:
            for line in output:
                if line.endswith(b"\n"):  # it may have died in the midst of the last one
                    self._lines.put(line)
        self._lines.put(b"")

    def _how_it_ended(self) -> str:
        code: int | None = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout=1.0)
        try:
            words = self._errors.read_text(errors="replace").split()
        except OSError:
            words = []
        return f"it ended with {code}: {' '.join(words)[-_LONGEST_REASON:]}".rstrip(": ")
