"""The voice: what it says first, what it drops, what it cuts, and how it knows what was heard."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camera.clock import SimulatedClock
from describe.speech.auto_player import AutoPlayer
from describe.speech.earcons import Earcon, earcon
from describe.speech.sound import Player, PlayerError, Sound, Style, Synthesizer, SynthesizerError
from describe.speech.speaker import Speaker
from describe.speech.timeline import TimelineVoice
from describe.speech.voice import LATE_S, LOST_MOST, Voice
from describe.speech.wav import NullPlayer, WavPlayer
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent
from tests.fakes import (
    BrokenPlayer,
    FailingSynthesizer,
    HandClock,
    HangingPlayer,
    HastyPlayer,
    SlowPlayer,
    TimedPlayer,
    ToneSynthesizer,
    threads_that_fail,
    tone,
)
from tests.waiting import best_of, eventually

MakeVoice = Callable[..., Voice]


@pytest.fixture
def voice_of() -> Iterator[MakeVoice]:
    with ExitStack() as stack:

        def make(
            synthesizer: Synthesizer | None = None,
            player: Player | None = None,
            clock: Callable[[], float] = time.monotonic,
            style: Callable[[], Style] = Style,
        ) -> Voice:
            voice = Voice(synthesizer or ToneSynthesizer(), player or TimedPlayer(), clock, style)
            return stack.enter_context(closing(voice))

        yield make


def fates(events: tuple[VoiceEvent, ...]) -> list[tuple[str, Fate]]:
    return [(event.utterance.text, event.fate) for event in events]


def last_fates(events: tuple[VoiceEvent, ...]) -> list[tuple[str, Fate]]:
    return [fate for fate in fates(events) if fate[1] is not Fate.STARTED]


def has_started(voice: Voice, seen: list[VoiceEvent], text: str) -> bool:
    seen += voice.drain()
    return any(event.fate is Fate.STARTED and event.utterance.text == text for event in seen)


def has_started_after(voice: Voice, clock: HandClock, seen: list[VoiceEvent], text: str) -> bool:
    """Let a moment pass; no more passes once it has started, or its player would seem to be late."""
    clock.wait(0.1)
    return has_started(voice, seen, text)


def is_quiet_after(voice: Voice, clock: HandClock, seconds: float) -> bool:
    clock.wait(seconds)
    return voice.is_quiet


def is_well_after(voice: Voice, clock: HandClock, seconds: float) -> bool:
    clock.wait(seconds)
    voice.probe()
    return not voice.trouble


def test_a_sentence_is_started_and_heard(voice_of: MakeVoice) -> None:
    player = TimedPlayer()
    voice: Speaker = voice_of(player=player, style=lambda: Style(volume=0.4))
    voice.say(Utterance("One face."))
    assert voice.wait_quiet(5)
    assert voice.is_quiet
    assert fates(voice.drain()) == [("One face.", Fate.STARTED), ("One face.", Fate.HEARD)]
    assert voice.drain() == ()
    assert player.volumes == [0.4]
    assert voice.trouble == ""


def test_an_earcon_goes_the_same_way_without_the_synthesizer(voice_of: MakeVoice) -> None:
    synthesizer, player = ToneSynthesizer(), TimedPlayer()
    voice = voice_of(synthesizer, player)
    voice.say(Utterance("", sound=earcon(Earcon.READY)))
    assert voice.wait_quiet(5)
    assert synthesizer.texts == []
    assert player.played == [earcon(Earcon.READY)]


def test_text_is_cleaned_before_it_is_spoken_and_what_has_no_words_is_no_trouble(voice_of: MakeVoice) -> None:
    synthesizer = ToneSynthesizer()
    voice = voice_of(synthesizer)
    voice.say(Utterance("<b>Exit</b>\x00"))
    voice.say(Utterance("\U0001f600"))
    assert voice.wait_quiet(5)
    assert synthesizer.texts == ["Exit"]
    assert last_fates(voice.drain()) == [("\U0001f600", Fate.FAILED), ("<b>Exit</b>\x00", Fate.HEARD)]
    assert voice.trouble == ""


class LongSynthesizer(ToneSynthesizer):
    """Gives 5 s for a text that begins with "long", and little for every other."""

    def synthesize(self, text: str, style: Style) -> Sound:
        short = super().synthesize(text, style)
        return tone(5.0) if text.startswith("long") else short


def test_an_alert_cuts_what_sounds_and_comes_before_what_waits(voice_of: MakeVoice) -> None:
    player = TimedPlayer()
    voice = voice_of(LongSynthesizer(), player)
    begun_s: list[float] = []

    def cut_after() -> float:
        seen: list[VoiceEvent] = []
        voice.say(Utterance("long routine"))
        assert eventually(lambda: has_started(voice, seen, "long routine"), 5)
        voice.say(Utterance("long answer", Urgency.ANSWER))
        assert eventually(lambda: has_started(voice, seen, "long answer"), 5)
        voice.say(Utterance("next answer", Urgency.ANSWER))
        said_at = time.monotonic()
        voice.say(Utterance("alert", Urgency.ALERT))
        assert voice.wait_quiet(10)
        assert last_fates((*seen, *voice.drain())) == [
            ("long routine", Fate.INTERRUPTED),
            ("long answer", Fate.INTERRUPTED),
            ("alert", Fate.HEARD),
            ("next answer", Fate.HEARD),
        ]
        begun_s.append(player.began_at[-2] - said_at)
        assert begun_s[-1] < 2.0
        return player.ended_at[-3] - said_at

    assert best_of(5, cut_after, 0.05) < 0.05
    assert min(begun_s) < 0.25


def test_an_equal_or_an_unfit_alert_cuts_nothing(voice_of: MakeVoice) -> None:
    voice = voice_of(ToneSynthesizer(0.2))
    seen: list[VoiceEvent] = []
    voice.say(Utterance("answer", Urgency.ANSWER))
    assert eventually(lambda: has_started(voice, seen, "answer"), 5)
    voice.say(Utterance("equal", Urgency.ANSWER))
    voice.say(Utterance("untrue", Urgency.ALERT, is_still_true=lambda: False))
    voice.say(Utterance("old", Urgency.ALERT, expires_at=time.monotonic() - 1))
    assert voice.wait_quiet(5)
    events = (*seen, *voice.drain())
    assert ("answer", Fate.HEARD) in last_fates(events)
    assert ("equal", Fate.HEARD) in last_fates(events)
    assert ("untrue", Fate.UNTRUE) in last_fates(events)
    assert ("old", Fate.EXPIRED) in last_fates(events)


def test_a_sentence_that_grows_old_while_it_is_synthesized_does_not_sound(voice_of: MakeVoice) -> None:
    clock = HandClock()
    player = TimedPlayer()
    voice = voice_of(ToneSynthesizer(during=lambda _: clock.wait(5)), player, clock)
    voice.say(Utterance("old", expires_at=clock() + 4))
    assert voice.wait_quiet(5)
    assert fates(voice.drain()) == [("old", Fate.EXPIRED)]
    assert player.played == []


def test_a_sentence_that_becomes_untrue_while_it_is_synthesized_does_not_sound(voice_of: MakeVoice) -> None:
    truth = {"is_there": True}
    player = TimedPlayer()
    voice = voice_of(ToneSynthesizer(during=lambda _: truth.update(is_there=False)), player)
    voice.say(Utterance("A face.", is_still_true=lambda: truth["is_there"]))
    assert voice.wait_quiet(5)
    assert fates(voice.drain()) == [("A face.", Fate.UNTRUE)]
    assert player.played == []


class HeldPlayer(TimedPlayer):
    """Plays each sound until it is let on, or stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.let_on = threading.Event()

    def pass_time(self, sound: Sound, stopped: threading.Event) -> float:
        self.let_on.wait(30)
        return super().pass_time(sound, stopped)


