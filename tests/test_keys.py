"""Keys: what each does, how a person changes that and learns it, and that a terminal is left as it was found."""

import os
import pty
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera.clock import SystemClock
from describe import phrases
from describe.command_words import DOES
from describe.commands import Act, Command, Do, Tell
from describe.controls.key_map import DEFAULTS, HELPER, LEARN, KeyMapError, key_map, shown, words_for
from describe.controls.pressing import LEARNING_S, Pressing
from describe.controls.terminal_keys import TerminalKeys, keys_in
from describe.inbox import Inbox
from describe.settings import Settings
from describe.settings_file import repaired
from describe.speech.hushing import HushingSpeaker
from describe.speech.sound import Style
from describe.speech.voice import Voice
from describe.utterance import Utterance
from tests.fakes import HandClock, TimedPlayer, ToneSynthesizer
from tests.waiting import best_of, eventually


def taken(inbox: Inbox) -> list[Command]:
    commands = []
    while (order := inbox.take()) is not None:
        commands.append(order.command)
    return commands


class Pressed:
    """A person's keys, and what comes of them."""

    def __init__(self, keys: str = "") -> None:
        self.clock, self.inbox = HandClock(), Inbox()
        self.is_paused = False
        self.settings = Settings(keys=keys)
        self.let_in = 0
        self.pressing = Pressing(
            self.inbox, lambda: self.settings, lambda: self.is_paused, self.clock, self._let_helper_in
        )

    def _let_helper_in(self) -> None:
        self.let_in += 1

    def press(self, *keys: str) -> list[Command]:
        commands = []
        for key in keys:
            self.pressing.press(key)
            commands += taken(self.inbox)
        return commands


def test_a_key_lets_a_helper_in_and_while_keys_are_learned_only_says_so() -> None:
    pressed = Pressed()
    assert pressed.press("o") == []
    assert pressed.let_in == 1
    assert pressed.press("h", "o")[1:] == [Tell(phrases.KEY_DOES.format(key="o", does="let a helper's phone in"))]
    assert pressed.let_in == 1


def test_every_act_has_a_key_as_delivered_and_every_key_an_act_that_there_is() -> None:
    assert set(DEFAULTS.values()) == {*Act, LEARN, HELPER}
    assert all(key == key.casefold() for key in DEFAULTS)


def test_a_key_puts_its_act_into_the_inbox_and_one_without_an_act_does_nothing() -> None:
    pressed = Pressed()
    assert pressed.press("d", "5", "volume down", "z", "f7") == [Do(Act.DESCRIBE), Do(Act.REPEAT), Do(Act.STOP)]


def test_the_key_for_a_pause_ends_it_too() -> None:
    pressed = Pressed()
    assert pressed.press("space") == [Do(Act.PAUSE)]
    pressed.is_paused = True
    assert pressed.press("space", "p") == [Do(Act.GO_ON)] * 2


def test_a_person_changes_what_keys_do_and_it_holds_at_once() -> None:
    pressed = Pressed()
    pressed.settings = Settings(keys="Z = stop, d=nothing, volume  up=why-quiet, ==read")
    assert pressed.press("z", "d", "volume up", "=") == [Do(Act.STOP), Do(Act.WHY_QUIET), Do(Act.READ)]
    assert pressed.press("s") == [Do(Act.STOP)]


@pytest.mark.parametrize("keys", ["f", "f=dance", "=stop", "f=", f"{'f' * 30}=stop"])
def test_what_no_key_can_do_is_refused_in_words_and_never_kept(keys: str) -> None:
    with pytest.raises(KeyMapError, match=r"such as|choose of"):
        key_map(keys)
    settings, repairs = repaired({"keys": keys})
    assert settings.keys == ""
    assert len(repairs) == 1


@given(st.text(max_size=60))
def test_whatever_is_written_gives_a_map_or_a_sentence(changes: str) -> None:
    settings, repairs = repaired({"keys": changes})
    assert set(key_map(settings.keys).values()) <= {*Act, LEARN, HELPER}
    assert settings.keys == changes or len(repairs) == 1


def test_who_learns_the_keys_hears_what_each_does_and_nothing_is_done() -> None:
    pressed = Pressed()
    assert pressed.press("h") == [Tell(phrases.LEARN_KEYS)]
    assert pressed.press("r") == [Tell(f"r: {DOES[Act.REPEAT]}.")]
    assert pressed.press("z") == [Tell("z: nothing.")]
    assert pressed.press("h") == [Tell(phrases.KEYS_LEARNED)]
    assert pressed.press("r") == [Do(Act.REPEAT)]
    assert words_for(LEARN)
    assert words_for(HELPER)


def test_stop_stops_also_while_somebody_learns_the_keys() -> None:
    pressed = Pressed()
    pressed.press("?")
    assert pressed.press("0") == [Do(Act.STOP), Tell(f"0: {DOES[Act.STOP]}.")]


