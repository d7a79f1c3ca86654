"""The real command in a process of its own, with settings of its own, and what it printed and when."""

import os
import signal
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import numpy as np
import psutil
from numpy.typing import NDArray

from tests.waiting import eventually

COMMAND = (sys.executable, "-m", "lookaloud")


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a user who has never started it."""
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "COLUMNS": "200"}
    return os.environ | own


def finish(home: Path, *arguments: str, timeout_s: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
        stdin=subprocess.DEVNULL,
    )


class Running:
    """A command that runs, and its lines so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.started_at = time.monotonic()
        self.lines: list[tuple[float, str]] = []
        self._reader = threading.Thread(target=self._read, name="reader", daemon=True)
        self._reader.start()

    def wait_for(self, words: str, within_s: float) -> float:
        """Return how many seconds after the start the first line with these words came."""
        return eventually(lambda: self._moment_of(words), within_s)

    def says(self, words: str) -> bool:
        return bool(self._moment_of(words))

    def family(self) -> list[psutil.Process]:
        """Return the process and all that it started."""
        parent = psutil.Process(self._process.pid)
        return [parent, *parent.children(recursive=True)]

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self, within_s: float) -> int:
        """Return the exit code, or fail if it does not end in time."""
        code = self._process.wait(within_s)
        self._reader.join(5.0)
        return code

    def _moment_of(self, words: str) -> float:
        return next((at for at, line in list(self.lines) if words in line), 0.0)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self.lines.append((time.monotonic() - self.started_at, line.rstrip()))

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join(5.0)


@contextmanager
def running(
    home: Path, *arguments: str, env: Mapping[str, str] = MappingProxyType({}), stdin: int = subprocess.DEVNULL
) -> Iterator[Running]:
    """Start a command, with this besides in its environment; it is killed at the end if it still runs."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(home) | {"PYTHONUNBUFFERED": "1"} | dict(env),
        cwd=home,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    run = Running(process)
    try:
        yield run
    finally:
        run.kill()
        print(*(f"{at:.1f} s  {line}" for at, line in run.lines), sep="\n")  # pytest shows it if the test fails


def heard(path: Path) -> tuple[NDArray[np.float32], int]:
    """Return the samples of a WAV file, -1 to 1, and their rate in Hz."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return (samples / 32768).astype(np.float32), file.getframerate()


def loud_s(path: Path) -> float:
    """Return for how many seconds there is a voice in a WAV file."""
    samples, rate = heard(path)
    window = rate // 50
    levels = np.abs(samples[: len(samples) // window * window]).reshape(-1, window).max(axis=1)
    return float((levels > 0.02).sum() / 50)