def test_a_newer_description_replaces_the_waiting_one_though_its_sound_is_made(voice_of: MakeVoice) -> None:
    synthesizer, player = ToneSynthesizer(), HeldPlayer()
    voice = voice_of(synthesizer, player)
    voice.say(Utterance("a", frame_at=1.0))
    voice.say(Utterance("b", frame_at=1.0))
    assert eventually(lambda: synthesizer.texts == ["a", "b"], 5)
    voice.say(Utterance("c", frame_at=2.0))
    player.let_on.set()
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("b", Fate.REPLACED), ("a", Fate.HEARD), ("c", Fate.HEARD)]


def test_the_next_sentence_is_ready_when_the_present_one_ends(voice_of: MakeVoice) -> None:
    player = TimedPlayer()
    voice = voice_of(ToneSynthesizer(0.6, during=lambda _: time.sleep(0.4)), player)
    for text in "abc":
        voice.say(Utterance(text))
    assert voice.wait_quiet(10)
    gaps = [began - ended for ended, began in zip(player.ended_at, player.began_at[1:], strict=False)]
    assert max(gaps) < 0.3


def test_stop_silences_at_once_from_any_thread_and_empties_the_queue(voice_of: MakeVoice) -> None:
    player = TimedPlayer()
    voice = voice_of(ToneSynthesizer(5.0), player)

    def silent_after() -> float:
        seen: list[VoiceEvent] = []
        for text in "ab":
            voice.say(Utterance(text))
        assert eventually(lambda: has_started(voice, seen, "a"), 5)
        assert eventually(lambda: len(player.began_at) > len(player.ended_at), 5)
        stopped_at = time.monotonic()
        thread = threading.Thread(target=voice.stop)
        thread.start()
        thread.join()
        assert voice.wait_quiet(2)
        assert sorted(last_fates((*seen, *voice.drain()))) == [("a", Fate.STOPPED), ("b", Fate.STOPPED)]
        return player.ended_at[-1] - stopped_at

    assert best_of(5, silent_after, 0.1) < 0.1
    voice.say(Utterance("c"))
    assert eventually(lambda: has_started(voice, [], "c"), 5)


