"""Plays a real video to the change watch as a narrator would look, and judges the looks by what a person saw."""

from dataclasses import dataclass

from camera.change import ChangeWatch
from camera.frame import frame_of
from tests.media import events, video
from tests.spoil import SPOILED

STEADY_S = 8.0
"""Seconds of steady movement after which a look is due although nothing has settled."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one video: the moments of looks and of passing notices, and how they meet what was seen."""

    looks: tuple[float, ...]
    passings: tuple[float, ...]
    scenes: tuple[tuple[float, float], ...]
    moving: tuple[tuple[float, float], ...]
    passing: tuple[tuple[float, float], ...]

    @property
    def in_scenes(self) -> list[int]:
        """How many looks each settled scene got."""
        return [_within(self.looks, span) for span in self.scenes]

    @property
    def while_moving(self) -> int:
        """How many looks fell in moving stretches."""
        return sum(_within(self.looks, span) for span in self.moving)

    @property
    def noticed(self) -> list[int]:
        """How many notices each passing got while it was there."""
        return [_within(self.passings, span) for span in self.passing]


def play(name: str, per_second: float = 5.0, offset_s: float = 0.0, spoiled: str = "as it is") -> Outcome:
    """Look at a video in its own time, describing what is new and settled, or has moved steadily."""
    watch, looked_at = ChangeWatch(), 0.0
    looks, passings = [], []
    spoil = SPOILED[spoiled]
    for number, (moment, image) in enumerate(video(name, per_second, offset_s)):
        change = watch.look(frame_of(spoil(image, number), moment, number))
        if change.is_new or min(change.moving_s, moment - looked_at) >= STEADY_S:
            watch.told()
            looks.append(moment)
            looked_at = moment
        if change.is_passing:
            passings.append(moment)
    seen = events(name)
    return Outcome(tuple(looks), tuple(passings), seen.scenes, seen.moving, seen.passing)


def _within(moments: tuple[float, ...], span: tuple[float, float]) -> int:
    return sum(span[0] <= moment <= span[1] for moment in moments)
