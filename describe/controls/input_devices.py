"""Keyboards, keypads and remote controls as Linux lists them, and the keys that they send."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

LIST = Path("/proc/bus/input/devices")
FOLDER = Path("/dev/input")
EVENT = struct.Struct("@llHHi")
"""struct input_event of linux/input.h: seconds, microseconds, type, code, value."""
EV_KEY = 1
PRESSED = 1
"""The value of a key that goes down; 0 is up, 2 a repetition while it is held."""
_KEYS = {
    1: "escape",
    12: "-",
    13: "=",
    14: "backspace",
    15: "tab",
    28: "enter",
    51: ",",
    52: ".",
    53: "/",
    55: "*",
    57: "space",
    69: "num lock",
    74: "-",
    78: "+",
    83: ".",
    96: "enter",
    98: "/",
    102: "home",
    103: "up",
    104: "page up",
    105: "left",
    106: "right",
    107: "end",
    108: "down",
    109: "page down",
    110: "insert",
    111: "delete",
    113: "mute",
    114: "volume down",
    115: "volume up",
    121: ",",
    128: "stop",
    163: "next",
    164: "play pause",
    165: "previous",
    166: "stop",
    200: "play pause",
    201: "play pause",
    207: "play pause",
    212: "camera",
    226: "headset",
    256: "button 1",
    257: "button 2",
    258: "button 3",
    259: "button 4",
    304: "button a",
    305: "button b",
    307: "button x",
    308: "button y",
    352: "ok",
    353: "select",
}
"""Names by code of linux/input-event-codes.h, the same as those of the terminal's keys."""
_KEYS |= {2 + number: str((number + 1) % 10) for number in range(10)}
_KEYS |= dict(zip(range(16, 26), "qwertyuiop", strict=True))
_KEYS |= dict(zip(range(30, 39), "asdfghjkl", strict=True))
_KEYS |= dict(zip(range(44, 51), "zxcvbnm", strict=True))
_KEYS |= dict(zip((71, 72, 73, 75, 76, 77, 79, 80, 81, 82), "7894561230", strict=True))
_KEYS |= {59 + number: f"f{number + 1}" for number in range(10)} | {87: "f11", 88: "f12"}


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A device with keys: its name, for people, and the file that its events come from."""

    name: str
    path: Path


def input_devices(listed: Path = LIST, folder: Path = FOLDER) -> tuple[InputDevice, ...]:
    """Return the devices that have keys; none where the system does not tell."""
    try:
        text = listed.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    return tuple(device for block in text.split("\n\n") if (device := _device(block, folder)) is not None)


def named(name: str, devices: tuple[InputDevice, ...]) -> tuple[InputDevice, ...]:
    """Return the devices of this name: one keyboard is often two, the second for its volume keys."""
    wanted = name.casefold().strip()
    return tuple(device for device in devices if device.name.casefold().startswith(wanted)) if wanted else ()


def key_name(code: int) -> str:
    """Return the name of a key by its code."""
    return _KEYS.get(code, f"key {code}")


def presses_in(data: bytes) -> list[str]:
    """Return the names of the keys that go down in these events; a part of an event at the end is left out."""
    whole = len(data) - len(data) % EVENT.size
    events = EVENT.iter_unpack(data[:whole])
    return [key_name(code) for _, _, kind, code, value in events if kind == EV_KEY and value == PRESSED]


def _device(block: str, folder: Path) -> InputDevice | None:
    name = re.search(r'^N: Name="(.*)"$', block, re.M)
    event = re.search(r"^H: Handlers=.*\b(event\d+)\b", block, re.M)
    kinds = re.search(r"^B: EV=([0-9a-f]+)$", block, re.M)
    if not (name and event and kinds) or not int(kinds[1], 16) & 1 << EV_KEY:
        return None
    return InputDevice(name[1], folder / event[1])
