"""What a person saw happen in a recording, and when: what a narration is held against."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camera.clip import SCENES

Span = tuple[float, float]
"""From one moment to another, in seconds since the start of the recording."""


class EventsError(Exception):
    """The events of this recording are not to be had; its text says why."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The view is settled from one moment to another, and this is to be seen."""

    from_s: float
    to_s: float
    seen: str

    def holds(self, moment_s: float, eye_s: float = 0.0) -> bool:
        """Say whether a moment lies in it, give or take what an eye cannot tell."""
        return self.from_s - eye_s <= moment_s <= self.to_s + eye_s


@dataclass(frozen=True, slots=True)
class Events:
    """Settled scenes in their order, when the picture moves, and when something passes by; by eye, to about 0.3 s."""

    scenes: tuple[Scene, ...]
    moving: tuple[Span, ...] = ()
    passing: tuple[Span, ...] = ()


def read_events(path: Path, name: str) -> Events:
    """Return the events of the recording of this file name; raise EventsError.

    The file is JSON: {"bottles.mp4": {"settled_scenes_s": [{"from": 0, "to": 5.7, "seen": "three bottles"}, ...],
    "moving_s": [[5.7, 7.6], ...], "passing": [{"from": 4.3, "to": 8.7}, ...]}}, of which the last two may lack.
    """
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EventsError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise EventsError(f"{path} is no JSON: {error}") from error
    if not isinstance(known, dict) or name not in known:
        raise EventsError(f"{path} tells nothing of {name}")
    try:
        events = _events(known[name])
    except (KeyError, TypeError, ValueError) as error:
        raise EventsError(f"{path} does not tell the events of {name} as it should: {error}") from error
    if not events.scenes:
        raise EventsError(f"{path} knows no settled scene of {name}")
    return events


def clip_events() -> Events:
    """Return what happens in the built-in clip, which draws it itself."""
    return Events(
        scenes=tuple(Scene(one.from_s, one.to_s, one.seen) for one in SCENES if one.is_still and not one.fault),
        moving=tuple((one.from_s, one.to_s) for one in SCENES if not one.is_still),
        passing=tuple((one.from_s, one.to_s) for one in SCENES if "walks past" in one.seen),
    )


def _events(told: Any) -> Events:  # whatever a file of JSON holds
    return Events(
        scenes=tuple(Scene(float(one["from"]), float(one["to"]), str(one["seen"])) for one in told["settled_scenes_s"]),
        moving=tuple((float(start), float(end)) for start, end in told.get("moving_s", [])),
        passing=tuple((float(one["from"]), float(one["to"])) for one in told.get("passing", [])),
    )
