"""A keypad or a remote control, chosen by its name: its keys, unplugged and plugged in again, forbidden, or missing."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from describe import phrases
from describe.controls.input_devices import EVENT, InputDevice, input_devices, key_name, named, presses_in
from describe.controls.key_map import DEFAULTS
from describe.controls.remote import Remote
from tests.waiting import eventually

LISTED = """I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
P: Phys=PNP0C0C/button/input0
H: Handlers=kbd event0
B: PROP=0
B: EV=3
B: KEY=10000000000000 0

I: Bus=0003 Vendor=04d9 Product=a02a Version=0110
N: Name="Keypad 3000"
H: Handlers=sysrq kbd leds event4
B: EV=120013
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe

I: Bus=0003 Vendor=04d9 Product=a02a Version=0110
N: Name="Keypad 3000 Consumer Control"
H: Handlers=kbd event5
B: EV=1f
B: KEY=3f000301ff 0 0 483ffff17aff32d

I: Bus=0011 Vendor=0002 Product=0007 Version=01b1
N: Name="A touch screen"
H: Handlers=event6 mouse0
B: EV=8

"""


def event(code: int, value: int = 1, kind: int = 1) -> bytes:
    return EVENT.pack(1, 2, kind, code, value)


class Keypad:
    """A keypad that can be plugged in and unplugged: a pipe with the events that Linux would send."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "event4"
        self.keys: list[str] = []
        self.told: list[str] = []
        self.name = "Keypad 3000"
        self._writer = -1

    def devices(self) -> tuple[InputDevice, ...]:
        return (InputDevice("Keypad 3000", self.path),) if self.path.exists() else ()

    def plug_in(self) -> None:
        os.mkfifo(self.path)
        self._writer = os.open(self.path, os.O_RDWR)

    def press(self, code: int) -> None:
        os.write(self._writer, event(code) + event(code, 2) + event(code, 0) + event(0, 0, 0))

    def unplug(self) -> None:
        self.path.unlink()
        os.close(self._writer)
        self._writer = -1

    def remote(self) -> Remote:
        return Remote(lambda: self.name, self.keys.append, self.told.append, self.devices, look_s=0.02)

    def close(self) -> None:
        if self._writer >= 0:
            os.close(self._writer)


@pytest.fixture
def keypad(tmp_path: Path) -> Iterator[Keypad]:
    with closing(Keypad(tmp_path)) as keypad:
        yield keypad


def test_its_keys_come_once_each_while_they_are_held(keypad: Keypad) -> None:
    keypad.plug_in()
    with closing(keypad.remote()):
        for code in (82, 96, 115, 164):
            keypad.press(code)
        eventually(lambda: keypad.keys == ["0", "enter", "volume up", "play pause"], 5.0)
    assert keypad.told == []


def test_it_is_found_again_after_it_was_unplugged_and_both_are_told_once(keypad: Keypad) -> None:
    keypad.plug_in()
    with closing(keypad.remote()):
        keypad.press(82)
        eventually(lambda: keypad.keys == ["0"], 5.0)
        for number in (2, 3):
            keypad.unplug()
            eventually(lambda: keypad.told[-1:] == [phrases.REMOTE_LOST], 5.0)
            keypad.plug_in()
            eventually(lambda: keypad.told[-1:] == [phrases.REMOTE_FOUND], 5.0)
            keypad.press(82)
            eventually(lambda n=number: keypad.keys == ["0"] * n, 5.0)  # type: ignore[misc]
    assert keypad.told == [phrases.REMOTE_LOST, phrases.REMOTE_FOUND] * 2


def test_one_that_is_missing_at_the_start_is_told_once(keypad: Keypad) -> None:
    with closing(keypad.remote()):
        eventually(lambda: keypad.told == [phrases.REMOTE_LOST], 5.0)
        keypad.plug_in()
        eventually(lambda: keypad.told == [phrases.REMOTE_LOST, phrases.REMOTE_FOUND], 5.0)


def test_who_has_chosen_none_hears_of_none_and_may_choose_one_while_it_runs(keypad: Keypad) -> None:
    keypad.plug_in()
    keypad.name = ""
    with closing(keypad.remote()):
        keypad.press(82)
        keypad.name = "keypad 3000"
        eventually(lambda: keypad.keys == ["0"], 5.0)
        keypad.name = "another"
        eventually(lambda: keypad.told == [phrases.REMOTE_LOST], 5.0)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_one_that_may_not_be_read_is_told_as_that(keypad: Keypad) -> None:
    keypad.plug_in()
    keypad.path.chmod(0)
    with closing(keypad.remote()):
        eventually(lambda: keypad.told == [phrases.REMOTE_DENIED], 5.0)


def test_it_may_be_closed_twice(keypad: Keypad) -> None:
    remote = keypad.remote()
    remote.close()
    remote.close()


def test_devices_with_keys_are_listed_by_name(tmp_path: Path) -> None:
    (tmp_path / "devices").write_text(LISTED)
    found = input_devices(tmp_path / "devices", Path("/dev/input"))
    assert [device.name for device in found] == ["Power Button", "Keypad 3000", "Keypad 3000 Consumer Control"]
    assert [str(device.path) for device in named("keypad 3000", found)] == ["/dev/input/event4", "/dev/input/event5"]
    assert named("", found) == ()
    assert input_devices(tmp_path / "nowhere") == ()


def test_the_keys_of_a_keypad_have_the_names_of_the_terminals_keys() -> None:
    keypad = [key_name(code) for code in (71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 96, 98, 55, 69)]
    assert keypad == ["7", "8", "9", "-", "4", "5", "6", "+", "1", "2", "3", "0", ".", "enter", "/", "*", "num lock"]
    assert all(key in DEFAULTS for key in keypad)
    assert [key_name(code) for code in (16, 19, 30, 44, 2, 11, 999)] == ["q", "r", "a", "z", "1", "0", "key 999"]


def test_half_an_event_is_no_key() -> None:
    assert presses_in(event(82)[:-1]) == []
    assert presses_in(event(82) + event(30)[:5]) == ["0"]
