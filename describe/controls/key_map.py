"""Which key does what: as delivered, and as a person changes it in one line of words."""

from collections.abc import Mapping
from types import MappingProxyType

from describe.command_words import DOES
from describe.commands import Act

LEARN = "learn"
"""From this key on each key tells what it does, until it is pressed again."""
HELPER = "helper"
"""This key lets a helper's phone in: nobody who is not at the box can press it."""
NOTHING = "nothing"
ABOUT_LOOKING = (Act.ALLOW_LOOK, Act.FORBID_LOOK)
"""No helper chooses the keys for these: a yes must never hide behind a key that was pressed for something else."""

_AS_DELIVERED = {
    # letters, for a whole keyboard
    "d": Act.DESCRIBE,
    "m": Act.MORE,
    "b": Act.SHORTER,
    "r": Act.REPEAT,
    "s": Act.STOP,
    "p": Act.PAUSE,
    "g": Act.GO_ON,
    "t": Act.READ,
    "w": Act.WHO,
    "c": Act.CODES,
    "k": Act.COLOUR,
    "l": Act.LIGHT,
    "i": Act.STATE,
    "q": Act.WHY_QUIET,
    "y": Act.BASED_ON,
    "x": Act.FORGET,
    "escape": Act.STOP,
    "space": Act.PAUSE,
    "v": Act.ALLOW_LOOK,
    "n": Act.FORBID_LOOK,
    "f9": Act.LOCK,
    "f10": Act.UNLOCK,
    # digits and signs, for a keypad: the large keys for what is needed most
    "0": Act.STOP,
    "enter": Act.DESCRIBE,
    "5": Act.REPEAT,
    "1": Act.READ,
    "2": Act.WHO,
    "3": Act.CODES,
    "4": Act.SHORTER,
    "6": Act.MORE,
    "7": Act.COLOUR,
    "8": Act.LIGHT,
    "9": Act.STATE,
    ".": Act.WHY_QUIET,
    "backspace": Act.PAUSE,
    "+": Act.LOUDER,
    "-": Act.SOFTER,
    "*": Act.FASTER,
    "/": Act.SLOWER,
    # arrows
    "up": Act.LOUDER,
    "down": Act.SOFTER,
    "right": Act.FASTER,
    "left": Act.SLOWER,
    # remote controls; many of those for phones have no more than two
    "volume up": Act.DESCRIBE,
    "volume down": Act.STOP,
    "play pause": Act.PAUSE,
    "stop": Act.STOP,
    "next": Act.MORE,
    "previous": Act.REPEAT,
}
_LEARNING = ("h", "?", "num lock")
DEFAULTS: Mapping[str, str] = MappingProxyType(_AS_DELIVERED | dict.fromkeys(_LEARNING, LEARN) | {"o": HELPER})
_SHOWN = {
    Act.DESCRIBE: "describe",
    Act.READ: "read",
    Act.REPEAT: "repeat",
    Act.STOP: "stop",
    Act.PAUSE: "pause and go on",
    LEARN: "tell what each key does",
}
LONGEST_NAME = 20


class KeyMapError(ValueError):
    """The line of words holds something that is no key and its act; its text says what to write."""


def key_map(changes: str = "") -> dict[str, str]:
    """Return by key what it does, with these changes: "f=stop, space=repeat, x=nothing". Raises KeyMapError.

    The values are the names of acts, LEARN or HELPER.
    """
    keys: dict[str, str] = dict(DEFAULTS)
    for entry in filter(None, (part.strip() for part in changes.split(","))):
        name, act = _entry(entry)
        keys.pop(name, None)
        if act != NOTHING:
            keys[name] = act
    return keys


def with_key(changes: str, name: str, act: str) -> str:
    """Return the changes with this key doing this, in the form of key_map(); raise KeyMapError.

    What a key does as delivered needs no entry.
    """
    name = " ".join(name.casefold().split())
    if "," in name:
        raise KeyMapError("the comma separates keys: it cannot be one that does something else")
    key_map(f"{name}={act}")
    entries = dict(_entry(part) for part in map(str.strip, changes.split(",")) if part)
    entries.pop(name, None)
    if act != DEFAULTS.get(name, NOTHING):
        entries[name] = act
    return ", ".join(f"{key}={does}" for key, does in entries.items())


def keys_about_looking(changes: str) -> frozenset[tuple[str, str]]:
    """Return the keys that allow or end a look through the camera, each with its act; raise KeyMapError."""
    return frozenset((key, act) for key, act in key_map(changes).items() if act in ABOUT_LOOKING)


def _entry(entry: str) -> tuple[str, str]:
    name, equals, act = (" ".join(part.casefold().split()) for part in entry.rpartition("="))
    if not equals or not name or len(name) > LONGEST_NAME:
        raise KeyMapError(f"{entry[:40]!r} is no key: write what it is to do, such as f=stop")
    if act not in (there_is := (*Act, LEARN, HELPER, NOTHING)):
        raise KeyMapError(f"{act[:40]!r} is nothing a key can do: choose of {', '.join(there_is)}")
    return name, act


def shown(keys: Mapping[str, str]) -> str:
    """Return in one line the keys that are needed most: "d describe, r repeat, ..."."""
    of_act = {act: key for key, act in reversed(list(keys.items()))}
    parts = [f"{of_act[act]} {name}" for act, name in _SHOWN.items() if act in of_act]
    return f"Keys: {', '.join(parts)}." if parts else ""


def words_for(act: str | None) -> str:
    """Return what a key that is mapped so does, in words: "be silent at once"."""
    if act == LEARN:
        return "tell what each key does"
    if act == HELPER:
        return "let a helper's phone in"
    return DOES[Act(act)] if act else "nothing"