def test_stop_also_forgets_what_is_being_synthesized(voice_of: MakeVoice) -> None:
    entered, release = threading.Event(), threading.Event()

    def hold(_: str) -> None:
        entered.set()
        release.wait(5)

    player = TimedPlayer()
    voice = voice_of(ToneSynthesizer(during=hold), player)
    voice.say(Utterance("a"))
    assert entered.wait(5)
    voice.stop()
    assert voice.is_quiet
    release.set()
    voice.say(Utterance("b"))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.STOPPED), ("b", Fate.HEARD)]


def test_a_player_that_returns_too_early_has_not_been_heard_and_the_sentence_is_said_again(voice_of: MakeVoice) -> None:
    voice = voice_of(player=HastyPlayer(1))
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    assert fates(voice.drain()) == [("a", Fate.STARTED), ("a", Fate.STARTED), ("a", Fate.HEARD)]
    assert voice.trouble == ""


def test_a_sentence_that_twice_was_not_heard_has_failed_and_the_trouble_is_told_until_one_is_heard(
    voice_of: MakeVoice,
) -> None:
    voice = voice_of(player=HastyPlayer(2))
    said_at = time.monotonic()
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    events = voice.drain()
    assert last_fates(events) == [("a", Fate.FAILED)]
    assert "0.0 s" in events[-1].trouble
    assert voice.trouble == events[-1].trouble
    assert time.monotonic() - said_at < LATE_S
    voice.say(Utterance("b"))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("b", Fate.HEARD)]
    assert voice.trouble == ""


@pytest.mark.parametrize("error", [None, RuntimeError("a bug")])
def test_a_player_that_raises_does_not_silence_the_voice(voice_of: MakeVoice, error: Exception | None) -> None:
    voice = voice_of(player=BrokenPlayer(2, error))
    voice.say(Utterance("a"))
    voice.say(Utterance("b"))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.FAILED), ("b", Fate.HEARD)]


def test_a_failed_sentence_is_not_said_again_when_it_is_too_old_by_then(voice_of: MakeVoice) -> None:
    clock = HandClock()
    player = BrokenPlayer(1)
    said = Utterance("a", expires_at=clock() + 4, is_still_true=lambda: clock() < 200)
    voice = voice_of(ToneSynthesizer(), player, clock, Style)
    voice.say(said)
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.HEARD)]
    ageing = FailingSynthesizer(9)
    voice = voice_of(ageing, player, clock, Style)
    voice.say(Utterance("b", is_still_true=lambda: not ageing.texts))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("b", Fate.FAILED)]
    assert ageing.texts == ["b"]


