"""Has what is said about pictures kept while a person wants that, from the journal, in a thread of its own."""

import logging
import math
import threading
import time
from collections.abc import Callable

from describe import phrases
from describe.commands import Tell
from describe.history.store import HistoryError, HistoryStore, Sentence
from describe.inbox import Inbox
from describe.journal import Entry, Journal, Kind
from describe.settings import Settings
from describe.status import Board

EVERY_S = 1.0
FORGET_EVERY_S = 60.0

log = logging.getLogger(__name__)


class HistoryKeeper:
    """One thread that reads the journal every second and keeps what is new in it; the narrator knows nothing of it.

    Only sentences about pictures are kept: no codes for coming in, no words about the program itself. Where they cannot
    be kept, the listener hears it once, and once that it is well again.
    """

    def __init__(
        self,
        store: HistoryStore,
        settings: Callable[[], Settings],
        journal: Journal,
        board: Board,
        inbox: Inbox,
        clock: Callable[[], float],
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._settings = settings
        self._journal = journal
        self._board = board
        self._inbox = inbox
        self._clock = clock
        self._wall_clock = wall_clock
        self._last: Entry | None = None
        self._was_on = False
        self._is_wiped = False
        self._is_in_trouble = False
        self._forget_at = -math.inf
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> "HistoryKeeper":
        """Begin to keep, and return itself."""
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Keep what is new, and end."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(2.0)

    def look(self) -> None:
        """Keep what is new since the last look, and forget what is too old; while it is off, nothing is there."""
        hours, new = self._settings().history_hours, self._new_entries()
        sentences = [self._sentence(entry) for entry in new if self._was_on and _is_about_a_picture(entry)]
        self._was_on = bool(hours)
        try:
            if hours:
                self._keep(sentences, hours)
            elif not self._is_wiped:
                self._store.wipe()
                self._is_wiped = True
        except HistoryError as error:
            self._tell_trouble(error)

    def _keep(self, sentences: list[Sentence], hours: int) -> None:
        self._is_wiped = False
        if sentences:
            self._store.add(sentences)
            self._tell_well()
        if self._clock() >= self._forget_at:
            self._forget_at = self._clock() + FORGET_EVERY_S
            self._store.forget_before(self._wall_clock() - hours * 3600)

    def _run(self) -> None:
        while not self._closing.wait(EVERY_S):
            self._look_safely()
        self._look_safely()

    def _look_safely(self) -> None:
        try:
            self.look()
        except Exception:
            log.exception("the history was not kept")

    def _new_entries(self) -> list[Entry]:
        entries = self._journal.entries()
        new: list[Entry] = []
        for entry in reversed(entries):
            if entry is self._last:
                break
            new.append(entry)
        self._last = entries[-1] if entries else None
        return new[::-1]

    def _sentence(self, entry: Entry) -> Sentence:
        ago_s = self._clock() - (self._journal.began_at + entry.at_s)
        return Sentence(self._wall_clock() - ago_s, entry.text, self._board.get().engine, entry.frame_age_s)

    def _tell_trouble(self, error: HistoryError) -> None:
        log.warning("%s", error)
        if not self._is_in_trouble:
            self._is_in_trouble = True
            self._journal.note(Kind.TROUBLE, str(error))
            self._inbox.put(Tell(phrases.HISTORY_LOST))

    def _tell_well(self) -> None:
        if self._is_in_trouble:
            self._is_in_trouble = False
            self._inbox.put(Tell(phrases.HISTORY_BACK))


def _is_about_a_picture(entry: Entry) -> bool:
    return entry.kind is Kind.SAID and entry.frame_age_s is not None and bool(entry.text)
