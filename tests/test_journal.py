"""The journal has a line for each decision, with its reason, and never grows without end."""

import json

from camera.clock import SimulatedClock
from describe.journal import KEPT, Journal, Kind


def test_each_decision_has_one_line_with_reason_age_and_times() -> None:
    clock, lines = SimulatedClock(100.0), list[str]()
    journal = Journal(clock, lines.append)
    clock.wait(2.0)
    journal.note(Kind.LOOK, "the picture has changed", engine="senses", frame_at=101.9, took_s=0.25)
    assert json.loads(lines[0]) == {
        "at_s": 2.0,
        "kind": "look",
        "reason": "the picture has changed",
        "engine": "senses",
        "frame_age_s": 0.1,
        "took_s": 0.25,
    }


def test_silence_for_the_same_reason_is_one_decision() -> None:
    journal = Journal(SimulatedClock())
    for reason in ("nothing has changed", "nothing has changed", "I am speaking", "nothing has changed"):
        journal.note(Kind.SILENT, reason)
    assert [entry.reason for entry in journal.entries()] == [
        "nothing has changed",
        "I am speaking",
        "nothing has changed",
    ]


def test_the_view_has_a_line_only_when_it_turns_and_cuts_no_silence_in_two() -> None:
    journal = Journal(SimulatedClock())
    for view in ("standing still", "standing still", "moving", "standing still"):
        journal.note(Kind.VIEW, view)
        journal.note(Kind.SILENT, "I am speaking")
    assert [entry.reason for entry in journal.entries()] == [
        "standing still",
        "I am speaking",
        "moving",
        "standing still",
    ]


def test_the_journal_keeps_only_the_newest_lines() -> None:
    journal = Journal(SimulatedClock())
    for number in range(KEPT + 10):
        journal.note(Kind.LOOK, str(number))
    assert len(journal.entries()) == KEPT
    assert journal.entries()[-1].reason == str(KEPT + 9)
