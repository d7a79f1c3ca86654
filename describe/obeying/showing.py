"""Takes the listener's yes or no to being looked in on, and sounds softly while somebody looks."""

import math
from collections.abc import Callable

from camera.frame import Frame
from describe import phrases
from describe.looking_in import LookIn
from describe.speech.earcons import Earcon, earcon
from describe.speech.hushing import HushingSpeaker
from describe.utterance import Urgency, Utterance, VoiceEvent

SOUNDS_EVERY_S = 3.0
SOUNDS_WITHIN_S = 10.0
"""The sound waits for the end of the sentence that is being said; longer than this it does not."""


class Showing:
    """Stands between the orders, the newest frame, and what the page may show of it.

    It sounds whatever the setting for sounds is, and while it is paused: nobody looks unheard.
    """

    def __init__(self, look_in: LookIn, speaker: HushingSpeaker, clock: Callable[[], float]) -> None:
        self._look_in = look_in
        self._speaker = speaker
        self._clock = clock
        self._sounded_at = -math.inf
        self._waiting: Utterance | None = None
        self._ends = 0

    def see(self, frame: Frame | None) -> None:
        """Hand on the newest frame, None where the camera gives none."""
        self._look_in.put(frame)

    def attend(self) -> None:
        """Let it be heard that somebody looks, and that an hour is over."""
        self._look_in.attend()
        if not self._look_in.is_watched:
            return
        is_answering = self._speaker.answers_ahead > 0
        # Behind sentences of an answer it waits besides, so it takes its place there sooner.
        every_s = SOUNDS_EVERY_S / 2 if is_answering else SOUNDS_EVERY_S
        if self._waiting is None and self._clock() - self._sounded_at >= every_s:
            # As routine it would not be heard in the middle of an answer; as an answer it would cut a description off.
            self._sound(Urgency.ANSWER if is_answering else Urgency.ROUTINE)

    def hear(self, event: VoiceEvent) -> None:
        """Take note of what became of the sound: one at a time waits."""
        if event.utterance is self._waiting:
            self._waiting, self._sounded_at = None, event.at

    def allowed(self) -> str:
        """Take a yes; return the words for it."""
        return self._look_in.allow()

    def forbidden(self) -> str:
        """Take a no; return the words for it."""
        return phrases.LOOK_OVER if self._end() else phrases.LOOK_NONE

    def ended_with(self, words: str) -> str:
        """End it because of something else, which has these words; return the words for both."""
        return f"{words} {phrases.LOOK_OVER}" if self._end() else words

    def _end(self) -> bool:
        self._waiting, self._ends = None, self._ends + 1  # the sound that waits is not heard any more
        return self._look_in.forbid()

    def _sound(self, urgency: Urgency) -> None:
        ends = self._ends
        self._waiting = Utterance(
            "",
            urgency,
            expires_at=self._clock() + SOUNDS_WITHIN_S,
            is_still_true=lambda: self._ends == ends,
            sound=earcon(Earcon.WATCHED),
        )
        self._speaker.say(self._waiting)
