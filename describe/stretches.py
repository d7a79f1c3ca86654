"""What lasted, read from a journal of moments: how the view was, and which part was in trouble."""

from collections.abc import Iterable
from dataclasses import dataclass

from describe import known_troubles
from describe.decide import View
from describe.journal import Entry, Kind


@dataclass(frozen=True, slots=True)
class Stretch:
    """So it was from one moment to another, in seconds since the start; the words say why."""

    from_s: float
    to_s: float
    words: str


_PARTS = {
    **{trouble.words: "camera" for trouble in known_troubles.CAMERA.values()},
    **{trouble.words: "picture" for trouble in known_troubles.PICTURE.values()},
    known_troubles.DESCRIBER_FAILS.words: "describer",
    known_troubles.DESCRIBER_IS_SLOW.words: "describer",
    known_troubles.VOICE.words: "voice",
    known_troubles.JOURNAL.words: "journal",
}


def in_order(journal: Iterable[Entry]) -> list[Entry]:
    """Return the lines by their moments; of those of one moment the view first, then a look, then what followed."""
    first = (Kind.VIEW, Kind.LOOK)
    return sorted(
        journal, key=lambda entry: (entry.at_s, first.index(entry.kind) if entry.kind in first else len(first))
    )


def views(journal: Iterable[Entry], length_s: float) -> list[tuple[View, Stretch]]:
    """Return how the view was, whatever was said or left unsaid meanwhile."""
    turns = [entry for entry in in_order(journal) if entry.kind is Kind.VIEW]
    ends_s = [*(entry.at_s for entry in turns[1:]), length_s]
    return [
        (View(entry.reason), Stretch(entry.at_s, ended_s, entry.reason))
        for entry, ended_s in zip(turns, ends_s, strict=False)
    ]


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
