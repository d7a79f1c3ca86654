"""Counts the tries to come in, so that guessing a code is hopeless: before anything is computed, and over a restart.

Times count on the box's own clock. What is kept on the disk is how old each try was: time while the box was off does
not count, as nothing trustworthy measured it.
"""

import json
import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from describe.settings_file import sweep, write_whole
from web.buckets import machine_of

log = logging.getLogger(__name__)

OF_ONE = ((1, 1.0), (5, 60.0), (20, 3600.0))
OF_ALL = ((60, 3600.0),)
"""How many tries in how many seconds: from one address, and from all together."""
LONGEST_S = 3600.0
LARGEST_FILE = 64 * 1024


class Tries:
    """The tries of the last hour, by address. Thread-safe."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: deque[tuple[float, str]] = deque(self._load(), maxlen=2 * OF_ALL[0][0])

    def wait_s(self, address: str) -> float:
        """Count a try and return 0; or count nothing and return in how many seconds it may be tried again."""
        machine = machine_of(address)
        with self._lock:
            now = self._clock()
            while self._tries and now - self._tries[0][0] >= LONGEST_S:
                self._tries.popleft()
            every = [at for at, _ in self._tries]
            own = [at for at, one in self._tries if one == machine]
            wait_s = max(_wait_s(own, OF_ONE, now), _wait_s(every, OF_ALL, now))
            if wait_s == 0:
                self._tries.append((now, machine))
                self._keep(now)
            return wait_s

    def forget(self) -> None:
        """Begin anew: somebody at the box wants to let somebody in, whatever strangers tried before."""
        with self._lock:
            self._tries.clear()
            self._keep(self._clock())

    def _keep(self, now: float) -> None:
        kept = [[round(now - at, 1), machine] for at, machine in self._tries]
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(kept).encode())
        except OSError:
            log.exception("the tries to come in could not be written down")

    def _load(self) -> list[tuple[float, str]]:
        sweep(self._path)
        now = self._clock()
        try:
            with self._path.open("rb") as file:
                kept = json.loads(file.read(LARGEST_FILE))
            return sorted((now - max(0.0, float(age_s)), str(machine)) for age_s, machine in kept)
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, RecursionError):
            log.exception("the tries to come in could not be read: they are counted anew")
            return []


def _wait_s(tries: list[float], limits: tuple[tuple[int, float], ...], now: float) -> float:
    """Return how long it takes until every limit allows one more."""
    waits = [0.0]
    for most, within_s in limits:
        recent = [at for at in tries if now - at < within_s]
        if len(recent) >= most:
            waits.append(recent[-most] + within_s - now)
    return max(waits)
