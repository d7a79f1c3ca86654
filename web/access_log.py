"""Writes down who came in and who tried to, for whoever looks after the box: a bounded file, times in UTC."""

import json
import logging
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

log = logging.getLogger(__name__)

LARGEST = 128 * 1024
"""Bytes; then a new file is begun, and one older is kept."""


class Event(StrEnum):
    """What happened."""

    CAME_IN = "came in"
    REFUSED = "refused"
    SLOWED = "too many tries"
    WENT_OUT = "went out"
    OPENED = "somebody at the box lets somebody in"
    WRONG_TOKEN = "wrong token"  # noqa: S105  an event, no token


class AccessLog:
    """The file; one line of JSON for each event, in which nothing that was sent can begin a line of its own."""

    def __init__(self, path: Path, wall_clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._wall_clock = wall_clock
        self._lock = threading.Lock()

    def note(self, event: Event, address: str = "", who: str = "") -> None:
        """Write it down; where the disk refuses, only the program's own log has it."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._wall_clock()))
        line = json.dumps({"at": stamp, "event": event, "from": address[:60], "who": who[:60]})
        log.info("%s", line)
        with self._lock:
            try:
                self._write(line)
            except OSError as error:
                log.warning("it could not be written down: %s", error.strerror)

    def _write(self, line: str) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size > LARGEST:
            self._path.replace(self._path.with_suffix(".old"))
        self._path.touch(mode=0o600)
        with self._path.open("a", encoding="ascii") as file:
            file.write(line + "\n")
