"""When a picture deserves words: pure decisions, each with its reason."""

from dataclasses import dataclass
from enum import StrEnum

from camera.change import Change

NOTICE_PAUSE_S = 8.0
"""Seconds between two notices of something that moves by: a busy street would be told without end."""
RETRY_S = 8.0
"""Seconds after a description that came to nothing until it is tried again."""


class View(StrEnum):
    """How what the camera sees is taken, in words for a legend."""

    STILL = "standing still"
    SETTLING = "not settled yet"
    MOVING = "moving"
    NO_GOOD = "no good picture"


def view_of(change: Change) -> View:
    """Return how a good picture is taken; what nothing is known of yet has not settled."""
    if change.is_settled:
        return View.STILL
    return View.MOVING if change.moving else View.SETTLING


class Choice(StrEnum):
    """What to do with the newest frame."""

    LOOK = "look"
    NOTICE = "notice"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do and, in words for the journal, why."""

    choice: Choice
    reason: str


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision rests on. Times in seconds; infinite for what never happened.

    `is_passing`: something began to pass by just now and has not been told. `has_failed`: the last description could
    not be made in time, or not be heard.
    """

    change: Change
    is_passing: bool
    is_quiet: bool
    is_first: bool
    has_failed: bool
    since_look_s: float
    since_notice_s: float
    dwell_s: float


def decide(situation: Situation) -> Decision:
    """Choose between a description, a short notice of movement, and silence."""
    change = situation.change
    if not situation.is_quiet:
        return Decision(Choice.SILENT, "I am speaking")
    if change.is_settled:
        return _decide_settled(situation)
    if situation.is_passing and situation.since_notice_s >= NOTICE_PAUSE_S:
        return Decision(Choice.NOTICE, "something moves in a view that stands still")
    if change.moving_s >= situation.dwell_s and situation.since_look_s >= situation.dwell_s:
        return Decision(Choice.LOOK, f"it has moved for {situation.dwell_s:.0f} seconds")
    return Decision(Choice.SILENT, "the picture moves" if change.moving else "it has not settled yet")


def _decide_settled(situation: Situation) -> Decision:
    if not situation.change.is_new:
        return Decision(Choice.SILENT, "nothing has changed")
    if situation.is_first:
        return Decision(Choice.LOOK, "the first settled picture")
    if not situation.has_failed:
        return Decision(Choice.LOOK, "the picture has changed and settled")
    if situation.since_look_s < RETRY_S:
        return Decision(Choice.SILENT, "the last description came to nothing")
    return Decision(Choice.LOOK, "the last description came to nothing and is tried again")
