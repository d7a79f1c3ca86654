"""Decides what waits to be said, in which order, and what has lost its place. No thread, no clock, no sound."""

from collections import deque
from dataclasses import dataclass

from describe.speech.sound import Sound
from describe.utterance import Fate, Urgency, Utterance

LONGEST = 20
"""Utterances that may wait on one level; the oldest gives way. Who is that far behind wants the newest."""


@dataclass(slots=True, eq=False)
class Waiting:
    """An utterance that waits, when it was said, its sound once it is made, and what went wrong with it so far."""

    utterance: Utterance
    said_at: float
    sound: Sound | None = None
    tries: int = 0
    trouble: str = ""


def unfit(utterance: Utterance, now: float) -> Fate | None:
    """Return why an utterance must not start to sound at this moment, or None if it may.

    Asks is_still_true, which is somebody else's code: never call this while holding a lock.
    """
    if now > utterance.expires_at:
        return Fate.EXPIRED
    return None if utterance.is_still_true() else Fate.UNTRUE


class SpeechQueue:
    """The utterances that wait: the most urgent first, and in the order of saying among equals.

    A routine description is all that is said of one picture (one `frame_at`). Only one of them waits: the newest.
    Of two equal alerts one waits, in the place of the older. Not safe for threads by itself.
    """

    def __init__(self) -> None:
        self._levels: dict[Urgency, deque[Waiting]] = {urgency: deque() for urgency in sorted(Urgency, reverse=True)}

    def __len__(self) -> int:
        return sum(len(level) for level in self._levels.values())

    def put(self, utterance: Utterance, now: float) -> tuple[Waiting, ...]:
        """Let an utterance wait; return those that lose their place to others by that, perhaps itself."""
        level = self._levels[utterance.urgency]
        waiting = Waiting(utterance, now)
        if utterance.urgency is Urgency.ALERT:
            for place, other in enumerate(level):
                if _is_same(other.utterance, utterance):
                    level[place] = waiting
                    return (other,)
        displaced: list[Waiting] = []
        if _is_description(utterance):
            if self._has_newer(utterance):
                return (waiting,)
            displaced = [other for other in level if _is_older_description(other.utterance, utterance)]
            for other in displaced:
                level.remove(other)
        level.append(waiting)
        if len(level) > LONGEST:
            displaced.append(level.popleft())
        return tuple(displaced)

    def put_back(self, waiting: Waiting) -> bool:
        """Give one that was taken its place at the head of its level again; False if a newer one has taken it."""
        level = self._levels[waiting.utterance.urgency]
        if len(level) >= LONGEST or self._has_newer(waiting.utterance):
            return False
        level.appendleft(waiting)
        return True

    def first(self) -> Waiting | None:
        """Return whose turn it is, without taking it."""
        return next((level[0] for level in self._levels.values() if level), None)

    def remove(self, waiting: Waiting) -> bool:
        """Take one out; False if it does not wait any more."""
        level = self._levels[waiting.utterance.urgency]
        if waiting not in level:
            return False
        level.remove(waiting)
        return True

    def clear(self) -> tuple[Waiting, ...]:
        """Empty the queue and return what waited."""
        waited = tuple(waiting for level in self._levels.values() for waiting in level)
        for level in self._levels.values():
            level.clear()
        return waited

    def _has_newer(self, utterance: Utterance) -> bool:
        level = self._levels[utterance.urgency]
        return any(_is_older_description(utterance, other.utterance) for other in level)


def _is_description(utterance: Utterance) -> bool:
    return utterance.urgency is Urgency.ROUTINE and utterance.frame_at is not None


def _is_older_description(one: Utterance, other: Utterance) -> bool:
    if one.frame_at is None or other.frame_at is None or not (_is_description(one) and _is_description(other)):
        return False
    return one.frame_at < other.frame_at


def _is_same(one: Utterance, other: Utterance) -> bool:
    return one.text == other.text and one.sound is other.sound
