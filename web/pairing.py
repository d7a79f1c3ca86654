"""Lets a browser in that somebody at the box wants in: by six spoken digits, or by a link that the terminal shows.

Only a physical act opens the window: the first start, a key, the terminal. Within it a browser asks for digits, hears
them at the box, and types them; they are good once, for it alone, for ten minutes and five tries. No digits are kept,
only a hash with a key that lives as long as the program: those of a browser are made of the browser's own cookie.
"""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from web.tries import Tries

WINDOW_S = 600.0
CODE_S = 600.0
TRIES_OF_A_CODE = 5
TRIES_OF_A_WINDOW = 20
SAID_EVERY_S = 3.0
"""The listener is not to be talked to without end by somebody who presses a button."""
SAID_MOST = 12
"""Times that digits are said within a window."""


class Verdict(StrEnum):
    """What came of a try. Why it was wrong is nobody's business."""

    IN = "in"
    WRONG = "wrong"
    TOO_MANY = "too many"


class Asked(StrEnum):
    """What came of asking for digits."""

    SAID = "said"
    CLOSED = "closed"
    TOO_SOON = "too soon"
    UNHEARD = "unheard"


@dataclass(frozen=True, slots=True)
class Opened:
    """What is shown where the window was opened: digits and the secret of a link, for whoever comes first."""

    code: str
    link: str


@dataclass(slots=True)
class _Code:
    code_hash: bytes
    until: float
    tries: int = 0
    turn: int = 0
    """How many codes this browser used up before."""


@dataclass(slots=True)
class _Window:
    until: float
    first: _Code | None
    """The digits said as it was opened; they belong to the first browser that looks."""
    link_hash: bytes
    codes: dict[str, _Code] = field(default_factory=dict)
    """By the hash of the browser's cookie."""
    tries: int = 0
    said: int = 0
    said_at: float = 0.0


class Pairing:
    """The window through which browsers come in, shut at first. Thread-safe.

    `say` has words spoken at the box and returns whether it could.
    """

    def __init__(self, clock: Callable[[], float], tries: Tries, say: Callable[[str], bool]) -> None:
        self._clock = clock
        self._tries = tries
        self._say = say
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._window: _Window | None = None

    @property
    def is_open(self) -> bool:
        """Whether a browser could come in now."""
        with self._lock:
            return self._open_window() is not None

    def open(self) -> Opened:
        """Open a new window, as somebody at the box wants; an older one is void, and old tries are forgotten."""
        code, link = f"{secrets.randbelow(10**6):06}", secrets.token_urlsafe(16)
        with self._lock:
            now = self._clock()
            self._tries.forget()
            first = _Code(self._hashed(code), now + CODE_S)
            self._window = _Window(now + WINDOW_S, first, self._hashed(link), said_at=now - SAID_EVERY_S)
        return Opened(code, link)

    def close(self) -> None:
        """Let nobody in any more."""
        with self._lock:
            self._window = None

    def look(self, cookie: str) -> bool:
        """Return whether the window is open for this browser, which looks at it. The first code becomes its own."""
        with self._lock:
            window = self._open_window()
            if window is None:
                return False
            if window.first is not None and cookie:
                window.codes[_name_of(cookie)] = window.first
                window.first = None
            return True

    def ask(self, cookie: str, words: Callable[[str], str]) -> Asked:
        """Have digits for this browser said at the box, the same ones again where they are still good.

        `words` returns the sentence for these digits.
        """
        with self._lock:
            window, now = self._open_window(), self._clock()
            if window is None or not cookie:
                return Asked.CLOSED
            if now - window.said_at < SAID_EVERY_S or window.said >= SAID_MOST:
                return Asked.TOO_SOON
            window.said_at, window.said = now, window.said + 1
            digits, code = self._code_for(cookie, window, now)
            window.codes[_name_of(cookie)] = code
        return Asked.SAID if self._say(words(digits)) else Asked.UNHEARD

    def try_code(self, cookie: str, digits: str, address: str) -> Verdict:
        """Return whether this browser may come in with these digits; they are good no more then."""
        if self._tries.wait_s(address) > 0:
            return Verdict.TOO_MANY
        given = self._hashed("".join(digits.split()))
        with self._lock:
            window = self._open_window()
            code = window.codes.get(_name_of(cookie)) if window else None
            if window is None or code is None:
                hmac.compare_digest(given, self._key)  # as long as with a code
                return Verdict.WRONG
            window.tries, code.tries = window.tries + 1, code.tries + 1
            if code.tries > TRIES_OF_A_CODE or window.tries > TRIES_OF_A_WINDOW:
                return Verdict.TOO_MANY
            is_right = hmac.compare_digest(given, code.code_hash)
            if not is_right or self._clock() >= code.until:
                return Verdict.WRONG
            self._window = None
            return Verdict.IN

    def try_link(self, link: str, address: str) -> Verdict:
        """Return whether whoever has this link may come in; it is good no more then."""
        if self._tries.wait_s(address) > 0:
            return Verdict.TOO_MANY
        given = self._hashed(link)
        with self._lock:
            window = self._open_window()
            expected = window.link_hash if window else self._key
            if not hmac.compare_digest(given, expected) or window is None:
                return Verdict.WRONG
            self._window = None
            return Verdict.IN

    def _open_window(self) -> _Window | None:
        if self._window is not None and self._clock() >= self._window.until:
            self._window = None
        return self._window

    def _code_for(self, cookie: str, window: _Window, now: float) -> tuple[str, _Code]:
        """Return the digits of this browser, with what was tried of them; new ones where those are used up."""
        code = window.codes.get(_name_of(cookie))
        turn = code.turn if code is not None else 0
        if code is not None and code.tries >= TRIES_OF_A_CODE:
            turn += 1
        digits = self._digits(cookie, window, turn)
        code_hash = self._hashed(digits)
        if code is not None and hmac.compare_digest(code.code_hash, code_hash):
            return digits, code
        return digits, _Code(code_hash, now + CODE_S, turn=turn)

    def _digits(self, cookie: str, window: _Window, turn: int) -> str:
        seed = hmac.new(self._key, window.link_hash + f"{turn} {cookie}".encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(seed) % 10**6:06}"

    def _hashed(self, secret: str) -> bytes:
        return hmac.new(self._key, secret.encode(), hashlib.sha256).digest()


def _name_of(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
