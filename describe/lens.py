"""A hand over the lens as a gesture: covered for two seconds it pauses, uncovered it goes on. No clock, no words."""

from enum import Enum

HELD_S = 2.0
"""Shorter is a hand that passes, or one that wipes the lens."""
FREE_S = 0.5
"""Uncovered for less, it was a flicker: through fingers comes light now and then."""


class Gesture(Enum):
    """What the listener means by it."""

    PAUSE = "pause"
    GO_ON = "go on"


class LensWatch:
    """Told at each look whether the lens is covered, it returns what is meant, once."""

    def __init__(self) -> None:
        self._covered_since: float | None = None
        self._covered_at = 0.0
        self._has_paused = False
        self._is_overruled = False
        self._lingers = False

    def look(self, at: float, *, is_covered: bool, is_fault: bool, is_paused: bool) -> Gesture | None:
        """Return what is meant at this moment, if anything. `is_fault`: it counts as a fault that has lasted."""
        self._lingers = is_fault and (self._lingers or self._covered_since is not None)
        if is_covered:
            self._covered_at = at
            self._covered_since = at if self._covered_since is None else self._covered_since
        if self._covered_since is None:
            return None
        if at - self._covered_at >= FREE_S:
            means_to_go_on = self._has_paused and is_paused
            self._covered_since, self._has_paused, self._is_overruled = None, False, False
            return Gesture.GO_ON if means_to_go_on else None
        if self._has_paused and not is_paused:  # somebody has it go on although it is covered, or dark
            self._has_paused, self._is_overruled = False, True
        if is_paused or self._is_overruled or self._covered_at - self._covered_since < HELD_S:
            return None
        self._has_paused = True
        return Gesture.PAUSE

    @property
    def is_gesture(self) -> bool:
        """Whether the covered lens is taken as one: then it is no fault that has to be told."""
        return (self._covered_since is not None or self._lingers) and not self._is_overruled

    def forget(self) -> None:
        """Begin anew."""
        self._covered_since = None
        self._has_paused = self._is_overruled = self._lingers = False
