"""The loop goes on, ends in words, and does not take for heard what was not."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from camera.frame import Image
from describe import phrases, service
from describe.journal import Kind
from describe.settings_file import SettingsFile
from describe.speech.sound import Style
from describe.speech.timeline import TimelineVoice
from describe.speech.voice import Voice
from describe.speech.wav import NullPlayer
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent
from tests.fakes import TimedPlayer, ToneSynthesizer
from tests.scripted import Stage, room


def played(stage: Stage, is_stopped: Callable[[], bool] = lambda: False, until: float = math.inf) -> service.End:
    return service.run(stage.narrator, stage.speaker, stage.clock, lambda: stage.settings, is_stopped, until)


def test_it_ends_with_the_recording_and_everything_is_said_to_its_end() -> None:
    stage = Stage(lambda _: room(1), 1.5, words=lambda _: "A long sentence that is still sounding at the end.")
    assert played(stage) is service.End.RECORDING_OVER
    assert stage.said == ["A long sentence that is still sounding at the end."]
    assert stage.speaker.is_quiet


def test_it_ends_when_it_is_asked_to_and_when_the_time_is_over() -> None:
    stage = Stage(lambda _: room(1), 100)
    assert played(stage, is_stopped=lambda: stage.clock() > 3) is service.End.ASKED
    assert played(stage, until=6.0) is service.End.ASKED
    assert 6 <= stage.clock() < 7


def test_a_look_that_breaks_is_told_and_the_next_one_is_tried() -> None:
    def view(moment: float) -> Image:
        if 4 < moment < 4.5:
            raise IndexError("a bug")
        return room(1)

    stage = Stage(view, 12)
    assert played(stage) is service.End.RECORDING_OVER
    assert phrases.BROKEN in stage.said
    assert stage.entries(Kind.SILENT)[-1].at_s > 5


def test_who_reads_along_and_fails_breaks_no_look_and_no_goodbye() -> None:
    def watch(_: tuple[VoiceEvent, ...]) -> None:
        raise OSError("the terminal is gone")

    stage = Stage(lambda _: room(1), 4, words=lambda _: "A thing.")
    arguments = (stage.narrator, stage.speaker, stage.clock, lambda: stage.settings, lambda: False, math.inf, watch)
    assert service.run(*arguments) is service.End.RECORDING_OVER
    service.say_goodbye(stage.narrator, stage.speaker, stage.clock, phrases.GOODBYE, watch)
    assert stage.said == ["A thing.", phrases.GOODBYE]


def test_a_narrator_that_is_broken_for_good_ends_in_words_and_not_in_silence() -> None:
    def view(_: float) -> Image:
        raise IndexError("a bug")

    stage = Stage(view, 100)
    end = played(stage)
    assert end is service.End.BROKEN
    assert stage.clock() < 10
    service.say_goodbye(stage.narrator, stage.speaker, stage.clock, service.LAST_WORDS[end])
    assert stage.said[-1] == phrases.BROKEN_FOR_GOOD


class Waiting(TimelineVoice):
    """A voice whose goodbye lasts until something has happened, for five seconds at most."""

    until = threading.Event()

    def wait_quiet(self, timeout_s: float) -> bool:
        return self.until.wait(5.0) and super().wait_quiet(timeout_s)


def test_what_is_not_needed_for_the_goodbye_is_closed_while_it_sounds() -> None:
    stage = Stage(lambda _: room(1), 4, speaker=Waiting)
    Waiting.until = threading.Event()
    service.say_goodbye(stage.narrator, stage.speaker, stage.clock, phrases.SWITCHING_OFF, let_go=Waiting.until.set)
    assert Waiting.until.is_set()
    assert stage.said == [phrases.SWITCHING_OFF]
    assert stage.clock() < service.GOODBYE_S


@pytest.mark.parametrize(("is_asked", "fate", "most_s"), [(False, Fate.HEARD, 8.0), (True, None, 1.6)])
def test_the_last_words_of_a_recording_are_said_to_their_end_unless_somebody_waits(
    is_asked: bool, fate: Fate | None, most_s: float
) -> None:
    stage, fates = Stage(lambda _: room(1), 4), list[Fate]()
    service.say_goodbye(
        stage.narrator,
        stage.speaker,
        stage.clock,
        phrases.RECORDING_ENDED,
        lambda events: fates.extend(event.fate for event in events),
        is_asked=lambda: is_asked,
    )
    assert stage.clock() < most_s
    assert fates == [Fate.STARTED, *([fate] if fate else [])]


class Hanging(TimelineVoice):
    """A voice whose synthesizer hangs: nothing begins, and it is never quiet."""

    def wait_quiet(self, timeout_s: float) -> bool:
        self._clock.wait(timeout_s)
        return False

    def _work_forward(self, *, is_now_included: bool = False) -> None:
        """Hang."""


def test_a_goodbye_that_does_not_begin_is_not_waited_for() -> None:
    stage = Stage(lambda _: room(1), 4, speaker=Hanging)
    service.say_goodbye(stage.narrator, stage.speaker, stage.clock, phrases.SWITCHING_OFF)
    assert stage.clock() < 1.1


@contextmanager
def a_voice(*, is_audible: bool) -> Iterator[Voice]:
    player = TimedPlayer() if is_audible else NullPlayer()
    with closing(Voice(ToneSynthesizer(), player, time.monotonic, Style)) as voice:
        yield voice


def safety(fate: Fate) -> tuple[VoiceEvent, ...]:
    return (VoiceEvent(Utterance(phrases.SAFETY, Urgency.ANSWER), fate, 1.0),)


@pytest.mark.parametrize(
    ("fate", "is_audible", "is_told"),
    [
        (Fate.HEARD, True, True),
        (Fate.HEARD, False, False),
        (Fate.STARTED, True, False),
        (Fate.INTERRUPTED, True, False),
        (Fate.FAILED, True, False),
    ],
)
def test_the_safety_message_is_told_only_when_it_was_heard_to_its_end_on_a_loudspeaker(
    tmp_path: Path, fate: Fate, is_audible: bool, is_told: bool
) -> None:
    settings = SettingsFile(tmp_path / "settings.json")
    with a_voice(is_audible=is_audible) as voice:
        service.remember_safety(safety(fate), settings, voice)
    assert SettingsFile(tmp_path / "settings.json").snapshot().is_safety_told is is_told


def test_settings_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = SettingsFile(tmp_path / "file" / "settings.json")
    with a_voice(is_audible=True) as voice:
        service.remember_safety(safety(Fate.HEARD), settings, voice)
        assert voice.wait_quiet(5.0)
        started = [event.utterance.text for event in voice.drain() if event.fate is Fate.STARTED]
    assert started == [phrases.SETTINGS_NOT_SAVED]
