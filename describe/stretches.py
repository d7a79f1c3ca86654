"""What lasted, read from a journal of moments: how the view was, and which part was in trouble."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from describe import known_troubles
from describe.journal import Entry, Kind


class View(StrEnum):
    """How what the camera sees was taken, in words for a legend."""

    STILL = "standing still"
    MOVING = "moving"
    NO_GOOD = "no good picture"
    SPEAKING = "speaking"
    WAITING = "waiting for another reason"


@dataclass(frozen=True, slots=True)
class Stretch:
    """So it was from one moment to another, in seconds since the start; the words say why."""

    from_s: float
    to_s: float
    words: str


_VIEWS = (
    ("nothing has changed", View.STILL),
    ("the picture moves", View.MOVING),
    ("the picture is no good", View.NO_GOOD),
    ("the picture has just become no good", View.NO_GOOD),
    ("the camera gives no picture", View.NO_GOOD),
    ("no new picture", View.NO_GOOD),
    ("I am speaking", View.SPEAKING),
)
"""How a reason for silence begins, and what it tells of the view."""
_PARTS = {
    **{trouble.words: "camera" for trouble in known_troubles.CAMERA.values()},
    **{trouble.words: "picture" for trouble in known_troubles.PICTURE.values()},
    known_troubles.DESCRIBER_FAILS.words: "describer",
    known_troubles.DESCRIBER_IS_SLOW.words: "describer",
    known_troubles.VOICE.words: "voice",
    known_troubles.JOURNAL.words: "journal",
}


def in_order(journal: Iterable[Entry]) -> list[Entry]:
    """Return the lines by their moments, a look before what followed from it at the same moment."""
    return sorted(journal, key=lambda entry: (entry.at_s, entry.kind is not Kind.LOOK))


def views(journal: Iterable[Entry], length_s: float) -> list[tuple[View, Stretch]]:
    """Return how the view was, one stretch a reason for silence: it lasts until the next one, a look or a notice."""
    turns = [entry for entry in in_order(journal) if entry.kind in (Kind.SILENT, Kind.LOOK, Kind.NOTICE)]
    found: list[tuple[View, Stretch]] = []
    began_s = 0.0
    for number, entry in enumerate(turns):
        before, after = turns[number - 1] if number else None, turns[number + 1] if number + 1 < len(turns) else None
        if before is None or not _is_same(before, entry):
            began_s = entry.at_s
        if entry.kind is Kind.SILENT and (after is None or not _is_same(entry, after)):
            ended_s = length_s if after is None else after.at_s
            found.append((_view(entry.reason), Stretch(began_s, ended_s, entry.reason)))
    return found


def troubles(journal: Iterable[Entry], length_s: float) -> dict[str, list[Stretch]]:
    """Return for each part that had one its troubles, each until the part was well, had another, or it ended."""
    found: dict[str, list[Stretch]] = {}
    open_: dict[str, Entry] = {}
    for entry in in_order(journal):
        if entry.kind not in (Kind.TROUBLE, Kind.BETTER):
            continue
        part = _PARTS.get(entry.text, "other") if entry.kind is Kind.TROUBLE else entry.reason.split()[0]
        _close(part, entry.at_s, open_, found)
        if entry.kind is Kind.TROUBLE:
            open_[part] = entry
    for part in tuple(open_):
        _close(part, length_s, open_, found)
    return found


def _close(part: str, at_s: float, open_: dict[str, Entry], found: dict[str, list[Stretch]]) -> None:
    entry = open_.pop(part, None)
    if entry is not None:
        words = f"{entry.reason}: {entry.text}" if entry.text else entry.reason
        found.setdefault(part, []).append(Stretch(entry.at_s, at_s, words))


def _is_same(one: Entry, other: Entry) -> bool:
    return one.kind is other.kind is Kind.SILENT and one.reason == other.reason


def _view(reason: str) -> View:
    return next((view for beginning, view in _VIEWS if reason.startswith(beginning)), View.WAITING)
