"""When a picture deserves words: pure decisions, each with its reason."""

from dataclasses import dataclass
from enum import StrEnum

from camera.change import Change
from describe.request import Detail

NOTICE_PAUSE_S = 8.0
"""Seconds between two notices of something that moves by: a busy street would be told without end."""
RETRY_S = 8.0
"""Seconds after a description that came to nothing until it is tried again."""
FEW_WORDS = "the view moves, and few words are wished for"
OVER_LIMIT = "the limit of utterances a minute is reached"


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
    not be made in time, or not be heard; `has_moved`: something moved since it was begun. `stays_different`: a big part
    of a view that does not turn is another. `deserves_more`: it has stood still for long. `detail` is what it deserves,
    None for silence. `has_room`: the limit of utterances a minute is not reached; `is_held_back`: since it was, a
    description had news that could not be said.
    """

    change: Change
    is_passing: bool
    is_quiet: bool
    is_first: bool
    has_failed: bool
    since_look_s: float
    since_notice_s: float
    dwell_s: float
    has_moved: bool = False
    stays_different: bool = False
    deserves_more: bool = False
    detail: Detail | None = Detail.NORMAL
    has_room: bool = True
    is_held_back: bool = False


def decide(situation: Situation) -> Decision:
    """Choose between a description, a short notice of movement, and silence."""
    if not situation.is_quiet:
        return Decision(Choice.SILENT, "I am speaking")
    decision = _decide_settled(situation) if situation.change.is_settled else _decide_moving(situation)
    if decision.choice is Choice.NOTICE and not situation.has_room:
        return Decision(Choice.SILENT, OVER_LIMIT)
    # What has settled may turn out to be known, which takes no words: looking once more is worth it.
    is_pointless = situation.is_held_back or not situation.change.is_settled
    if decision.choice is Choice.LOOK and not situation.has_room and is_pointless:
        return Decision(Choice.SILENT, OVER_LIMIT)
    if decision.choice is Choice.LOOK and situation.detail is None:
        return Decision(Choice.SILENT, FEW_WORDS)
    return decision


def _decide_moving(situation: Situation) -> Decision:
    change, dwell_s = situation.change, situation.dwell_s
    if situation.is_passing and situation.since_notice_s >= NOTICE_PAUSE_S:
        return Decision(Choice.NOTICE, "something moves in a view that stands still")
    if change.moving_s >= dwell_s and situation.since_look_s >= dwell_s:
        return Decision(Choice.LOOK, f"it has moved for {dwell_s:.0f} seconds")
    if situation.stays_different and situation.since_look_s >= dwell_s / 2:
        return Decision(Choice.LOOK, "a big part of the view stays different")
    return Decision(Choice.SILENT, "the picture moves" if change.moving else "it has not settled yet")


def _decide_settled(situation: Situation) -> Decision:
    if not situation.change.is_new:
        if situation.deserves_more:
            return Decision(Choice.LOOK, "it has stood still for long: once, more of it")
        return Decision(Choice.SILENT, "nothing has changed")
    if situation.is_first:
        return Decision(Choice.LOOK, "the first settled picture")
    if not situation.has_failed or situation.has_moved:
        return Decision(Choice.LOOK, "the picture has changed and settled")
    if situation.since_look_s < RETRY_S:
        return Decision(Choice.SILENT, "the last description came to nothing")
    return Decision(Choice.LOOK, "the last description came to nothing and is tried again")
