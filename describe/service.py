"""The loop: look, say, wait, until it is told to stop or the recording ends."""

import logging
import math
import threading
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from camera.clock import Clock
from camera.errors import CameraEnded
from describe import phrases
from describe.narrator import Narrator
from describe.settings import Settings
from describe.settings_file import SettingsError, SettingsFile
from describe.speech.earcons import Earcon, earcon
from describe.speech.speaker import Speaker
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent

log = logging.getLogger(__name__)

LAST_WORDS_S = 40.0
"""How long the greeting before a recording, or the last sentences after it, may take."""
MOST_BROKEN_LOOKS = 10
GOODBYE_S = 1.4
"""How long a goodbye may take: whoever switches off waits two seconds at most, with what goes before and after it."""
HOARSE_S = 0.9
"""A goodbye that has not begun by then is given up: its synthesizer hangs. It takes 0.1 s to begin."""
LAST_SENTENCE_S = 8.0
"""How long it may take when it ends by itself and nobody waits; the slowest voice needs 6.2 s for the longest."""

Watch = Callable[[tuple[VoiceEvent, ...]], None]
"""Is told after every look what became of the utterances. Where it fails, the loop goes on."""


def ignore(_events: tuple[VoiceEvent, ...]) -> None:
    """Take no notice."""


class End(StrEnum):
    """Why the loop ended."""

    ASKED = "asked"
    RECORDING_OVER = "recording over"
    BROKEN = "broken"


LAST_WORDS = {
    End.ASKED: phrases.GOODBYE,
    End.RECORDING_OVER: phrases.RECORDING_ENDED,
    End.BROKEN: phrases.BROKEN_FOR_GOOD,
}


def run(
    narrator: Narrator,
    speaker: Speaker,
    clock: Clock,
    settings: Callable[[], Settings],
    is_stopped: Callable[[], bool],
    until: float = math.inf,
    watch: Watch = ignore,
) -> End:
    """Let the narrator look several times a second until it is stopped, `until` has come, or the recording is over.

    What was begun is said to its end, unless stopped. A look that breaks is told once and the next one is tried; ten
    in a row end it.
    """
    broken_looks = 0
    while not is_stopped() and clock() < until:
        looked_at = clock()
        try:
            events = narrator.turn()
        except CameraEnded:
            finish_speaking(narrator, speaker, clock, is_stopped, watch)
            return End.RECORDING_OVER
        except Exception:  # the outermost line of the loop: whatever it is, it must not end it without a word
            log.exception("a look broke")
            broken_looks += 1
            if broken_looks == 1:
                speaker.say(Utterance(phrases.BROKEN, Urgency.ALERT))
            if broken_looks >= MOST_BROKEN_LOOKS:
                return End.BROKEN
        else:
            broken_looks = 0
            _show(watch, events)
        _wait(narrator, clock, looked_at + 1.0 / settings().looks_per_s, is_stopped)
    return End.ASKED


def _wait(narrator: Narrator, clock: Clock, until: float, is_stopped: Callable[[], bool]) -> None:
    """Wait for the next look; whenever the clock is woken, hand on what has been described meanwhile."""
    while not is_stopped() and (left_s := until - clock()) > 0:
        clock.wait(left_s)
        narrator.hand_on()


def _show(watch: Watch, events: tuple[VoiceEvent, ...]) -> None:
    try:
        watch(events)
    except Exception:  # whoever only reads along must break neither a look nor the goodbye
        log.exception("what became of the utterances could not be shown")


def finish_speaking(
    narrator: Narrator, speaker: Speaker, clock: Clock, is_stopped: Callable[[], bool], watch: Watch = ignore
) -> None:
    """Wait until everything was said, unless stopped."""
    ends_at = clock() + LAST_WORDS_S
    while not is_stopped() and clock() < ends_at and not speaker.wait_quiet(0.1):
        narrator.hand_on()
        _show(watch, narrator.listen())
    _show(watch, narrator.listen())


def greet(speaker: Speaker, settings: Settings, extra: Sequence[str] = ()) -> None:
    """Say that it is ready, what is special about this start, what it can do, and once ever the safety message."""
    if settings.sounds:
        speaker.say(Utterance("", Urgency.ANSWER, sound=earcon(Earcon.READY)))
    words = [phrases.STARTED, *extra]
    if not settings.is_safety_told:
        words.append(phrases.SAFETY)
    words.append(phrases.ABILITIES)
    for sentence in words:
        speaker.say(Utterance(sentence, Urgency.ANSWER))


def remember_safety(events: Iterable[VoiceEvent], settings: SettingsFile, speaker: Speaker) -> None:
    """Keep that the safety message was heard to its end on a loudspeaker, so that it is not said at every start."""
    is_heard = any(event.fate is Fate.HEARD and event.utterance.text == phrases.SAFETY for event in events)
    if not is_heard or not speaker.is_audible:
        return
    try:
        settings.change(is_safety_told=True)
    except SettingsError:
        log.exception("the settings were not saved")
        speaker.say(Utterance(phrases.SETTINGS_NOT_SAVED, Urgency.ANSWER))


def say_goodbye(
    narrator: Narrator,
    speaker: Speaker,
    clock: Clock,
    words: str,
    watch: Watch = ignore,
    let_go: Callable[[], None] = lambda: None,
    is_asked: Callable[[], bool] = lambda: True,
) -> None:
    """Fall silent at once, say these last words, and wait for them: for a moment, once somebody has asked for the end.

    `let_go` closes meanwhile, in a thread of its own, what is not needed for them.
    """
    goodbye, has_begun = Utterance(words, Urgency.ALERT), False
    speaker.stop()
    speaker.say(goodbye)
    letting_go = threading.Thread(target=let_go, name="letting go", daemon=True)
    letting_go.start()
    began_at = clock()
    while not speaker.wait_quiet(0.1):
        events = narrator.listen()
        has_begun = has_begun or any(event.utterance is goodbye for event in events)
        _show(watch, events)
        within_s = GOODBYE_S if has_begun else HOARSE_S
        if clock() - began_at >= (within_s if is_asked() else LAST_SENTENCE_S):
            break
    _show(watch, narrator.listen())
    letting_go.join(max(0.0, began_at + GOODBYE_S - clock()))


def speak_all(speaker: Speaker, sentences: Iterable[str]) -> None:
    """Say these sentences, each to its end."""
    for sentence in sentences:
        speaker.say(Utterance(sentence, Urgency.ANSWER))
        speaker.wait_quiet(LAST_WORDS_S)
