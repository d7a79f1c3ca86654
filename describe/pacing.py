"""Keeps, from look to look, what decisions rest on: what stays different, what was told of it, how often it spoke."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from camera.change import Change
from describe.detail import detail_for, is_richer, motion_of
from describe.request import Detail

MINUTE_S = 60.0
BIG_PART = 0.4
"""Of the picture: a part of it that is another now, beside one that goes on moving, such as a screen or a crowd."""
STAYS_S = 4.0
AGREE = 5 / 6
"""Of the looks within STAYS_S, so many have to agree that it is another scene (WorldScribe)."""
GONE_LOOKS = 2
"""Looks in a row that are not as what was told: then it is not there any more, or something is in front of it."""
LONG_STILL_S = 20.0
"""Seconds of standing still that earn a richer description."""


@dataclass(frozen=True, slots=True)
class Seen:
    """When it was looked, what part of the picture was not as told, and whether the whole view moved."""

    at: float
    different: float
    is_view_moving: bool


def spoken_within_a_minute(spoken_at: Iterable[float], now: float) -> int:
    """Count how often it has spoken within the last minute."""
    return sum(now - MINUTE_S < at <= now for at in spoken_at)


def due_after_s(dwell_s: float, spoken: int, most: int) -> float:
    """Return how long it may go on moving until a look is due.

    Once half of a minute's words are used up, the rest is spread over the minute: who walks on hears what is there now
    at times, rather than much at first and then nothing.
    """
    return dwell_s if 2 * spoken < most else max(dwell_s, MINUTE_S / most)


def stays_different(looks: Sequence[Seen]) -> bool:
    """Say whether most of the last looks agree that a big part is another, in a view that does not turn."""
    if not looks or looks[-1].at - looks[0].at < STAYS_S:
        return False
    late = [look for look in looks if looks[-1].at - look.at <= STAYS_S]
    agreeing = sum(look.different >= BIG_PART and not look.is_view_moving for look in late)
    return agreeing >= AGREE * len(late)


class Pacing:
    """What the narrator remembers of its own looks and words. Moments are seconds on its clock."""

    def __init__(self) -> None:
        self._seen: deque[Seen] = deque()
        self._spoken_at: deque[float] = deque()
        self._spoken_of: float | None = None
        self._unlike = 0
        self._told: Detail | None = None
        self._has_told_more = False
        self.detail: Detail | None = None
        """How much the newest look deserves; None for silence."""
        self.has_moved = False
        """Whether anything moved since the last description was begun."""
        self.is_held_back = False
        """Whether a description had news for which there was no room."""

    def see(self, change: Change, at: float, wish: Detail) -> None:
        """Take in a look at a good picture."""
        self._seen.append(Seen(at, change.different, change.is_view_moving))
        while at - self._seen[0].at > 2 * STAYS_S:
            self._seen.popleft()
        self._unlike = self._unlike + 1 if change.different else 0
        self.has_moved = self.has_moved or change.moving > 0.0
        self.detail = detail_for(motion_of(change), wish)

    @property
    def is_gone(self) -> bool:
        """Whether what was told has just become another."""
        return self._unlike == GONE_LOOKS

    @property
    def stays_different(self) -> bool:
        """Whether a big part of the view stays different."""
        return stays_different(self._seen)

    def deserves_more(self, change: Change) -> bool:
        """Say whether it has stood still so long, and was told in so few words, that it earns more of them, once."""
        return change.settled_s >= LONG_STILL_S and not self._has_told_more and is_richer(self.detail, self._told)

    def looked(self, *, is_more: bool) -> None:
        """Take note that a description begins: of something new, or more of the same."""
        self.has_moved = False
        self._has_told_more = is_more
        self._told = self.detail
        self._unlike = 0
        self._seen.clear()

    def leave_it(self) -> None:
        """Take note that the listener wants it quiet, or asks for what they want: this view earns no more by itself."""
        self._has_told_more = True

    def spoke(self, at: float, frame_at: float) -> None:
        """Take note that a sentence by itself began to sound; all that is said of one picture counts once."""
        if frame_at != self._spoken_of:
            self._spoken_of = frame_at
            self._spoken_at.append(at)
            while at - self._spoken_at[0] > MINUTE_S:
                self._spoken_at.popleft()

    def has_room(self, now: float, most: int) -> bool:
        """Say whether it may speak by itself; once it may, nothing is held back any more."""
        is_free = spoken_within_a_minute(self._spoken_at, now) < most
        self.is_held_back = self.is_held_back and not is_free
        return is_free

    def due_after_s(self, now: float, dwell_s: float, most: int) -> float:
        """Return how long it may go on moving until a look is due."""
        return due_after_s(dwell_s, spoken_within_a_minute(self._spoken_at, now), most)
