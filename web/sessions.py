"""Knows which browsers were let in: kept as hashes in one file, so that who reads the file cannot come in with it."""

import hashlib
import json
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from describe.settings_file import sweep, write_whole
from web.dates import DAY_S, Dates

log = logging.getLogger(__name__)

IDLE_S = 30 * DAY_S
OLDEST_S = 90 * DAY_S
MOST = 25
KEPT_EVERY_S = 3600.0
"""How often it is written down when each was last seen."""
LARGEST_FILE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that was let in. `id` names it in lists and addresses; dates are seconds since 1970."""

    id: str
    token_hash: str
    name: str
    began: float
    seen: float


class Sessions:
    """The browsers that may come in, at most MOST of them. Thread-safe."""

    def __init__(self, path: Path, clock: Callable[[], float], dates: Dates) -> None:
        self._path = path
        self._clock = clock
        self._dates = dates
        self._lock = threading.Lock()
        self._kept_at = clock()
        self._is_new = not path.exists()
        self._sessions = {session.token_hash: session for session in self._load()}

    @property
    def is_new(self) -> bool:
        """Whether nobody was ever invited."""
        return self._is_new

    def begin(self) -> None:
        """Note that somebody was invited."""
        with self._lock:
            self._is_new = False
            self._keep()

    def new(self, name: str) -> str:
        """Let a browser in; return its token of 256 bits, which is kept nowhere else. The longest unseen gives way."""
        token = secrets.token_urlsafe(32)
        now = self._dates()
        session = Session(secrets.token_hex(8), _hashed(token), name[:60], now, now)
        with self._lock:
            self._drop_old()
            while len(self._sessions) >= MOST:
                del self._sessions[min(self._sessions.values(), key=lambda one: one.seen).token_hash]
            self._sessions[session.token_hash] = session
            self._is_new = False
            self._keep()
        return token

    def of(self, token: str) -> Session | None:
        """Return the session of this token, seen now; None where it is unknown, revoked or too old."""
        token_hash = _hashed(token)
        with self._lock:
            session = self._sessions.get(token_hash)
            if session is None:
                return None
            now = self._dates()
            if not _is_good(session, now):
                del self._sessions[token_hash]
                self._keep()
                return None
            self._sessions[token_hash] = session = replace(session, seen=now)
            if self._clock() - self._kept_at > KEPT_EVERY_S:
                self._keep()
            return session

    def list(self) -> tuple[Session, ...]:
        """Return those that may come in, the last seen first."""
        with self._lock:
            self._drop_old()
            return tuple(sorted(self._sessions.values(), key=lambda one: one.seen, reverse=True))

    def revoke(self, session_id: str) -> bool:
        """Let this one in no more, from its next request; return whether there was one."""
        with self._lock:
            found = [one for one in self._sessions.values() if one.id == session_id]
            for one in found:
                del self._sessions[one.token_hash]
            if found:
                self._keep()
            return bool(found)

    def revoke_all(self) -> None:
        """Let nobody in any more who was let in before."""
        with self._lock:
            self._sessions.clear()
            self._keep()

    def seconds_since(self, date: float) -> float:
        """Return how long ago this date was, for "last seen"."""
        return max(0.0, self._dates() - date)

    def _drop_old(self) -> None:
        now = self._dates()
        self._sessions = {key: one for key, one in self._sessions.items() if _is_good(one, now)}

    def _keep(self) -> None:
        """Write them down; where the disk refuses they hold until the next start."""
        self._kept_at = self._clock()
        kept = {"date": self._dates(), "sessions": [asdict(one) for one in self._sessions.values()]}
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(kept).encode())
        except OSError:
            log.exception("who may come in could not be written down")

    def _load(self) -> tuple[Session, ...]:
        sweep(self._path)
        try:
            with self._path.open("rb") as file:
                kept = json.loads(file.read(LARGEST_FILE))
            date = float(kept["date"])
            sessions = tuple(
                Session(
                    str(one["id"]), str(one["token_hash"]), str(one["name"]), float(one["began"]), float(one["seen"])
                )
                for one in kept["sessions"]
            )
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            log.exception("who may come in could not be read: everybody has to be let in anew")
            return ()
        self._dates.be_no_earlier_than(date)
        now = self._dates()
        return tuple(session for session in sessions[:MOST] if _is_good(session, now))


def _is_good(session: Session, now: float) -> bool:
    return now - session.seen < IDLE_S and now - session.began < OLDEST_S


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
