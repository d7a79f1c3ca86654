"""When a picture deserves words: a table of cases."""

import math
from dataclasses import replace

import pytest

from camera.change import Change
from describe.decide import NOTICE_PAUSE_S, Choice, Situation, View, decide, view_of

SETTLED = Change(is_settled=True, settled_s=1.2)
NEW = replace(SETTLED, is_new=True, different=0.2)
MOVING = Change(moving=0.1, moving_s=3.0)
WALKING = Change(moving=0.9, moving_s=8.2, is_view_moving=True)
QUIET = Situation(
    change=SETTLED,
    is_passing=False,
    is_quiet=True,
    is_first=False,
    has_failed=False,
    since_look_s=math.inf,
    since_notice_s=math.inf,
    dwell_s=8.0,
)
PASSING = replace(QUIET, change=MOVING, is_passing=True)


@pytest.mark.parametrize(
    ("situation", "choice"),
    [
        (replace(QUIET, change=NEW, is_first=True), Choice.LOOK),
        (replace(QUIET, change=NEW), Choice.LOOK),
        (QUIET, Choice.SILENT),
        (replace(QUIET, change=NEW, has_failed=True, since_look_s=7.9), Choice.SILENT),
        (replace(QUIET, change=NEW, has_failed=True, since_look_s=8.0), Choice.LOOK),
        (replace(QUIET, change=NEW, is_quiet=False), Choice.SILENT),
        (replace(QUIET, change=NEW, is_first=True, is_quiet=False), Choice.SILENT),
        (replace(QUIET, change=MOVING), Choice.SILENT),
        (replace(QUIET, change=MOVING, is_first=True), Choice.SILENT),
        (PASSING, Choice.NOTICE),
        (replace(PASSING, since_notice_s=NOTICE_PAUSE_S - 0.1), Choice.SILENT),
        (replace(PASSING, since_notice_s=NOTICE_PAUSE_S), Choice.NOTICE),
        (replace(PASSING, is_quiet=False), Choice.SILENT),
        (replace(QUIET, change=WALKING), Choice.LOOK),
        (replace(QUIET, change=WALKING, since_look_s=7.9), Choice.SILENT),
        (replace(QUIET, change=WALKING, since_look_s=8.0), Choice.LOOK),
        (replace(QUIET, change=WALKING, dwell_s=9.0), Choice.SILENT),
        (replace(QUIET, change=WALKING, is_quiet=False), Choice.SILENT),
        (replace(QUIET, change=NEW, has_failed=True, since_look_s=2.0, has_moved=True), Choice.LOOK),
        (replace(QUIET, deserves_more=True), Choice.LOOK),
        (replace(QUIET, deserves_more=True, is_quiet=False), Choice.SILENT),
        (replace(QUIET, change=MOVING, stays_different=True), Choice.LOOK),
        (replace(QUIET, change=MOVING, stays_different=True, since_look_s=3.9), Choice.SILENT),
        (replace(QUIET, change=WALKING, detail=None), Choice.SILENT),
        (replace(QUIET, change=NEW, has_room=False), Choice.LOOK),
        (replace(QUIET, change=NEW, has_room=False, is_held_back=True), Choice.SILENT),
        (replace(QUIET, change=WALKING, has_room=False), Choice.SILENT),
        (replace(PASSING, has_room=False), Choice.SILENT),
    ],
)
def test_what_deserves_words_and_what_does_not(situation: Situation, choice: Choice) -> None:
    decision = decide(situation)
    assert decision.choice is choice
    assert decision.reason


@pytest.mark.parametrize(
    ("change", "view", "reason"),
    [
        (Change(), View.SETTLING, "it has not settled yet"),
        (Change(settled_s=0.6, moving_s=5.4), View.SETTLING, "it has not settled yet"),
        (MOVING, View.MOVING, "the picture moves"),
        (SETTLED, View.STILL, "nothing has changed"),
    ],
)
def test_the_picture_is_only_said_to_move_while_something_moves(change: Change, view: View, reason: str) -> None:
    assert view_of(change) is view
    assert decide(replace(QUIET, change=change)).reason == reason
