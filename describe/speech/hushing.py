"""A speaker that can be hushed: from that moment on nothing sounds, whatever others still want to say."""

import threading
from collections import deque
from collections.abc import Callable

from describe.speech.speaker import Speaker
from describe.speech.voice import EVENTS_KEPT
from describe.utterance import Fate, Utterance, VoiceEvent


class HushingSpeaker:
    """Passes everything on to a speaker, and while it is hushed leaves unsaid what it is given.

    Between the stop that a listener presses and the turn of the loop that takes note of it, the loop may be about to
    say its next sentence: that one must not sound.
    """

    def __init__(self, speaker: Speaker, clock: Callable[[], float]) -> None:
        self._speaker = speaker
        self._clock = clock
        self._is_hushed = False
        self._unsaid: deque[VoiceEvent] = deque(maxlen=EVENTS_KEPT)
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Where the sound goes, for people."""
        return self._speaker.name

    @property
    def is_quiet(self) -> bool:
        """Whether nothing sounds and nothing waits."""
        return self._speaker.is_quiet

    @property
    def trouble(self) -> str:
        """What keeps it from being heard, in words; empty when all is well."""
        return self._speaker.trouble

    @property
    def is_audible(self) -> bool:
        """Whether what was said last went to a loudspeaker."""
        return self._speaker.is_audible

    def hush(self) -> None:
        """Be silent at once, and until let_speak() is called; from any thread."""
        with self._lock:
            self._is_hushed = True
            self._speaker.stop()

    def let_speak(self) -> None:
        """End the hush."""
        with self._lock:
            self._is_hushed = False

    def say(self, utterance: Utterance) -> None:
        """Have it said in its turn; its fate is STOPPED while it is hushed."""
        with self._lock:
            if not self._is_hushed:
                self._speaker.say(utterance)
                return
            self._unsaid.append(VoiceEvent(utterance, Fate.STOPPED, self._clock()))

    def stop(self) -> None:
        """Be silent at once and forget what waits; from any thread."""
        self._speaker.stop()

    def wait_quiet(self, timeout_s: float) -> bool:
        """Wait until nothing sounds and nothing waits; False if that takes longer."""
        return self._speaker.wait_quiet(timeout_s)

    def probe(self) -> None:
        """Have what is in trouble tried again, if that is due."""
        self._speaker.probe()

    def drain(self) -> tuple[VoiceEvent, ...]:
        """Return what happened since it was last asked."""
        with self._lock:
            unsaid = tuple(self._unsaid)
            self._unsaid.clear()
        return (*self._speaker.drain(), *unsaid)

    def close(self) -> None:
        """Close the speaker."""
        self._speaker.close()
