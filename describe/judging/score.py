"""Holds what was heard against what was to be seen: told and missed, late and stale, twice and at what cost (pure)."""

import math
from dataclasses import dataclass

from describe import phrases
from describe.judging.events import Events, Scene, Span
from describe.memory import LATELY
from describe.novelty import is_news

EYE_S = 0.3
"""How exactly a person could tell when something changed."""
NOTICES = frozenset((phrases.MOVEMENT_LEFT, phrases.MOVEMENT_AHEAD, phrases.MOVEMENT_RIGHT))


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence that sounded from one moment to another, about a picture that was taken at `frame_at`."""

    start_s: float
    end_s: float
    text: str
    frame_at: float | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """What one way of narrating made of a recording; all in seconds since its start.

    `looks` are the moments at which a description was begun, of which `nothing_new` brought something that had been
    said; `too_late` sentences were left unsaid because what they were about was too old, or gone.
    """

    length_s: float
    looks: tuple[float, ...]
    heard: tuple[Heard, ...]
    model_s: float
    nothing_new: tuple[float, ...] = ()
    too_late: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one narration.

    A scene is `told` while it stands: by a sentence about it that begins to sound; or it is `known`, being what the
    listener was told last; or what was seen in it had been said lately (`nothing_new`). `stale` are
    sentences whose picture was older than it may be when they began, or about a scene after which another had settled.
    `repeats` say the same as one of the last few of the last while; notices of what passes are things of their own.
    """

    scenes: int
    told: int
    known: int
    nothing_new: int
    missed: int
    looks: int
    looks_while_moving: int
    passing: int
    passing_noticed: int
    settled_to_sound_p50_s: float | None
    settled_to_sound_p95_s: float | None
    sentences: int
    too_late: int
    stale: int
    repeats: int
    words_per_minute: float
    silent_share: float
    model_s: float


def score(played: Played, events: Events, fresh_s: float, repeat_s: float) -> Score:
    """Return the figures, given how old a picture may be and how long a sentence counts as said."""
    described = [one for one in played.heard if one.text not in NOTICES and one.frame_at is not None]
    ways = _ways(events.scenes, described, played)
    delays = sorted(
        first - scene.from_s for scene in events.scenes if (first := _first_sound(scene, described)) is not None
    )
    minutes = played.length_s / 60
    sounding_s = sum(min(one.end_s, played.length_s) - one.start_s for one in played.heard)
    return Score(
        scenes=len(events.scenes),
        told=len(ways) - ways.count("missed"),
        known=ways.count("known"),
        nothing_new=ways.count("nothing new"),
        missed=ways.count("missed"),
        looks=len(played.looks),
        looks_while_moving=sum(_is_within(look, span) for look in played.looks for span in events.moving),
        passing=len(events.passing),
        passing_noticed=sum(
            any(span[0] - EYE_S <= one.start_s <= span[1] + EYE_S for one in played.heard if one.text in NOTICES)
            for span in events.passing
        ),
        settled_to_sound_p50_s=_part(delays, 0.5),
        settled_to_sound_p95_s=_part(delays, 0.95),
        sentences=len(played.heard),
        too_late=played.too_late,
        stale=sum(_is_stale(one, events.scenes, fresh_s) for one in played.heard),
        repeats=_repeats(described, repeat_s),
        words_per_minute=sum(len(one.text.split()) for one in played.heard) / minutes,
        silent_share=1 - sounding_s / played.length_s,
        model_s=played.model_s,
    )


def _ways(scenes: tuple[Scene, ...], described: list[Heard], played: Played) -> list[str]:
    """Return for each scene how the listener came to know of it."""
    ways: list[str] = []
    believed = ""
    for scene in scenes:
        if _first_sound(scene, described) is not None:
            ways.append("told")
        elif scene.seen == believed:
            ways.append("known")
        elif any(scene.holds(look, EYE_S) for look in played.nothing_new):
            ways.append("nothing new")
        else:
            ways.append("missed")
        believed = believed if ways[-1] == "missed" else scene.seen
    return ways


def _first_sound(scene: Scene, described: list[Heard]) -> float | None:
    """Return when the first sentence about a picture of this scene began, while the scene stood."""
    sounds = (
        one.start_s
        for one in described
        if one.frame_at is not None and scene.holds(one.frame_at, EYE_S) and scene.holds(one.start_s, EYE_S)
    )
    return min(sounds, default=None)


def _is_within(moment_s: float, span: Span) -> bool:
    return span[0] + EYE_S < moment_s < span[1] - EYE_S


def _is_stale(one: Heard, scenes: tuple[Scene, ...], fresh_s: float) -> bool:
    if one.frame_at is None:
        return False
    if one.start_s - one.frame_at > fresh_s:
        return True
    then = next((scene for scene in scenes if scene.holds(one.frame_at, EYE_S)), None)
    now = next((scene for scene in scenes if scene.holds(one.start_s)), None)
    return one.text not in NOTICES and then is not None and now is not None and then.seen != now.seen


def _repeats(described: list[Heard], repeat_s: float) -> int:
    """Count what says the same again; after LATELY others in between it is something that was gone and is back."""
    count = 0
    for place, one in enumerate(described):
        lately = described[max(0, place - LATELY) : place]
        count += not is_news(one.text, [other.text for other in lately if one.start_s - other.start_s < repeat_s])
    return count


def _part(ordered: list[float], part: float) -> float | None:
    """Return the smallest value that this part of them does not exceed (nearest rank); None where there are none."""
    return max(0.0, ordered[math.ceil(part * len(ordered)) - 1]) if ordered else None
