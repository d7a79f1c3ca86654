"""Why it spoke or stayed silent: one line for each decision, never a picture."""

import json
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum

log = logging.getLogger(__name__)

KEPT = 2000
"""Lines held in memory: hours of ordinary use, about half a megabyte."""


class Kind(StrEnum):
    """What a line tells of."""

    LOOK = "look"
    NOTICE = "notice"
    SAID = "said"
    DROPPED = "dropped"
    SILENT = "silent"
    VIEW = "view"
    TROUBLE = "trouble"
    BETTER = "better"
    ENGINE = "engine"
    CORRECTION = "correction"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision, or a turn of what is in view: when (seconds since the start), what kind, and why.

    `text` is the sentence it is about, `frame_age_s` how old its picture was at that moment, `took_s` how long
    the describer worked or the sentence lasted.
    """

    at_s: float
    kind: Kind
    reason: str
    text: str = ""
    engine: str = ""
    frame_age_s: float | None = None
    took_s: float | None = None

    def as_json(self) -> str:
        """Return one line of JSON, without the fields that are empty; times to the millisecond."""
        values = {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in asdict(self).items()
            if value not in ("", None)
        }
        return json.dumps(values, ensure_ascii=False)


class Journal:
    """The newest lines, in memory; each is also handed to `write` where one is given. Thread-safe.

    Where `write` fails it is not called again, and `trouble` says why; with kept=None all lines are held. Its times
    count from the moment it was made, on the narrator's clock.
    """

    def __init__(
        self, clock: Callable[[], float], write: Callable[[str], None] | None = None, kept: int | None = KEPT
    ) -> None:
        self._clock = clock
        self.began_at = clock()
        self._write = write
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._newest: Entry | None = None
        self._view = ""
        self.trouble = ""
        self._lock = threading.Lock()

    def note(
        self,
        kind: Kind,
        reason: str,
        *,
        text: str = "",
        engine: str = "",
        at: float | None = None,
        frame_at: float | None = None,
        took_s: float | None = None,
    ) -> None:
        """Add a line about the moment `at` (now where it is not given), with the age that its picture had then.

        Staying silent for the same reason as on the line before is the same decision: no new line. Nor is there one
        for the view, a line apart, while that stays as it is.
        """
        at = self._clock() if at is None else at
        age_s = None if frame_at is None else at - frame_at
        entry = Entry(at - self.began_at, kind, reason, text, engine, age_s, took_s)
        with self._lock:
            if self._is_known(entry):
                return
            self._entries.append(entry)
            if self._write is not None:
                self._write_down(entry, self._write)

    def entries(self) -> tuple[Entry, ...]:
        """Return the newest lines, oldest first."""
        with self._lock:
            return tuple(self._entries)

    def forget(self) -> None:
        """Hold no lines any more. What was handed to `write` is elsewhere, and stays there."""
        with self._lock:
            self._entries.clear()
            self._newest, self._view = None, ""

    def _write_down(self, entry: Entry, write: Callable[[str], None]) -> None:
        try:
            write(entry.as_json())
        except OSError as error:
            log.exception("the journal cannot be written")
            self._write = None
            self.trouble = error.strerror or "it cannot be written"

    def _is_known(self, entry: Entry) -> bool:
        if entry.kind is Kind.VIEW:
            before, self._view = self._view, entry.reason
            return before == entry.reason
        newest, self._newest = self._newest, entry
        return newest is not None and newest.kind is entry.kind is Kind.SILENT and newest.reason == entry.reason
