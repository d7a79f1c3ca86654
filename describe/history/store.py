"""Keeps sentences in one SQLite file that only its owner can read; texts only, never a picture.

HistoryError   the history could not be read or written; its text says why
"""

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

FILE = "history.sqlite3"
MOST = 20_000
"""Sentences: a week of them, at two a minute; about 2 MB. The oldest give way."""
LONGEST = 500
"""Characters of a sentence that are kept: at the very worst the file has 40 MB."""
PAGE = 25
"""Sentences on a page."""
_BUSY_S = 2.0
_SCHEMA = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, text TEXT NOT NULL, engine TEXT NOT NULL,
    frame_age_s REAL, is_wrong INTEGER NOT NULL DEFAULT 0)
"""


class HistoryError(Exception):
    """The history could not be read or written."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was said: when (seconds since 1970), by which describer, how old its picture was, and whether a person
    marked it as wrong. `id` is 0 before it is kept.
    """

    at: float
    text: str
    engine: str = ""
    frame_age_s: float | None = None
    is_wrong: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was looked for, newest first, and how many there are in all."""

    sentences: tuple[Sentence, ...]
    total: int


class HistoryStore:
    """The kept sentences. Thread-safe: one at a time reads or writes. The file is there only while it holds some."""

    def __init__(self, path: Path, most: int = MOST) -> None:
        self._path = path
        self._most = most
        self._lock = threading.Lock()

    def add(self, sentences: Sequence[Sentence]) -> None:
        """Keep these, and no more than fits: the oldest give way. Raises HistoryError."""
        rows = [(one.at, one.text[:LONGEST], one.engine, one.frame_age_s) for one in sentences]
        with self._open() as database:
            database.executemany("INSERT INTO sentences (at, text, engine, frame_age_s) VALUES (?, ?, ?, ?)", rows)
            database.execute(
                "DELETE FROM sentences WHERE id <= (SELECT id FROM sentences ORDER BY id DESC LIMIT 1 OFFSET ?)",
                (self._most,),
            )

    def find(self, words: str = "", *, only_wrong: bool = False, page: int = 1) -> Found:
        """Return a page of the sentences that hold all these words, in any case of letters; raise HistoryError."""
        if not self._path.exists():
            return Found((), 0)
        condition, values = _condition(words, only_wrong=only_wrong)
        with self._open() as database:
            (total,) = database.execute(f"SELECT count(*) FROM sentences{condition}", values).fetchone()  # noqa: S608  of our own words; what was typed is a value
            rows = database.execute(
                f"SELECT {_FIELDS} FROM sentences{condition} ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608
                (*values, PAGE, PAGE * (max(1, page) - 1)),
            ).fetchall()
        return Found(tuple(map(_sentence, rows)), total)

    def all(self) -> tuple[Sentence, ...]:
        """Return every sentence, oldest first; raise HistoryError."""
        if not self._path.exists():
            return ()
        with self._open() as database:
            rows = database.execute(f"SELECT {_FIELDS} FROM sentences ORDER BY id").fetchall()  # noqa: S608
        return tuple(map(_sentence, rows))

    def mark(self, sentence_id: int, *, is_wrong: bool) -> bool:
        """Mark a sentence as wrong, or no longer; return whether there is one. Raises HistoryError."""
        if not self._path.exists():
            return False
        with self._open() as database:
            done = database.execute("UPDATE sentences SET is_wrong = ? WHERE id = ?", (is_wrong, sentence_id))
        return done.rowcount == 1

    def forget_before(self, at: float) -> None:
        """Remove what was said before this moment, also what could not be read; raise HistoryError."""
        for kept_aside in self._aside():
            with contextlib.suppress(OSError):
                if kept_aside.stat().st_mtime < at:
                    kept_aside.unlink()
        if not self._path.exists():
            return
        with self._open() as database:
            database.execute("DELETE FROM sentences WHERE at < ?", (at,))

    def wipe(self) -> None:
        """Remove everything, from the disk as well; raise HistoryError."""
        with self._lock:
            try:
                for path in (self._path, *self._beside(), *self._aside()):
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise HistoryError(f"the history cannot be removed: {error.strerror}") from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Give the database for one transaction; a file that is no database is put aside, and a new one begun."""
        with self._lock:
            try:
                with contextlib.closing(self._connected()) as database:
                    with database:
                        yield database
                    return
            except sqlite3.OperationalError as error:  # full, locked, not permitted: the file itself may be well
                raise HistoryError(f"the history cannot be kept: {error}") from error
            except sqlite3.DatabaseError as error:
                self._put_aside()
                raise HistoryError("the history could not be read; it was put aside, and a new one begins") from error
            except OSError as error:
                raise HistoryError(f"the history cannot be kept: {error.strerror}") from error

    def _connected(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        database = sqlite3.connect(self._path, timeout=_BUSY_S)
        try:
            database.execute("PRAGMA secure_delete = ON")  # what was removed is overwritten
            database.execute("PRAGMA auto_vacuum = FULL")
            (schema,) = database.execute("PRAGMA user_version").fetchone()
            if schema > _SCHEMA:
                raise sqlite3.DatabaseError("it is of a newer version")  # noqa: TRY301  treated as one that is unreadable
            database.execute(_TABLE)
            database.execute(f"PRAGMA user_version = {_SCHEMA}")
        except BaseException:
            database.close()
            raise
        return database

    def _put_aside(self) -> None:
        """Keep what could not be read, until it would be too old anyway; only the newest of these."""
        log.error("the history could not be read")
        with contextlib.suppress(OSError):  # where not even that can be done, the next try says so again
            for path in (*self._aside(), *self._beside()):
                path.unlink(missing_ok=True)
            self._path.replace(self._path.with_suffix(".bad"))

    def _aside(self) -> list[Path]:
        return [path for path in (self._path.with_suffix(".bad"),) if path.exists()]

    def _beside(self) -> list[Path]:
        """Return what SQLite itself leaves when the power is cut."""
        return list(self._path.parent.glob(f"{self._path.name}-*"))


_FIELDS = "at, text, engine, frame_age_s, is_wrong, id"


def _sentence(row: tuple[float, str, str, float | None, int, int]) -> Sentence:
    at, text, engine, frame_age_s, is_wrong, sentence_id = row
    return Sentence(at, text, engine, frame_age_s, bool(is_wrong), sentence_id)


def _condition(words: str, *, only_wrong: bool) -> tuple[str, list[object]]:
    parts: list[str] = ["is_wrong"] if only_wrong else []
    values: list[object] = []
    for word in words.split()[:10]:
        parts.append("text LIKE ? ESCAPE '\\'")
        values.append(f"%{_escaped(word)}%")
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), values


def _escaped(word: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in word)
