"""The voice of a simulated clock: everything is said in its time, though no time passes, onto one track."""

import wave
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from camera.clock import Clock
from describe.speech.queue import SpeechQueue, Waiting, unfit
from describe.speech.rendering import NOTHING_TO_SAY, sound_of
from describe.speech.samples import RATE_HZ, as_int16, at_rate, cut_softly
from describe.speech.sound import Samples, Style, Synthesizer, VoiceError
from describe.speech.voice import EVENTS_KEPT, TRIES
from describe.utterance import Fate, Utterance, VoiceEvent

_ROUNDING_S = 1e-6
"""Two moments closer than this are the same: sums of floats do not meet exactly."""


@dataclass(slots=True, eq=False)
class _Spoken:
    waiting: Waiting
    start_at: float
    end_at: float
    samples: Samples


class TimelineVoice:
    """A Speaker without a thread: whenever it is asked anything, it works forward to the clock's moment.

    An utterance starts when it was said or when the one before it ended, whichever is later, and lasts as long as
    its sound. Whether it is still true is asked when that moment is worked through: wait in small steps, or with
    wait_quiet(), which goes from one sentence to the next. The track begins at the clock's moment of construction.
    The same utterances at the same moments give the same bytes.
    """

    def __init__(self, synthesizer: Synthesizer, clock: Clock, style: Callable[[], Style]) -> None:
        self._synthesizer = synthesizer
        self._clock = clock
        self._style = style
        self._began_at = clock()
        self._free_at = clock()
        self._queue = SpeechQueue()
        self._events: deque[VoiceEvent] = deque(maxlen=EVENTS_KEPT)
        self._sounding: _Spoken | None = None
        self._track: list[_Spoken] = []
        self._trouble = ""

    @property
    def name(self) -> str:
        """Where the sound goes, for people."""
        return "a track of the recording"

    @property
    def is_quiet(self) -> bool:
        """Whether nothing sounds and nothing waits at the clock's moment."""
        self._work_forward()
        return self._sounding is None and not len(self._queue)

    @property
    def trouble(self) -> str:
        """Why the last sentence could not be spoken; empty when all is well."""
        return self._trouble

    @property
    def is_audible(self) -> bool:
        """It never is: it goes onto a track."""
        return False

    def say(self, utterance: Utterance) -> None:
        """Have it said in its turn, at once if it is more urgent than what sounds at this moment."""
        self._work_forward()
        now = self._clock()
        for displaced in self._queue.put(utterance, now):
            self._note(displaced, Fate.REPLACED, now)
        sounding = self._sounding
        if sounding and utterance.urgency > sounding.waiting.utterance.urgency and unfit(utterance, now) is None:
            self._cut(sounding, now, Fate.INTERRUPTED)

    def stop(self) -> None:
        """Be silent from this moment on and forget what waits."""
        self._work_forward()
        now = self._clock()
        for waiting in self._queue.clear():
            self._note(waiting, Fate.STOPPED, now)
        if self._sounding:
            self._cut(self._sounding, now, Fate.STOPPED)

    def wait_quiet(self, timeout_s: float) -> bool:
        """Let simulated time pass until nothing sounds and nothing waits; False after timeout_s of it."""
        give_up_at = self._clock() + timeout_s
        while True:
            self._work_forward(is_now_included=True)
            if self._sounding is None:
                return True
            next_at = self._sounding.end_at
            if next_at > give_up_at:
                self._clock.wait(give_up_at - self._clock())
                return self.is_quiet
            self._clock.wait(next_at - self._clock())

    def probe(self) -> None:
        """There is no device that could come back."""

    def drain(self) -> tuple[VoiceEvent, ...]:
        """Return what happened since it was last asked, up to the clock's moment, the last 5,000 events at most."""
        self._work_forward()
        events = tuple(self._events)
        self._events.clear()
        return events

    def close(self) -> None:
        """Forget what waits, and close the synthesizer; the track can still be written. May be called twice."""
        self.stop()
        self._synthesizer.close()

    def spoken(self) -> tuple[tuple[float, float, Utterance], ...]:
        """Return what sounded so far: first and last moment on the clock, in seconds, and the utterance."""
        self._work_forward()
        return tuple((spoken.start_at, spoken.end_at, spoken.waiting.utterance) for spoken in self._track)

    def write(self, path: Path) -> None:
        """Write a WAV file up to the clock's moment at least, every sentence at its time; raise OSError."""
        self._work_forward()
        length = round((self._clock() - self._began_at) * RATE_HZ)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            written = 0
            for spoken in self._track:
                start = round((spoken.start_at - self._began_at) * RATE_HZ)
                file.writeframes(bytes(2 * max(0, start - written)))
                samples = spoken.samples[max(0, written - start) :]
                file.writeframes(as_int16(samples).tobytes())
                written = max(written, start) + len(samples)
            file.writeframes(bytes(2 * max(0, length - written)))

    def _work_forward(self, *, is_now_included: bool = False) -> None:
        """Go on to this moment; what would start right now is left waiting, for something more urgent may come now."""
        now = self._clock()
        while True:
            sounding = self._sounding
            if sounding:
                if sounding.end_at > now + _ROUNDING_S:
                    return
                self._sounding = None
                self._free_at = sounding.end_at
                self._note(sounding.waiting, Fate.HEARD, sounding.end_at)
            waiting = self._queue.first()
            if waiting is None:
                return
            start_at = max(waiting.said_at, self._free_at)
            if start_at >= now and not is_now_included:
                return
            self._queue.remove(waiting)
            self._start(waiting, start_at)

    def _start(self, waiting: Waiting, at: float) -> None:
        utterance = waiting.utterance
        fate = unfit(utterance, at)
        if fate:
            self._note(waiting, fate, at)
            return
        style = self._style()
        samples = self._samples(waiting, style)
        if samples is None:
            self._note(waiting, Fate.FAILED, at)
            return
        self._sounding = _Spoken(waiting, at, at + len(samples) / RATE_HZ, samples * style.volume)
        self._track.append(self._sounding)
        self._events.append(VoiceEvent(utterance, Fate.STARTED, at, latency_s=at - waiting.said_at))

    def _samples(self, waiting: Waiting, style: Style) -> Samples | None:
        for _ in range(TRIES):
            try:
                sound = sound_of(waiting.utterance, self._synthesizer, style)
            except VoiceError as error:
                self._trouble = waiting.trouble = str(error)
                continue
            if sound is None:
                waiting.trouble = NOTHING_TO_SAY
                return None
            self._trouble = waiting.trouble = ""
            return at_rate(sound, RATE_HZ)
        return None

    def _cut(self, sounding: _Spoken, at: float, fate: Fate) -> None:
        sounding.end_at = at
        sounding.samples = cut_softly(sounding.samples, round((at - sounding.start_at) * RATE_HZ), RATE_HZ)
        self._sounding = None
        self._free_at = at
        self._note(sounding.waiting, fate, at)

    def _note(self, waiting: Waiting, fate: Fate, at: float) -> None:
        self._events.append(VoiceEvent(waiting.utterance, fate, at, waiting.trouble))
