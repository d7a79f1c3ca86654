"""Shows a helper what the camera sees, but only after the listener's yes: one picture, or an hour. For any thread."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from camera.frame import Frame
from describe import phrases
from describe.journal import Journal, Kind
from describe.servers.messages import jpeg

ASKED_EVERY_S = 30.0
"""A listener who does not answer is not asked more often, by all helpers together."""
ANSWERED_WITHIN_S = 120.0
ONE_WITHIN_S = 120.0
"""For so long after the yes the one picture can be looked at."""
HELD_S = 1.0
"""A key that is held comes again and again, half a second apart at most: that is one yes, not two."""
AGAIN_S = 30.0
"""A second yes within this time after the first one is meant for an hour."""
HOUR_S = 3600.0
OLDEST_S = 5.0
"""An older picture is not what the camera sees now."""
WATCHED_S = 5.0
"""For so long after a picture went out somebody counts as looking."""
WIDEST_PX, QUALITY = 640, 70

NOT_ALLOWED = "You see nothing: the listener has not said yes."
NO_PICTURE = "The camera gives no picture at the moment."
ASKED_JUST_NOW = "The listener was asked a moment ago. Wait half a minute before you ask again."
ALLOWED_ALREADY = "The listener has said yes already. You can look."
NOT_TOLD = "The listener cannot be told at the moment, so nothing is asked or shown. Try again."


class LookRefused(Exception):
    """Nothing was asked, or nothing is shown; the words say why."""


class Standing(StrEnum):
    """What a session may see."""

    NOTHING = "nothing"
    ASKED = "asked"
    ONE = "one"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class _Yes:
    session: str
    at: float
    until: float
    is_hour: bool = False
    seen: int = 0

    @property
    def is_used(self) -> bool:
        return not self.is_hour and self.seen > 0


class LookIn:
    """Whom the listener allows to look, and while that is so the newest picture; at no other time any picture is held.

    `clock` is the one of the frames. `tell` has the listener hear words and returns whether that can be: otherwise
    nothing is asked or shown. A session is the name of a browser that was let in.
    """

    def __init__(self, clock: Callable[[], float], tell: Callable[[str], bool], journal: Journal) -> None:
        self._clock = clock
        self._tell = tell
        self._journal = journal
        self._lock = threading.Lock()
        self._asked_at = self._seen_at = self._pressed_at = -math.inf
        self._asking = ""
        self._yes: _Yes | None = None
        self._frame: Frame | None = None
        self._has_to_tell_end = False

    @property
    def is_watched(self) -> bool:
        """Whether somebody saw a picture within the last seconds."""
        with self._lock:
            return self._clock() - self._seen_at <= WATCHED_S

    def standing(self, session: str) -> Standing:
        """Return what this session may see now."""
        with self._lock:
            self._end_what_is_over()
            if self._yes is not None and self._yes.session == session and not self._yes.is_used:
                return Standing.HOUR if self._yes.is_hour else Standing.ONE
            return Standing.ASKED if session and self._open_question() == session else Standing.NOTHING

    def ask(self, session: str) -> None:
        """Ask the listener whether this session may look; raise LookRefused."""
        with self._lock:
            self._end_what_is_over()
            if self._yes is not None and self._yes.session == session and not self._yes.is_used:
                raise LookRefused(ALLOWED_ALREADY)
            if self._clock() - self._asked_at < ASKED_EVERY_S:
                raise LookRefused(ASKED_JUST_NOW)
            if not self._tell(phrases.LOOK_ASKED):
                raise LookRefused(NOT_TOLD)
            self._asking, self._asked_at = session, self._clock()
        self._journal.note(Kind.ASKED, "a helper asks to see what the camera sees")

    def allow(self) -> str:
        """Take the listener's yes to whoever asked last; return the words for it."""
        with self._lock:
            self._end_what_is_over()
            now = self._clock()
            is_held, self._pressed_at = now - self._pressed_at < HELD_S, now
            if asking := self._open_question():
                self._yes, self._asking, self._frame = _Yes(asking, now, now + ONE_WITHIN_S), "", None
                words, reason = phrases.LOOK_ALLOWED_ONCE, "the listener allows one picture"
            elif self._yes is not None and is_held:
                return phrases.LOOK_ALLOWED_HOUR if self._yes.is_hour else phrases.LOOK_ALLOWED_ONCE
            elif self._yes is not None and not self._yes.is_hour and now - self._yes.at <= AGAIN_S:
                self._yes = _Yes(self._yes.session, now, now + HOUR_S, is_hour=True)
                words, reason = phrases.LOOK_ALLOWED_HOUR, "the listener allows pictures for an hour"
            else:
                return phrases.LOOK_NOT_ASKED
        self._journal.note(Kind.ASKED, reason)
        return words

    def forbid(self) -> bool:
        """Let nobody see anything from now on, and hold no picture; return whether anybody could have seen one."""
        with self._lock:
            self._end_what_is_over()
            was_open = self._is_open() or self._clock() - self._seen_at <= WATCHED_S
            had_to_do = was_open or bool(self._open_question())
            self._end()
        if had_to_do:
            self._journal.note(Kind.ASKED, "nobody may see pictures any more")
        return was_open

    def leave(self, session: str) -> None:
        """Let this session see nothing any more: it is let in no more."""
        with self._lock:
            if self._asking == session:
                self._asking = ""
            if self._yes is not None and self._yes.session == session:
                self._has_to_tell_end = self._is_open()
                self._end()

    def put(self, frame: Frame | None) -> None:
        """Take the newest frame where somebody may see it, None where there is none."""
        with self._lock:
            self._end_what_is_over()
            self._frame = frame if self._is_open() else None

    def attend(self) -> None:
        """End what is over, and have the listener hear that an hour is; for whoever turns anyway."""
        with self._lock:
            self._end_what_is_over()
            if self._has_to_tell_end:
                self._has_to_tell_end = not self._tell(phrases.LOOK_OVER)

    def picture(self, session: str) -> bytes:
        """Return the newest picture as JPEG; raise LookRefused. The listener hears of it first."""
        with self._lock:
            _, frame = self._for(session)
        picture = jpeg(frame.image, WIDEST_PX, QUALITY)
        with self._lock:
            yes, _ = self._for(session)  # a no may have come meanwhile
            if yes.seen == 0 and not self._tell(phrases.LOOK_SEEN):
                raise LookRefused(NOT_TOLD)
            self._yes, self._seen_at = replace(yes, seen=yes.seen + 1), self._clock()
            if self._yes.is_used:
                self._frame = None
        if yes.seen == 0:
            self._journal.note(Kind.ASKED, "a helper sees a picture")
        return picture

    def _for(self, session: str) -> tuple[_Yes, Frame]:
        self._end_what_is_over()
        if self._yes is None or self._yes.session != session or self._yes.is_used:
            raise LookRefused(NOT_ALLOWED)
        if self._frame is None or self._frame.age_s(self._clock()) > OLDEST_S:
            raise LookRefused(NO_PICTURE)
        return self._yes, self._frame

    def _is_open(self) -> bool:
        return self._yes is not None and not self._yes.is_used

    def _open_question(self) -> str:
        return self._asking if self._clock() - self._asked_at <= ANSWERED_WITHIN_S else ""

    def _end_what_is_over(self) -> None:
        if self._yes is not None and self._clock() >= self._yes.until:
            self._has_to_tell_end = self._has_to_tell_end or self._yes.is_hour
            self._yes = self._frame = None

    def _end(self) -> None:
        self._yes = self._frame = None
        self._asking, self._seen_at = "", -math.inf
