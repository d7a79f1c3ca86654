"""Says one thing at a time, the most urgent first, and knows what was heard."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from describe.speech.playing import Playing
from describe.speech.probing import Probing
from describe.speech.queue import SpeechQueue, Waiting, unfit
from describe.speech.rendering import NOTHING_TO_SAY, sound_of
from describe.speech.sound import Player, Sound, Style, Synthesizer, VoiceError
from describe.utterance import Fate, Utterance, VoiceEvent

log = logging.getLogger(__name__)

LATE_S = 3.0
"""A player that takes this much longer than the sound is cut off."""
GRACE_S = 0.5
"""A player that was told to stop has this long to return; then its thread is left behind."""
TRIES = 2
"""What could not be made heard is said once more, if it is still fresh."""
NO_ANSWER = "the player does not answer"
TICK_S = 0.1
"""How often a sounding player is looked at; everything else wakes the voice by itself."""
EVENTS_KEPT = 5000
"""For a narrator that is held up. Each takes about 300 bytes, and what nobody asks for must not fill the memory."""
LOST_MOST = 3
"""So many threads are left behind in a player that hangs; while they hang, nothing more is tried."""


@dataclass(slots=True, eq=False)
class _Sounding:
    waiting: Waiting
    playing: Playing
    late_at: float
    cut: Fate | None = None


class Voice:
    """A Speaker in real time: one queue, one thread, a synthesizer and a player; closes the last two itself.

    The next utterance's sound is made while the present one sounds. Whether it is fresh and true is asked before
    its sound is made and again when it would start. It counts as HEARD only if the player took about its length.
    `clock` counts seconds as they pass; `style` is asked for every utterance.
    """

    def __init__(
        self, synthesizer: Synthesizer, player: Player, clock: Callable[[], float], style: Callable[[], Style]
    ) -> None:
        self._synthesizer = synthesizer
        self._player = player
        self._clock = clock
        self._style = style
        self._queue = SpeechQueue()
        self._changed = threading.Condition()
        self._events: deque[VoiceEvent] = deque(maxlen=EVENTS_KEPT)
        self._sounding: _Sounding | None = None
        self._current: Waiting | None = None
        self._lost: list[Playing] = []
        self._trouble = self._unplayed = ""
        self._probing = Probing(player, clock)
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """Where the sound goes, for people."""
        return self._player.name

    @property
    def is_quiet(self) -> bool:
        """Whether nothing sounds and nothing waits."""
        with self._changed:
            return self._has_nothing()

    @property
    def trouble(self) -> str:
        """What keeps it from being heard, until something is heard or a probe succeeds; empty when all is well."""
        return self._trouble or self._player.trouble

    @property
    def is_audible(self) -> bool:
        """Whether what was said last went to a loudspeaker, and not to a file or nowhere."""
        return self._player.is_audible

    def say(self, utterance: Utterance) -> None:
        """Have it said in its turn, at once if it is more urgent than what sounds now."""
        now = self._clock()
        is_fit = unfit(utterance, now) is None
        with self._changed:
            if self._is_closed:
                self._note(utterance, Fate.STOPPED)
                return
            for displaced in self._queue.put(utterance, now):
                self._note_last(displaced, Fate.REPLACED)
            sounding = self._sounding
            if is_fit and sounding and utterance.urgency > sounding.waiting.utterance.urgency:
                self._cut(sounding, Fate.INTERRUPTED)
            self._changed.notify_all()

    def stop(self) -> None:
        """Be silent at once and forget what waits; from any thread."""
        with self._changed:
            for waiting in self._queue.clear():
                self._note_last(waiting, Fate.STOPPED)
            if self._sounding:
                self._cut(self._sounding, Fate.STOPPED)
            self._changed.notify_all()

    def wait_quiet(self, timeout_s: float) -> bool:
        """Wait until nothing sounds and nothing waits; False if that takes longer."""
        with self._changed:
            return self._changed.wait_for(self._has_nothing, timeout_s)

    def probe(self) -> None:
        """Have a player that is in trouble tried without a sound, now and then, while nothing is said."""
        is_in_player = bool(self._trouble) and self._trouble == self._unplayed
        if not is_in_player and not self._player.trouble:
            return
        with self._changed:
            if self._is_closed or not self._has_nothing() or self._is_stuck():
                return
            self._probing.start(self._forget_trouble)

    def drain(self) -> tuple[VoiceEvent, ...]:
        """Return what happened since it was last asked, the last 5,000 events at most."""
        with self._changed:
            events = tuple(self._events)
            self._events.clear()
            return events

    def close(self) -> None:
        """Be silent, end the thread, and close the synthesizer and the player; may be called twice."""
        with self._changed:
            self._is_closed = True
        self.stop()
        self._synthesizer.close()
        self._thread.join(timeout=2 * GRACE_S + 1.0)
        self._probing.close()
        self._player.close()

    def _run(self) -> None:
        while not (self._is_closed and self._sounding is None):
            try:
                self._turn()
            except Exception as error:
                # The voice must outlive every bug: it goes on with the next sentence.
                log.exception("the voice stumbled")
                self._skip_current(f"the voice stumbled: {error}")

    def _turn(self) -> None:
        with self._changed:
            self._current = None
            self._settle()
            self._current = waiting = self._queue.first()
            if waiting is None or (waiting.sound is not None and self._sounding):
                if not self._is_closed or self._sounding:
                    self._changed.wait(TICK_S if self._sounding else None)
                return
        fate = unfit(waiting.utterance, self._clock())
        if fate:
            self._drop(waiting, fate)
        elif waiting.sound is None:
            self._prepare(waiting)
        else:
            self._begin(waiting, waiting.sound)

    def _prepare(self, waiting: Waiting) -> None:
        try:
            sound = sound_of(waiting.utterance, self._synthesizer, self._style())
        except VoiceError as error:
            with self._changed:
                if self._queue.remove(waiting):
                    self._fail(waiting, str(error))
            return
        if sound is None:
            waiting.trouble = NOTHING_TO_SAY
            self._drop(waiting, Fate.FAILED)
            return
        waiting.sound = sound

    def _begin(self, waiting: Waiting, sound: Sound) -> None:
        volume = self._style().volume
        with self._changed:
            now = self._clock()
            if now > waiting.utterance.expires_at or self._queue.first() is not waiting:
                return
            self._queue.remove(waiting)
            if self._is_stuck():
                self._fail_to_play(waiting, NO_ANSWER)
                return
            try:
                playing = Playing(self._player, sound, volume, self._wake)
            except RuntimeError as error:
                self._fail_to_play(waiting, f"the player cannot be started: {error}")
                return
            self._sounding = _Sounding(waiting, playing, now + sound.length_s + LATE_S)
            self._note(waiting.utterance, Fate.STARTED, latency_s=now - waiting.said_at)

    def _settle(self) -> None:
        sounding = self._sounding
        if sounding is None:
            return
        if sounding.playing.is_over:
            self._end(sounding, "" if sounding.cut else sounding.playing.trouble)
        elif self._clock() > sounding.late_at and sounding.cut is None:
            self._cut(sounding, Fate.FAILED)
        elif self._clock() > sounding.late_at:
            sounding.playing.give_up()
            self._lost.append(sounding.playing)
            self._end(sounding, NO_ANSWER)

    def _end(self, sounding: _Sounding, trouble: str) -> None:
        self._sounding = None
        if sounding.cut in (Fate.INTERRUPTED, Fate.STOPPED):
            self._trouble = trouble or self._trouble
            self._unplayed = trouble or self._unplayed
            self._note_last(sounding.waiting, sounding.cut)
        elif sounding.cut or trouble:
            self._fail_to_play(sounding.waiting, trouble or f"the player took {LATE_S:.0f} s too long")
        else:
            self._trouble = ""
            self._note_last(sounding.waiting, Fate.HEARD)

    def _cut(self, sounding: _Sounding, fate: Fate) -> None:
        if sounding.cut is None:
            sounding.cut = fate
            sounding.late_at = self._clock() + GRACE_S
            sounding.playing.cut()

    def _fail(self, waiting: Waiting, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("a sentence was not heard: %s", trouble)
        self._trouble = trouble
        waiting.trouble = trouble
        waiting.tries += 1
        if waiting.tries >= TRIES or self._is_closed or not self._queue.put_back(waiting):
            self._note_last(waiting, Fate.FAILED)

    def _fail_to_play(self, waiting: Waiting, trouble: str) -> None:
        self._unplayed = trouble
        self._fail(waiting, trouble)

    def _is_stuck(self) -> bool:
        """Say whether too many threads hang in the player."""
        self._lost = [lost for lost in self._lost if not lost.is_over]
        return len(self._lost) >= LOST_MOST

    def _forget_trouble(self) -> None:
        with self._changed:
            if self._trouble == self._unplayed and self._has_nothing():
                self._trouble = ""

    def _drop(self, waiting: Waiting, fate: Fate) -> None:
        with self._changed:
            if self._queue.remove(waiting):
                self._note_last(waiting, fate)

    def _skip_current(self, trouble: str) -> None:
        """Give up the utterance at which the voice stumbled; a more urgent one may have come first meanwhile."""
        with self._changed:
            waiting = self._current
            if waiting and self._queue.remove(waiting):
                waiting.tries = TRIES
                self._fail(waiting, trouble)

    def _note_last(self, waiting: Waiting, fate: Fate) -> None:
        """Tell the last fate of an utterance; what went wrong with it before outweighs that it is old by now."""
        if waiting.trouble and fate in (Fate.EXPIRED, Fate.UNTRUE, Fate.REPLACED):
            fate = Fate.FAILED
        self._note(waiting.utterance, fate, waiting.trouble if fate is Fate.FAILED else "")
        if self._has_nothing():
            self._changed.notify_all()

    def _note(self, utterance: Utterance, fate: Fate, trouble: str = "", latency_s: float = 0.0) -> None:
        self._events.append(VoiceEvent(utterance, fate, self._clock(), trouble, latency_s))

    def _has_nothing(self) -> bool:
        return not len(self._queue) and self._sounding is None

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
