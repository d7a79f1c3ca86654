"""Players: on a sound card (the system's null device stands for it), in a file, and nowhere."""

import gc
import os
import statistics
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import miniaudio
import numpy as np
import psutil
import pytest

from describe.speech.auto_player import TURN_S, AutoPlayer
from describe.speech.hurried import HANG_S
from describe.speech.miniaudio_ import Feed, MiniaudioDevice
from describe.speech.player import STALL_S, WAKING_S, MiniaudioPlayer
from describe.speech.samples import RATE_HZ
from describe.speech.sound import PlayerError, Samples
from describe.speech.wav import NullPlayer, WavPlayer, free_path
from tests.fakes import BrokenPlayer, HandClock, TimedPlayer, TimedStop, threads_that_fail, tone
from tests.waiting import best_of, eventually

open_null_device = partial(MiniaudioDevice, backends=[miniaudio.Backend.NULL])
"""Runs at the speed of a real card, with its threads and its callbacks, and no sound."""


@pytest.fixture
def card() -> Iterator[MiniaudioPlayer]:
    with closing(MiniaudioPlayer(open_null_device)) as player:
        yield player


PIECE_S = 0.02


def ignore(number: int) -> None:
    """Take no notice of a piece."""


class TappedDevice:
    """A card on which one can hear what is played: asks its feed for 20 ms every 20 ms, until it is unplugged.

    Calls `before` with the number of each piece. It may ask late on a busy machine, but never much too early.
    """

    def __init__(self, feed: Feed, rate_hz: int, heard: list[Samples], before: Callable[[int], None]) -> None:
        self._feed = feed
        self._count = round(rate_hz * PIECE_S)
        self._heard = heard
        self._before = before
        self.unplugged = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        due_at = time.monotonic() + PIECE_S
        while not self.unplugged.wait(max(0.0, due_at - time.monotonic())):
            due_at = max(due_at + PIECE_S, time.monotonic())
            self._before(len(self._heard))
            self._heard.append(self._feed(self._count))

    def close(self) -> None:
        self.unplugged.set()


class TappedCards:
    """Opens tapped devices, and keeps them."""

    def __init__(self, before: Callable[[int], None] = ignore) -> None:
        self._before = before
        self.devices: list[TappedDevice] = []
        self.heard: list[Samples] = []

    def __call__(self, feed: Feed, rate_hz: int) -> TappedDevice:
        self.devices.append(TappedDevice(feed, rate_hz, self.heard, self._before))
        return self.devices[-1]

    def all_heard(self) -> Samples:
        return np.concatenate(self.heard)


def play(player: MiniaudioPlayer, length_s: float = 0.1) -> float:
    return player.play(tone(length_s), 1.0, threading.Event())


@pytest.mark.parametrize("length_s", [0.1, 0.5])
def test_playing_takes_about_as_long_as_the_sound(card: MiniaudioPlayer, length_s: float) -> None:
    def miss() -> float:
        """Return by how much the time that it says, or half of what it keeps one waiting, misses the length."""
        began_at = time.monotonic()
        took_s = play(card, length_s)
        waited_s = time.monotonic() - began_at
        assert max(took_s, waited_s) < length_s + 1.0
        return max(abs(took_s - length_s), abs(waited_s - length_s) / 2)

    play(card)
    assert best_of(5, miss, 0.06) < 0.06


def test_a_stop_is_obeyed_within_a_tenth_of_a_second(card: MiniaudioPlayer) -> None:
    obeyed_s = []
    for _ in range(5):
        stopped = threading.Event()
        returned_at: list[float] = []

        def work(stopped: threading.Event = stopped, returned_at: list[float] = returned_at) -> None:
            card.play(tone(5.0), 1.0, stopped)
            returned_at.append(time.monotonic())

        thread = threading.Thread(target=work)
        thread.start()
        time.sleep(0.1)
        stopped_at = time.monotonic()
        stopped.set()
        thread.join()
        obeyed_s.append(returned_at[0] - stopped_at)
    assert statistics.median(obeyed_s) < 0.1
    assert max(obeyed_s) < 1.0