def test_a_synthesizer_that_fails_once_is_asked_again(voice_of: MakeVoice) -> None:
    voice = voice_of(FailingSynthesizer(1))
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.HEARD)]


def test_a_synthesizer_that_keeps_failing_is_told(voice_of: MakeVoice) -> None:
    voice = voice_of(FailingSynthesizer(2))
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.FAILED)]
    assert voice.trouble == "the synthesizer is ill"


def test_a_player_that_comes_to_no_end_is_cut_off_and_the_sentence_has_failed(voice_of: MakeVoice) -> None:
    clock = HandClock()
    player = SlowPlayer()
    voice = voice_of(player=player, clock=clock)
    voice.say(Utterance("a", expires_at=clock() + 1))
    assert eventually(lambda: player.began_at, 5)
    clock.wait(LATE_S + 1)
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.FAILED)]
    assert "too long" in voice.trouble


def test_a_player_that_hangs_is_left_behind_and_opened_anew(voice_of: MakeVoice) -> None:
    clock = HandClock()
    player = HangingPlayer(1)
    voice = voice_of(player=player, clock=clock)
    voice.say(Utterance("a", expires_at=clock() + 1))
    voice.say(Utterance("b"))
    assert eventually(lambda: player.began_at, 5)
    clock.wait(LATE_S + 1)
    seen: list[VoiceEvent] = []
    assert eventually(lambda: has_started_after(voice, clock, seen, "b"), 5)
    assert voice.wait_quiet(5)
    assert last_fates((*seen, *voice.drain())) == [("a", Fate.FAILED), ("b", Fate.HEARD)]
    assert player.is_closed
    player.released.set()


