"""Keeps looking for something that the senses can place, and leads to it by ear: the nearer the middle, the quicker."""

import math
from collections.abc import Callable, Generator

from camera.frame import Frame
from describe import phrases
from describe.obeying.means import Means, Places, Senses
from describe.pulling import Taken
from describe.request import Request
from describe.senses.compose import SIDES
from describe.senses.observation import Box
from describe.senses.places import Sought
from describe.speech.earcons import tone
from describe.speech.speaker import Speaker
from describe.utterance import Urgency, Utterance

LASTS_S = 30.0
LOST_S = 2.5
"""Not seen for so long, it is lost. Text and faces flicker, and a look may take half a second."""
SLOWEST_S, QUICKEST_S = 1.2, 0.2
"""Seconds between two notes: at the edge of the picture, in its middle."""
NOTE_HZ, NOTE_S = 880.0, 0.07


class Seeking:
    """An Errand. It says where it found it, when it lost it, and that it ends."""

    reason = "I look for something"

    def __init__(
        self, what: Sought, senses: Senses, means: Means, speaker: Speaker, clock: Callable[[], float]
    ) -> None:
        self._what = what
        self._senses = senses
        self._pull = means.pull
        self._speaker = speaker
        self._clock = clock
        self._ends_at = clock() + LASTS_S
        self._looking: Taken[Places] | None = None
        self._looked_at = self._seen_at = self._note_at = -math.inf
        self._place: Box | None = None
        self._was_found = False

    def look(self, frame: Frame, request: Callable[[], Request]) -> bool:
        """Take what was found lately, look at this frame where nothing is being looked at, and sound the way."""
        now = self._clock()
        if now >= self._ends_at:
            self._say(phrases.SEEKING_OVER if self._was_found else phrases.NOT_FOUND)
            self.end()
            return False
        if self._looking is None:
            self._looked_at = frame.taken_at
            self._looking = self._pull(_places(self._senses, self._what, request()))
        found = self._looking.take()
        if found is not None:
            self._take(found)
        if self._looking.is_over or found is not None:
            self._looking = None
        self._sound(now)
        return True

    def end(self) -> None:
        """Let go of the look that is at work."""
        if self._looking is not None:
            self._looking.close()

    def _take(self, found: Places) -> None:
        if found:
            is_news = self._place is None
            self._place = min(found, key=off_middle)
            self._seen_at = self._looked_at
            self._was_found = True
            if is_news:
                self._say(phrases.FOUND.format(side=next(name for limit, name in SIDES if self._place.middle < limit)))
        elif self._place is not None and self._looked_at - self._seen_at >= LOST_S:
            self._place = None
            self._say(phrases.LOST)

    def _sound(self, now: float) -> None:
        if self._place is None or not self._speaker.is_quiet or now - self._seen_at >= LOST_S:
            return
        if now - self._note_at >= pause_s(off_middle(self._place)):
            self._note_at = now
            self._speaker.say(Utterance("", Urgency.ANSWER, expires_at=now + 0.5, sound=tone(NOTE_HZ, NOTE_S)))

    def _say(self, words: str) -> None:
        self._speaker.say(Utterance(words, Urgency.ANSWER))


def off_middle(box: Box) -> float:
    """Return how far the middle of a place is from the middle of the picture: 0 there, 1 at its edges and beyond."""
    return min(1.0, 2.0 * math.hypot(box.middle - 0.5, box.top + box.height / 2 - 0.5))


def pause_s(off: float) -> float:
    """Return the pause between two notes for a place so far off the middle."""
    return QUICKEST_S + (SLOWEST_S - QUICKEST_S) * off


def _places(senses: Senses, what: Sought, request: Request) -> Generator[Places]:
    yield senses.places(what, request)