def test_every_sample_is_played_once_at_its_volume_after_a_lead_of_silence_that_wakes_the_output() -> None:
    cards = TappedCards()
    with closing(MiniaudioPlayer(cards)) as player:
        player.play(tone(0.3), 0.5, threading.Event())
        for _ in range(4):
            player.play(tone(0.1), 0.5, threading.Event())
    heard = cards.all_heard()
    first = int(np.flatnonzero(heard)[0])
    assert first == pytest.approx(WAKING_S * RATE_HZ, abs=2)
    expected = tone(0.3).samples * np.float32(0.5)
    np.testing.assert_array_equal(heard[first - 1 : first - 1 + len(expected)], expected)
    pauses = np.sort(np.diff(np.flatnonzero(heard)))[-4:]
    assert pauses[0] < 0.1 * RATE_HZ, "a device that is awake needs no lead"


def test_a_sound_of_another_rate_keeps_its_length_and_its_pitch() -> None:
    cards = TappedCards()
    with closing(MiniaudioPlayer(cards)) as player:
        took_s = player.play(tone(0.5, rate_hz=16_000), 1.0, threading.Event())
    heard = cards.all_heard()
    loud = np.flatnonzero(heard)
    sound = heard[loud[0] :][: RATE_HZ // 2]
    assert loud[-1] - loud[0] == pytest.approx(RATE_HZ // 2, abs=4)
    assert 0.44 < took_s < 1.5
    assert np.abs(np.fft.rfft(sound)).argmax() == pytest.approx(330 * 0.5, abs=2)


def test_a_cut_sound_fades_out_instead_of_clicking() -> None:
    stopped = threading.Event()
    cards = TappedCards(before=lambda number: stopped.set() if number == 25 else None)
    with closing(MiniaudioPlayer(cards)) as player:
        player.play(tone(5.0), 1.0, stopped)
    heard = cards.all_heard()
    assert np.abs(np.diff(heard)).max() < 0.06
    assert np.abs(heard).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.slow
def test_a_card_that_is_unplugged_is_known_within_a_second_and_opened_again_for_the_next_sound() -> None:
    cards = TappedCards()
    with closing(MiniaudioPlayer(cards)) as player:
        play(player)
        cards.devices[0].unplugged.set()
        began_at = time.monotonic()
        with pytest.raises(PlayerError, match="stopped answering"):
            play(player, 5.0)
        assert time.monotonic() - began_at < 3.0
        assert STALL_S < 1.0
        assert play(player) > 0.05
        assert len(cards.devices) == 2


@pytest.mark.slow
def test_the_card_is_let_go_when_nothing_is_said_for_a_while_and_not_before() -> None:
    cards = TappedCards()
    with closing(MiniaudioPlayer(cards, quiet_s=2.0)) as player:
        play(player)
        time.sleep(1.2)
        play(player)
        time.sleep(0.9)  # more than the quiet time after the first, less than that after the second
        assert player.has_device
        assert len(cards.devices) == 1
        eventually(lambda: not player.has_device, 5)
        assert cards.devices[0].unplugged.wait(5)
        play(player)
        assert len(cards.devices) == 2


@pytest.mark.slow
def test_the_card_is_not_let_go_in_the_midst_of_a_long_sound() -> None:
    cards = TappedCards()
    with closing(MiniaudioPlayer(cards, quiet_s=0.1)) as player:
        play(player)
        assert 0.44 < play(player, 0.5) < 1.5


@pytest.mark.slow
def test_a_driver_that_hangs_is_left_behind_and_what_it_opens_too_late_is_closed() -> None:
    cards = TappedCards()
    release = threading.Event()

    def hang(feed: Feed, rate_hz: int) -> TappedDevice:
        release.wait(30)
        return cards(feed, rate_hz)

    with closing(MiniaudioPlayer(hang)) as player:
        began_at = time.monotonic()
        with pytest.raises(PlayerError, match="driver"):
            play(player)
        assert HANG_S - 0.1 < time.monotonic() - began_at < HANG_S + 2.0
        release.set()
        eventually(lambda: cards.devices and cards.devices[0].unplugged.is_set(), 5)


def test_a_driver_that_breaks_is_told_at_once_by_what_it_says_and_the_fallback_speaks() -> None:
    def break_down(feed: Feed, rate_hz: int) -> TappedDevice:
        raise OSError("the driver's own words")

    file = TimedPlayer()
    with closing(AutoPlayer(MiniaudioPlayer(break_down), lambda: file)) as player:
        began_at = time.monotonic()
        player.play(tone(0.01), 1.0, threading.Event())
        assert time.monotonic() - began_at < HANG_S
        assert "the driver's own words" in player.trouble
    assert len(file.played) == 1


def test_a_system_without_threads_for_the_card_still_has_the_fallback() -> None:
    file = TimedPlayer()
    with (
        threads_that_fail(lambda name: name == "sound card driver"),
        closing(AutoPlayer(MiniaudioPlayer(open_null_device), lambda: file)) as player,
    ):
        player.play(tone(0.01), 1.0, threading.Event())
    assert len(file.played) == 1


NO_CARD = """
import threading
import time
from describe.speech.player import MiniaudioPlayer
from describe.speech.sound import PlayerError
from tests.fakes import tone
began_at = time.monotonic()
try:
    MiniaudioPlayer().play(tone(0.01), 0.0, threading.Event())
except PlayerError as error:
    print(error, time.monotonic() - began_at, sep="\\n")
"""


def test_a_computer_without_a_sound_card_says_so_at_once_and_quietly() -> None:
    done = subprocess.run([sys.executable, "-c", NO_CARD], capture_output=True, text=True, check=True, timeout=60)
    if not done.stdout:
        pytest.skip("this computer has a sound card")
    words, took_s = done.stdout.splitlines()
    assert "sound" in words
    assert done.stderr == ""
    assert float(took_s) < HANG_S


@pytest.mark.slow
def test_opening_and_closing_the_card_for_days_costs_no_memory_and_no_threads() -> None:
    def cycle(times: int) -> int:
        for _ in range(times):
            open_null_device(lambda count: np.zeros(count, np.float32), RATE_HZ).close()
        gc.collect()
        return psutil.Process().memory_info().rss

    threads = psutil.Process().num_threads()
    before = cycle(50)
    assert cycle(200) - before < 1_000_000
    assert psutil.Process().num_threads() <= threads


def test_auto_uses_the_fallback_only_without_a_card_says_why_and_comes_back_after_a_pause() -> None:
    clock = HandClock()
    card, file = BrokenPlayer(2), TimedPlayer()
    opened: list[TimedPlayer] = []

    def open_fallback() -> TimedPlayer:
        opened.append(file)
        return file

    player = AutoPlayer(card, open_fallback, clock)
    sound, stopped = tone(0.01), threading.Event()
    assert (player.trouble, opened) == ("", [])
    assert player.play(sound, 1.0, stopped) == sound.length_s
    assert (len(card.played), len(file.played)) == (1, 1)
    assert player.trouble == f"the card was unplugged: the voice goes to {file.name}"
    player.play(sound, 1.0, stopped)
    assert (len(card.played), len(file.played)) == (1, 2)
    clock.wait(1.1)
    player.play(sound, 1.0, stopped)
    assert (len(card.played), len(file.played)) == (2, 3)
    clock.wait(1.1)
    player.play(sound, 1.0, stopped)
    assert (len(card.played), len(file.played)) == (2, 4)
    clock.wait(1.1)
    player.play(sound, 1.0, stopped)
    assert (len(card.played), len(file.played), player.trouble) == (3, 4, "")
    assert len(opened) == 1
    player.close()
    assert card.is_closed
    assert file.is_closed


def test_only_what_went_to_a_loudspeaker_counts_as_audible(tmp_path: Path) -> None:
    clock = HandClock()
    with closing(WavPlayer(tmp_path / "voice.wav")) as file:
        player = AutoPlayer(BrokenPlayer(1), lambda: file, clock)
        heard = [player.is_audible]
        for _ in range(2):
            player.play(tone(0.01), 1.0, threading.Event())
            heard.append(player.is_audible)
            clock.wait(1.1)
        assert heard == [True, False, True]
        assert not file.is_audible
    assert MiniaudioPlayer(open_null_device).is_audible
    assert not NullPlayer().is_audible
    assert not AutoPlayer(NullPlayer(), NullPlayer).is_audible


def test_a_card_that_is_back_is_found_without_a_sound_after_its_pause() -> None:
    clock = HandClock()
    card, file = BrokenPlayer(1000), TimedPlayer()
    player = AutoPlayer(card, lambda: file, clock)
    player.probe()
    assert card.probes == 0
    player.play(tone(0.01), 1.0, threading.Event())
    waits_s = []
    for _ in range(7):
        waited_s = 0.0
        probes = card.probes
        while card.probes == probes:
            clock.wait(0.25)
            waited_s += 0.25
            player.probe()
        waits_s.append(waited_s)
    assert waits_s == [1, 2, 4, 8, 16, 30, 30]
    assert "unplugged" in player.trouble
    card.mend()
    clock.wait(30)
    player.probe()
    assert (player.trouble, player.name) == ("", card.name)
    assert not player.is_audible, "nothing was heard on it yet"
    player.play(tone(0.01), 1.0, threading.Event())
    assert (len(card.played), len(file.played)) == (2, 1)
    assert player.is_audible


def test_a_sentence_that_comes_while_the_card_is_tried_goes_to_the_card_that_is_back() -> None:
    clock = HandClock()
    probed, release = threading.Event(), threading.Event()

    class ReturningCard(BrokenPlayer):
        def probe(self) -> None:
            probed.set()
            release.wait(10)

    card, file = ReturningCard(1), TimedPlayer()
    player = AutoPlayer(card, lambda: file, clock, turn_s=5.0)
    player.play(tone(0.01), 1.0, threading.Event())
    clock.wait(1.1)
    probing = threading.Thread(target=player.probe)
    probing.start()
    assert probed.wait(5)
    threading.Timer(0.05, release.set).start()
    player.play(tone(0.01), 1.0, threading.Event())
    probing.join()
    assert (len(card.played), len(file.played), player.trouble) == (2, 1, "")


def test_a_sentence_does_not_wait_for_a_card_that_hangs_while_it_is_tried() -> None:
    clock = HandClock()
    probed, release = threading.Event(), threading.Event()

    class HangingCard(BrokenPlayer):
        def probe(self) -> None:
            probed.set()
            release.wait(30)
            raise PlayerError("the driver hangs")

    card, file = HangingCard(1), TimedPlayer()
    player = AutoPlayer(card, lambda: file, clock)
    player.play(tone(0.01), 1.0, threading.Event())
    clock.wait(1.1)
    probing = threading.Thread(target=player.probe)
    probing.start()
    assert probed.wait(5)
    began_at = time.monotonic()
    player.play(tone(0.01), 1.0, threading.Event())
    assert time.monotonic() - began_at < 5.0
    assert TURN_S < 0.5
    release.set()
    probing.join()
    assert len(file.played) == 2
    assert player.trouble


def test_a_card_is_tried_with_silence_and_let_go() -> None:
    cards = TappedCards()
    with closing(MiniaudioPlayer(cards)) as player:
        player.probe()
        assert not player.has_device
    assert cards.devices[0].unplugged.is_set()
    assert not cards.all_heard().any()
    assert len(cards.all_heard()) >= 0.05 * RATE_HZ


def test_a_card_that_opens_but_never_asks_for_a_sample_is_not_back() -> None:
    class DeafDevice:
        def close(self) -> None:
            pass

    began_at = time.monotonic()
    with closing(MiniaudioPlayer(lambda feed, rate_hz: DeafDevice())) as player, pytest.raises(PlayerError):
        player.probe()
    assert time.monotonic() - began_at < STALL_S + 2.0


def test_without_card_and_fallback_the_player_fails() -> None:
    player = AutoPlayer(BrokenPlayer(9), lambda: BrokenPlayer(9, PlayerError("the disk is full")))
    with pytest.raises(PlayerError, match="the disk is full"):
        player.play(tone(0.01), 1.0, threading.Event())


def test_where_neither_card_nor_file_can_be_had_both_reasons_are_told(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "voice.wav"
    player = AutoPlayer(BrokenPlayer(9), lambda: WavPlayer(path))
    reason = f"the card was unplugged, and cannot write the sound to {path}: No such file or directory"
    for attempt in (lambda: player.play(tone(0.01), 1.0, threading.Event()), player.probe):
        with pytest.raises(PlayerError) as caught:
            attempt()
        assert str(caught.value) == reason


def test_a_name_is_found_that_no_file_has_yet(tmp_path: Path) -> None:
    path = tmp_path / "lookaloud.wav"
    assert free_path(path) == path
    path.write_bytes(b"said yesterday")
    (tmp_path / "lookaloud-2.wav").symlink_to(tmp_path / "gone")
    assert free_path(path) == tmp_path / "lookaloud-3.wav"
    assert free_path(tmp_path / "nowhere" / "a.wav") == tmp_path / "nowhere" / "a.wav"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_forbidden_file_is_told_with_its_path_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    path.touch(mode=0o400)
    with pytest.raises(PlayerError, match=f"^cannot write the sound to {path}: Permission denied$"):
        WavPlayer(path)


def test_the_null_player_takes_the_time_of_the_sound_and_can_be_stopped() -> None:
    clock = HandClock()
    player, stopped = NullPlayer(clock), TimedStop(clock, clock() + 2.0)
    assert player.play(tone(0.05), 1.0, stopped) == pytest.approx(0.05, abs=0.001)
    assert player.play(tone(5.0), 1.0, stopped) == pytest.approx(1.95, abs=0.001)
    assert player.play(tone(5.0), 1.0, stopped) == 0.0


def read(path: Path) -> np.ndarray:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def test_the_file_has_each_sound_at_the_time_when_it_was_played(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    clock = HandClock()
    player = WavPlayer(path, clock)
    clock.wait(0.2)
    assert player.play(tone(0.3), 0.5, TimedStop(clock)) == pytest.approx(0.3, abs=0.001)
    clock.wait(0.1)
    player.close()
    player.close()
    heard = read(path)
    loud = np.flatnonzero(np.abs(heard) > 500)
    assert loud[0] / RATE_HZ == pytest.approx(0.2, abs=0.001)
    assert (loud[-1] - loud[0]) / RATE_HZ == pytest.approx(0.3, abs=0.001)
    assert np.abs(heard).max() == pytest.approx(0.25 * 32767, rel=0.01)
    assert len(heard) / RATE_HZ == pytest.approx(0.6, abs=0.001)


def test_a_stopped_sound_ends_in_the_file_where_it_was_stopped(tmp_path: Path) -> None:
    path, clock = tmp_path / "voice.wav", HandClock()
    with closing(WavPlayer(path, clock)) as player:
        assert player.play(tone(5.0), 1.0, TimedStop(clock, clock() + 0.22)) == pytest.approx(0.22)
    loud = np.flatnonzero(np.abs(read(path)) > 500)
    assert (loud[-1] - loud[0]) / RATE_HZ == pytest.approx(0.22, abs=0.002)


def test_by_the_clock_on_the_wall_a_sound_takes_its_length_in_a_file_and_where_nothing_sounds(tmp_path: Path) -> None:
    with closing(WavPlayer(tmp_path / "voice.wav")) as file:
        for player in (file, NullPlayer()):
            began_at = time.monotonic()
            assert 0.19 < player.play(tone(0.2), 1.0, threading.Event()) < 2.0
            assert 0.19 < time.monotonic() - began_at < 2.0


KILLED = """
import sys, threading, time
from pathlib import Path
from describe.speech.wav import WavPlayer
from tests.fakes import tone
opened_at = time.monotonic()
player = WavPlayer(Path(sys.argv[1]))
print(opened_at, flush=True)
player.play(tone(30.0), 1.0, threading.Event())
"""


def test_the_file_of_a_killed_program_can_be_read_up_to_the_last_moment(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        opened_at = float(process.stdout.readline())
        assert len(read(path)) == 0 or read(path).any()
        time.sleep(1.0)
        asked_at = time.monotonic()
        process.kill()
        process.wait()
        killed_at = time.monotonic()
    assert asked_at - opened_at - 0.5 < len(read(path)) / RATE_HZ < killed_at - opened_at


def test_a_full_file_is_a_trouble_and_stays_readable(tmp_path: Path) -> None:
    path, clock = tmp_path / "voice.wav", HandClock()
    with closing(WavPlayer(path, clock, longest_s=2.0)) as player:
        assert player.trouble == ""
        player.play(tone(1.0), 1.0, TimedStop(clock))
        with pytest.raises(PlayerError, match="full"):
            player.play(tone(3.0), 1.0, TimedStop(clock))
        clock.wait(1.5)
        with pytest.raises(PlayerError, match="full"):
            player.play(tone(0.5), 1.0, TimedStop(clock))
        assert "full" in player.trouble
    assert len(read(path)) <= 2.0 * RATE_HZ


def test_a_file_that_cannot_be_written_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "voice.wav"
    with pytest.raises(PlayerError, match=f"^cannot write the sound to {path}: No such file or directory$"):
        WavPlayer(path)
    with pytest.raises(PlayerError, match=f"^cannot write the sound to {tmp_path}: Is a directory$"):
        WavPlayer(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_fills_up_is_told_with_the_path_and_the_reason_and_the_file_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    """The limit on the size of a file is the system's own; what it refuses is refused as on a full disk."""
    import resource  # noqa: PLC0415  # Windows has none

    path = tmp_path / "voice.wav"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(WavPlayer(path)) as player:
        player.play(tone(0.05), 1.0, threading.Event())
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, limits[1]))
        try:
            for attempt in (lambda: player.play(tone(0.1), 1.0, threading.Event()), player.probe):
                with pytest.raises(PlayerError, match=f"^cannot write the sound to {path}: File too large$"):
                    attempt()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        player.probe()
        assert player.play(tone(0.05), 1.0, threading.Event()) > 0.03


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_an_error_of_the_player() -> None:
    with pytest.raises(PlayerError, match="No space left"):
        WavPlayer(Path("/dev/full"))


def test_a_file_that_was_closed_goes_on_with_the_next_sound_at_its_time(tmp_path: Path) -> None:
    path, clock = tmp_path / "voice.wav", HandClock()
    with closing(WavPlayer(path, clock)) as player:
        player.play(tone(0.1), 1.0, TimedStop(clock))
        player.close()
        clock.wait(0.2)
        player.play(tone(0.1), 1.0, TimedStop(clock))
    heard = np.abs(read(path)) > 500
    assert heard[: round(0.1 * RATE_HZ)].any()
    assert not heard[round(0.1 * RATE_HZ) + 1 : round(0.3 * RATE_HZ) - 1].any()
    assert heard[round(0.3 * RATE_HZ) :].any()
    assert len(heard) == round(0.4 * RATE_HZ)


def test_a_file_that_was_removed_meanwhile_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    with closing(WavPlayer(path)) as player:
        player.close()
        path.unlink()
        player.play(tone(0.1), 1.0, threading.Event())
    assert (np.abs(read(path)) > 500).any()