class StallingFile(WavPlayer):
    """A file on a disk that stands still while the first sound is written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.goes_on = threading.Event()
        self.plays = 0

    def play(self, sound: Sound, volume: float, stopped: threading.Event) -> float:
        self.plays += 1
        if self.plays == 1:
            self.goes_on.wait(60)
        return super().play(sound, volume, stopped)


def test_after_a_disk_stood_still_the_next_sentence_is_in_the_file(voice_of: MakeVoice, tmp_path: Path) -> None:
    clock = HandClock()
    player = StallingFile(tmp_path / "voice.wav")
    voice = voice_of(player=player, clock=clock)
    voice.say(Utterance("a", expires_at=clock() + 1))
    assert eventually(lambda: player.plays, 5)
    clock.wait(LATE_S + 1)
    assert eventually(lambda: is_quiet_after(voice, clock, 1.0), 5)
    assert eventually(lambda: all(one.name != "voice player closing" for one in threading.enumerate()), 5)
    voice.say(Utterance("b"))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.FAILED), ("b", Fate.HEARD)]
    assert voice.trouble == ""
    player.goes_on.set()


def test_a_player_that_hangs_for_good_does_not_eat_the_threads(voice_of: MakeVoice) -> None:
    clock = HandClock()
    player = HangingPlayer(1000)
    voice = voice_of(player=player, clock=clock)
    for number in range(10):
        voice.say(Utterance(f"{number}", Urgency.ANSWER))
    assert eventually(lambda: is_quiet_after(voice, clock, 1.0), 20)
    assert len(player.began_at) == LOST_MOST
    assert all(fate is Fate.FAILED for _, fate in last_fates(voice.drain()))
    assert voice.trouble == "the player does not answer"
    player.released.set()


def test_a_sentence_whose_truth_cannot_be_asked_does_not_silence_the_voice(voice_of: MakeVoice) -> None:
    asked = iter([True])
    voice = voice_of()
    voice.say(Utterance("a", is_still_true=lambda: next(asked)))
    voice.say(Utterance("b"))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.FAILED), ("b", Fate.HEARD)]


def test_no_last_fate_is_lost_while_the_narrator_is_held_up(voice_of: MakeVoice) -> None:
    for speaker in (voice_of(ToneSynthesizer(5.0)), TimelineVoice(ToneSynthesizer(5.0), SimulatedClock(), Style)):
        said = [Utterance(f"{number}", Urgency.ANSWER) for number in range(2000)]
        for utterance in said:
            speaker.say(utterance)
        speaker.stop()
        assert speaker.wait_quiet(5)
        last = [event.utterance for event in speaker.drain() if event.fate is not Fate.STARTED]
        assert sorted(map(id, last)) == sorted(map(id, said))


def test_an_alert_is_not_dropped_for_a_sentence_whose_truth_cannot_be_asked(voice_of: MakeVoice) -> None:
    voice = voice_of()
    asked: list[int] = []

    def is_true() -> bool:
        asked.append(1)
        if len(asked) > 1:
            voice.say(Utterance("alert", Urgency.ALERT))
            raise ValueError("a bug")
        return True

    voice.say(Utterance("a", is_still_true=is_true))
    assert eventually(lambda: len(asked) > 1, 5)
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.FAILED), ("alert", Fate.HEARD)]


def test_each_sentence_for_which_there_is_no_thread_has_failed_and_the_voice_goes_on(voice_of: MakeVoice) -> None:
    voice = voice_of()
    fails = iter([True, True, True, False])
    with threads_that_fail(lambda name: name == "voice player" and next(fails, False)):
        for text in "abc":
            voice.say(Utterance(text))
        assert voice.wait_quiet(5)
    assert last_fates(voice.drain()) == [("a", Fate.FAILED), ("b", Fate.HEARD), ("c", Fate.HEARD)]


def test_a_player_that_hangs_is_left_behind_though_there_is_no_thread_to_close_it(voice_of: MakeVoice) -> None:
    clock = HandClock()
    player = HangingPlayer(1)
    voice = voice_of(player=player, clock=clock)
    with threads_that_fail(lambda name: name == "voice player closing"):
        voice.say(Utterance("a", expires_at=clock() + 1))
        voice.say(Utterance("b"))
        assert eventually(lambda: player.began_at, 5)
        clock.wait(LATE_S + 1)
        seen: list[VoiceEvent] = []
        assert eventually(lambda: has_started_after(voice, clock, seen, "b"), 5)
        assert voice.wait_quiet(5)
    assert last_fates((*seen, *voice.drain())) == [("a", Fate.FAILED), ("b", Fate.HEARD)]
    player.released.set()


class Faulty:
    """Something in the chain that breaks by chance, each time in another way."""

    def __init__(self, rng: random.Random, *errors: Exception) -> None:
        self._rng = rng
        self._errors = errors

    def __call__(self) -> bool:
        if self._rng.random() < 0.15:
            raise self._rng.choice(self._errors)
        return self._rng.random() < 0.9


class FaultyPlayer(TimedPlayer):
    def __init__(self, fault: Faulty) -> None:
        super().__init__()
        self._fault = fault

    def pass_time(self, sound: Sound, stopped: threading.Event) -> float:
        return super().pass_time(sound, stopped) if self._fault() else 0.0


def breaking_later(fault: Faulty) -> Callable[[], bool]:
    """Is true when it is said, and breaks only in the voice, not in who speaks."""
    asked: list[int] = []

    def is_true() -> bool:
        asked.append(1)
        return len(asked) == 1 or fault()

    return is_true


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    acts=st.lists(st.sampled_from([*Urgency, *Urgency, "stop", "wait"]), min_size=5, max_size=25),
)
def test_every_utterance_has_one_last_fate_whatever_breaks(seed: int, acts: list[Urgency | str]) -> None:
    rng = random.Random(seed)
    synthesizer_fault = Faulty(rng, SynthesizerError("ill"), ValueError("a bug"))

    def spoil(_: str) -> None:
        synthesizer_fault()

    synthesizer = ToneSynthesizer(0.004, during=spoil)
    player = FaultyPlayer(Faulty(rng, PlayerError("unplugged"), OSError("a bug")))
    style_fault = Faulty(rng, KeyError("a bug"))
    truth = Faulty(rng, IndexError("a bug"))
    said: list[Utterance] = []
    with (
        threads_that_fail(lambda name: name.startswith("voice player") and rng.random() < 0.3),
        closing(Voice(synthesizer, player, time.monotonic, lambda: Style(volume=float(style_fault())))) as voice,
    ):
        for number, act in enumerate(acts):
            if isinstance(act, Urgency):
                said.append(Utterance(f"{number}", act, is_still_true=breaking_later(truth)))
                voice.say(said[-1])
            elif act == "stop":
                voice.stop()
            else:
                time.sleep(0.005)
        assert voice.wait_quiet(10)
        last = [event.utterance for event in voice.drain() if event.fate is not Fate.STARTED]
    assert sorted(map(id, last)) == sorted(map(id, said))


def test_truth_may_ask_for_a_lock_that_somebody_holds_who_is_speaking(voice_of: MakeVoice) -> None:
    """Asked while the voice holds its own lock, this would stand still for ever."""
    voice, lock = voice_of(ToneSynthesizer(0.001)), threading.Lock()

    def is_true() -> bool:
        with lock:
            return True

    def speak_with_the_lock() -> None:
        for number in range(2000):
            with lock:
                voice.say(Utterance(f"{number}"))

    def speak_what_asks_for_the_lock() -> None:
        for number in range(2000):
            voice.say(Utterance(f"{number}", is_still_true=is_true))

    threads = [
        threading.Thread(target=work, daemon=True) for work in (speak_with_the_lock, speak_what_asks_for_the_lock)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    voice.stop()
    assert voice.wait_quiet(5)


def test_a_stop_at_the_very_last_moment_before_a_sound_is_obeyed(voice_of: MakeVoice) -> None:
    player = TimedPlayer()
    voice = voice_of(player=player)
    asked: list[int] = []

    def is_true() -> bool:
        asked.append(1)
        if len(asked) == 3:  # when it is said, before its sound is made, before it sounds
            voice.stop()
        return True

    voice.say(Utterance("a", is_still_true=is_true))
    assert eventually(lambda: len(asked) == 3 and voice.is_quiet, 5)
    assert fates(voice.drain()) == [("a", Fate.STOPPED)]
    assert player.played == []


def test_a_voice_is_audible_where_its_player_is_and_a_track_never_is(voice_of: MakeVoice) -> None:
    assert voice_of().is_audible
    assert not voice_of(player=NullPlayer()).is_audible
    assert not TimelineVoice(ToneSynthesizer(), SimulatedClock(), Style).is_audible


def test_headphones_that_are_back_are_noticed_though_nothing_is_said(voice_of: MakeVoice) -> None:
    clock = HandClock()
    card = BrokenPlayer(1000)
    voice = voice_of(player=AutoPlayer(card, NullPlayer, clock), clock=clock)
    voice.probe()
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    clock.wait(1.1)
    voice.probe()
    assert eventually(lambda: card.probes == 1, 5)
    assert "unplugged" in voice.trouble
    card.mend()
    assert eventually(lambda: is_well_after(voice, clock, 1.0), 5)
    assert len(card.played) == 1


def test_a_player_without_fallback_that_would_play_again_is_no_trouble_any_more(voice_of: MakeVoice) -> None:
    clock, player = HandClock(), BrokenPlayer(1000)
    voice = voice_of(player=player, clock=clock)
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    assert voice.trouble
    player.mend()
    assert eventually(lambda: is_well_after(voice, clock, 1.0), 5)
    assert voice.is_quiet


def test_a_probe_does_not_take_the_synthesizers_trouble_for_the_players(voice_of: MakeVoice) -> None:
    player = TimedPlayer()
    voice = voice_of(FailingSynthesizer(2), player)
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    voice.probe()
    assert voice.trouble == "the synthesizer is ill"
    assert player.probes == 0


def test_a_probe_that_hangs_keeps_nobody_waiting_and_is_not_repeated(voice_of: MakeVoice) -> None:
    release = threading.Event()

    class HangingProbe(BrokenPlayer):
        def probe(self) -> None:
            super().probe()
            release.wait(30)

    clock = HandClock()
    player = HangingProbe(2)
    voice = voice_of(player=player, clock=clock)
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    began_at = time.monotonic()
    for _ in range(100):
        voice.probe()
        clock.wait(1)
    assert time.monotonic() - began_at < 5.0
    voice.say(Utterance("b"))
    assert voice.wait_quiet(5)
    assert last_fates(voice.drain())[-1] == ("b", Fate.HEARD)
    release.set()
    assert player.probes == 1


def test_wait_quiet_says_when_it_took_too_long(voice_of: MakeVoice) -> None:
    voice = voice_of(ToneSynthesizer(5.0))
    voice.say(Utterance("a"))
    assert not voice.wait_quiet(0.05)
    assert not voice.is_quiet


def test_closing_is_silent_at_once_leaves_no_thread_and_refuses_more(voice_of: MakeVoice) -> None:
    synthesizer, player = ToneSynthesizer(5.0), TimedPlayer()
    voice = voice_of(synthesizer, player)
    seen: list[VoiceEvent] = []
    voice.say(Utterance("a"))
    assert eventually(lambda: has_started(voice, seen, "a"), 5)
    closed_at = time.monotonic()
    voice.close()
    voice.close()
    assert time.monotonic() - closed_at < 3.0
    assert synthesizer.is_closed
    assert player.is_closed
    voice.say(Utterance("b"))
    assert fates(voice.drain()) == [("a", Fate.STOPPED), ("b", Fate.STOPPED)]
    assert voice.is_quiet
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("voice")]


def test_latency_is_counted_from_saying_to_starting(voice_of: MakeVoice) -> None:
    clock = HandClock()
    voice = voice_of(ToneSynthesizer(during=lambda _: clock.wait(0.25)), clock=clock)
    voice.say(Utterance("a"))
    assert voice.wait_quiet(5)
    assert voice.drain()[0].latency_s == pytest.approx(0.25)


SUSPENDED = """
import time
from describe.speech.sound import Style
from describe.speech.voice import Voice
from describe.utterance import Utterance
from tests.fakes import TimedPlayer, ToneSynthesizer
player = TimedPlayer()
voice = Voice(ToneSynthesizer(1.5), player, time.monotonic, Style)
for text in ("sounding", "waiting"):
    voice.say(Utterance(text, expires_at=time.monotonic() + 2.5))
