"""A tone that follows the light: the brighter the middle of the picture, the higher."""

from collections.abc import Callable

from camera.frame import Frame
from describe import phrases
from describe.request import Request
from describe.senses.light import brightness
from describe.speech.earcons import tone
from describe.speech.speaker import Speaker
from describe.utterance import Urgency, Utterance

LASTS_S = 30.0
NOTE_S = 0.12
LOWEST_HZ = 220.0
OCTAVES = 2.5
"""From the dark to the brightest: 220 to 1245 Hz, in which small loudspeakers sound and most people hear well."""
SEMITONES = 12


class LightTone:
    """An Errand: one short note after the other while the voice is quiet."""

    reason = "I let the light be heard"

    def __init__(self, speaker: Speaker, clock: Callable[[], float]) -> None:
        self._speaker = speaker
        self._clock = clock
        self._ends_at = clock() + LASTS_S

    def look(self, frame: Frame, request: Callable[[], Request]) -> bool:  # noqa: ARG002  this frame is enough
        """Sound how bright it is."""
        if self._clock() >= self._ends_at:
            self._speaker.say(Utterance(phrases.LIGHT_OVER, Urgency.ANSWER))
            return False
        if self._speaker.is_quiet:
            note = tone(pitch_hz(brightness(frame.image)), NOTE_S)
            self._speaker.say(Utterance("", Urgency.ANSWER, expires_at=self._clock() + 0.5, sound=note))
        return True

    def end(self) -> None:
        """There is nothing at work."""


def pitch_hz(level: float) -> float:
    """Return the pitch for a brightness from 0 to 1, on whole semitones."""
    return LOWEST_HZ * float(2.0 ** (round(level * OCTAVES * SEMITONES) / SEMITONES))