def test_learning_ends_by_itself_when_no_key_is_pressed_any_more() -> None:
    pressed = Pressed()
    pressed.press("h")
    pressed.clock.wait(LEARNING_S - 1)
    assert isinstance(pressed.press("r")[0], Tell)
    pressed.clock.wait(LEARNING_S + 1)
    assert pressed.press("r") == [Do(Act.REPEAT)]


def test_the_line_of_keys_follows_the_map() -> None:
    assert shown(key_map()).startswith("Keys: d describe, t read, r repeat, s stop, p pause")
    assert "f stop" in shown(key_map("s=nothing, f=stop, escape=nothing, 0=nothing, volume down=nothing, stop=nothing"))


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("a", ["a"]),
        ("R", ["r"]),
        ("ß", ["ss"]),
        (" \r\x7f", ["space", "enter", "backspace"]),
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b[A\x1bOB", ["up", "down"]),
        ("\x1b[5~s", ["page up", "s"]),
        ("\x1b[20~\x1b[21~", ["f9", "f10"]),
        ("\x1b[1;5C", []),
        ("\x1b[200~", []),
        ("\x00\x01", []),
        ("\x1bx", ["escape", "x"]),
    ],
)
def test_what_a_terminal_sends_is_named(typed: str, keys: list[str]) -> None:
    assert keys_in(typed) == keys


@given(st.text(max_size=30))
def test_whatever_a_terminal_sends_breaks_nothing(typed: str) -> None:
    assert all(name and name.isprintable() for name in keys_in(typed))


@contextmanager
def terminal(is_ours: Callable[[int], bool] = lambda _: True) -> Iterator[tuple[int, int, list[str], TerminalKeys]]:
    """A terminal: the person's end, ours, the keys so far, and what reads them."""
    person, ours = pty.openpty()
    keys: list[str] = []
    reading = TerminalKeys(ours, keys.append, is_ours)
    try:
        with closing(reading):
            yield person, ours, keys, reading
    finally:
        os.close(person)
        os.close(ours)


def is_waiting_for_lines(handle: int) -> bool:
    return bool(termios.tcgetattr(handle)[3] & termios.ICANON)


def test_keys_come_one_by_one_and_the_terminal_is_restored() -> None:
    with terminal() as (person, ours, keys, reading):
        before = True
        eventually(lambda: not is_waiting_for_lines(ours), 5.0)
        os.write(person, b"d")
        eventually(lambda: keys == ["d"], 5.0)
        os.write(person, b"\x1b")
        eventually(lambda: keys == ["d", "escape"], 5.0)
        os.write(person, b"\x1b[A")
        eventually(lambda: keys == ["d", "escape", "up"], 5.0)
        reading.close()
        reading.close()
        assert is_waiting_for_lines(ours) is before
        assert termios.tcgetattr(ours)[3] & termios.ECHO


def test_a_terminal_in_the_background_is_left_alone_until_it_is_ours() -> None:
    in_front = threading.Event()
    with terminal(lambda _: in_front.is_set()) as (person, ours, keys, _):
        os.write(person, b"d\n")
        time.sleep(0.2)
        assert is_waiting_for_lines(ours)
        assert keys == []
        in_front.set()
        eventually(lambda: "d" in keys, 5.0)


def test_a_terminal_that_goes_away_ends_only_the_keys() -> None:
    person, ours = pty.openpty()
    reading = TerminalKeys(ours, lambda _: None, lambda _: True)
    eventually(lambda: not is_waiting_for_lines(ours), 5.0)
    os.close(person)
    eventually(lambda: not reading._thread.is_alive(), 5.0)
    reading.close()
    os.close(ours)


def test_from_the_key_to_silence_it_takes_less_than_a_tenth_of_a_second() -> None:
    """Real terminal, keys, inbox, voice and threads; the player notes when it fell silent. No loop takes the order."""
    clock, player = SystemClock(), TimedPlayer()
    with closing(Voice(ToneSynthesizer(20.0), player, clock, Style)) as voice:
        speaker, inbox = HushingSpeaker(voice, clock), Inbox()
        inbox.hushes(speaker.hush)
        pressing = Pressing(inbox, Settings, lambda: False, clock, lambda: None)

        def took_s(key: bytes) -> float:
            speaker.let_speak()
            began = len(player.began_at)
            speaker.say(Utterance("Something long."))
            eventually(lambda: len(player.began_at) > began, 5.0)
            pressed_at = time.monotonic()
            os.write(person, key)
            eventually(lambda: len(player.ended_at) > began, 5.0)
            return player.ended_at[-1] - pressed_at

        person, ours = pty.openpty()
        with closing(TerminalKeys(ours, pressing.press, lambda _: True)):
            eventually(lambda: not is_waiting_for_lines(ours), 5.0)
            for key in (b"s", b"0", b"\x1b"):
                took = best_of(5, lambda key=key: took_s(key), 0.1)  # type: ignore[misc]
                print(f"from {key!r} to silence: {1000 * took:.1f} ms")
                assert took < 0.1
        os.close(person)
        os.close(ours)