while not player.began_at:
    time.sleep(0.01)
print("said", flush=True)
voice.wait_quiet(20)
voice.say(Utterance("fresh"))
voice.wait_quiet(20)
for event in voice.drain():
    print(event.utterance.text, event.fate.name)
voice.close()
"""


@pytest.mark.slow
def test_after_the_computer_slept_stale_words_are_dropped_and_fresh_ones_are_said() -> None:
    with subprocess.Popen([sys.executable, "-c", SUSPENDED], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "said\n"
        process.send_signal(signal.SIGSTOP)
        time.sleep(2.6)
        process.send_signal(signal.SIGCONT)
        lines = process.stdout.read().split("\n")
    assert "waiting EXPIRED" in lines
    assert "waiting STARTED" not in lines
    assert "fresh HEARD" in lines


def test_the_same_is_heard_as_on_a_timeline(voice_of: MakeVoice) -> None:
    is_all_said = threading.Event()

    def tell(speaker: Speaker) -> list[str]:
        speaker.say(Utterance("a1", frame_at=1.0))
        speaker.say(Utterance("answer", Urgency.ANSWER))
        speaker.say(Utterance("b1", frame_at=2.0))
        speaker.say(Utterance("alert", Urgency.ALERT))
        is_all_said.set()
        assert speaker.wait_quiet(10)
        return [text for text, fate in last_fates(speaker.drain()) if fate is Fate.HEARD]

    def hold(_: str) -> None:
        is_all_said.wait(10)

    simulated = TimelineVoice(ToneSynthesizer(), SimulatedClock(), Style)
    assert tell(voice_of(ToneSynthesizer(during=hold))) == tell(simulated) == ["alert", "answer", "b1"]
    assert all(one[1] <= other[0] for one, other in pairwise(simulated.spoken()))
