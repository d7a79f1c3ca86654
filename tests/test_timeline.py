"""The voice of the simulated clock: every sentence at its time, the same on every run."""

import wave
from pathlib import Path

import numpy as np
import pytest

from camera.clock import SimulatedClock
from describe.speech.earcons import Earcon, earcon
from describe.speech.pyttsx3_ import Pyttsx3Synthesizer
from describe.speech.samples import RATE_HZ
from describe.speech.sound import Style
from describe.speech.timeline import TimelineVoice
from describe.utterance import Fate, Urgency, Utterance
from tests.fakes import FailingSynthesizer, ToneSynthesizer


def track_of(voice: TimelineVoice, path: Path) -> np.ndarray:
    voice.write(path)
    with wave.open(str(path), "rb") as file:
        assert file.getframerate() == RATE_HZ
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def test_a_sentence_starts_when_it_is_said_or_when_the_one_before_ended() -> None:
    clock = SimulatedClock()
    voice = TimelineVoice(ToneSynthesizer(1.0), clock, Style)
    clock.wait(2.0)
    voice.say(Utterance("a"))
    voice.say(Utterance("b"))
    clock.wait(5.0)
    voice.say(Utterance("c"))
    assert voice.wait_quiet(5.0)
    assert [(start, end, said.text) for start, end, said in voice.spoken()] == [
        (2.0, 3.0, "a"),
        (3.0, 4.0, "b"),
        (7.0, 8.0, "c"),
    ]
    assert clock() == 8.0


def test_the_moments_of_the_events_are_those_of_the_simulated_clock() -> None:
    clock = SimulatedClock()
    voice = TimelineVoice(ToneSynthesizer(1.0), clock, Style)
    voice.say(Utterance("a"))
    voice.say(Utterance("b"))
    clock.wait(10.0)
    told = [(event.utterance.text, event.fate, event.at, event.latency_s) for event in voice.drain()]
    assert told == [
        ("a", Fate.STARTED, 0.0, 0.0),
        ("a", Fate.HEARD, 1.0, 0.0),
        ("b", Fate.STARTED, 1.0, 1.0),
        ("b", Fate.HEARD, 2.0, 0.0),
    ]


def test_an_alert_cuts_what_sounds_and_starts_at_that_moment() -> None:
    clock = SimulatedClock()
    voice = TimelineVoice(ToneSynthesizer(2.0), clock, Style)
    voice.say(Utterance("a"))
    clock.wait(0.5)
    voice.say(Utterance("alert", Urgency.ALERT))
    assert voice.wait_quiet(9.0)
    assert [(start, end) for start, end, _ in voice.spoken()] == [(0.0, 0.5), (0.5, 2.5)]
    assert [event.fate for event in voice.drain() if event.utterance.text == "a"] == [Fate.STARTED, Fate.INTERRUPTED]


def test_what_is_too_old_when_its_turn_comes_is_not_on_the_track() -> None:
    clock = SimulatedClock()
    voice = TimelineVoice(ToneSynthesizer(5.0), clock, Style)
    voice.say(Utterance("a", Urgency.ANSWER))
    clock.wait(0.1)
    voice.say(Utterance("b", expires_at=4.0))
    assert voice.wait_quiet(9.0)
    assert [said.text for _, _, said in voice.spoken()] == ["a"]
    assert [event.fate for event in voice.drain() if event.utterance.text == "b"] == [Fate.EXPIRED]


def test_stop_ends_the_sound_at_that_moment_and_forgets_what_waits() -> None:
    clock = SimulatedClock()
    voice = TimelineVoice(ToneSynthesizer(2.0), clock, Style)
    voice.say(Utterance("a"))
    voice.say(Utterance("b"))
    clock.wait(0.5)
    voice.stop()
    assert voice.is_quiet
    assert [(start, end) for start, end, _ in voice.spoken()] == [(0.0, 0.5)]
    assert [event.fate for event in voice.drain()] == [Fate.STARTED, Fate.STOPPED, Fate.STOPPED]


def test_waiting_for_quiet_takes_no_more_than_it_is_allowed() -> None:
    clock = SimulatedClock()
    voice = TimelineVoice(ToneSynthesizer(2.0), clock, Style)
    voice.say(Utterance("a"))
    assert not voice.wait_quiet(0.5)
    assert clock() == 0.5
    assert voice.wait_quiet(1.5)
    assert clock() == 2.0


def test_a_sentence_that_fails_is_tried_again_and_then_told() -> None:
    clock = SimulatedClock()
    voice = TimelineVoice(FailingSynthesizer(3), clock, Style)
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5.0)
    assert [(event.fate, event.trouble) for event in voice.drain()] == [(Fate.FAILED, "the synthesizer is ill")]
    assert voice.trouble == "the synthesizer is ill"
    voice.say(Utterance("b"))
    assert voice.wait_quiet(5.0)
    assert [event.fate for event in voice.drain()] == [Fate.STARTED, Fate.HEARD]
    assert voice.trouble == ""


def test_the_written_track_has_every_sentence_at_its_time_and_silence_between(tmp_path: Path) -> None:
    clock = SimulatedClock(start=50.0)
    voice = TimelineVoice(ToneSynthesizer(0.5), clock, lambda: Style(volume=0.5))
    clock.wait(1.0)
    voice.say(Utterance("a"))
    clock.wait(2.0)
    voice.say(Utterance("", sound=earcon(Earcon.READY)))
    assert voice.wait_quiet(5.0)
    track = track_of(voice, tmp_path / "narration.wav")
    assert len(track) == round((3.0 + earcon(Earcon.READY).length_s) * RATE_HZ)
    assert not track[: RATE_HZ - 1].any()
    assert np.abs(track[RATE_HZ : RATE_HZ * 3 // 2]).max() == pytest.approx(0.25 * 32767, rel=0.01)
    assert not track[RATE_HZ * 3 // 2 + 1 : 3 * RATE_HZ - 1].any()


def test_the_written_track_is_as_long_as_the_video(tmp_path: Path) -> None:
    clock = SimulatedClock(start=50.0)
    voice = TimelineVoice(ToneSynthesizer(0.5), clock, Style)
    clock.wait(1.0)
    assert len(track_of(voice, tmp_path / "silent.wav")) == RATE_HZ
    voice.say(Utterance("a"))
    clock.wait(9.3)
    track = track_of(voice, tmp_path / "narration.wav")
    assert len(track) == round(10.3 * RATE_HZ)
    assert not track[RATE_HZ * 3 // 2 + 1 :].any()


def test_two_runs_with_the_real_synthesizer_give_the_same_bytes(tmp_path: Path) -> None:
    def run(path: Path) -> bytes:
        clock = SimulatedClock()
        voice = TimelineVoice(Pyttsx3Synthesizer(), clock, Style)
        for number in range(5):
            voice.say(Utterance(f"One face, near, slightly left: {number}."))
            clock.wait(1.3)
        voice.wait_quiet(30.0)
        clock.wait(2.7)
        voice.write(path)
        voice.close()
        return path.read_bytes()

    assert run(tmp_path / "one.wav") == run(tmp_path / "two.wav")
