"""What a judgement counts: told and missed, late and stale, twice and at what cost."""

from dataclasses import replace

import pytest

from describe import phrases
from describe.judging.events import Events, Scene
from describe.judging.score import Heard, Played, Score, score

DOOR, DESK = Scene(0.0, 10.0, "a door"), Scene(12.0, 20.0, "a desk")
EVENTS = Events(scenes=(DOOR, DESK, Scene(22.0, 30.0, "a door")), moving=((10.0, 12.0), (20.0, 22.0)))


def scored(*heard: Heard, events: Events = EVENTS, **of: object) -> Score:
    played = Played(length_s=30.0, looks=(), heard=heard, model_s=0.0)
    return score(replace(played, **of), events, fresh_s=4.0, repeat_s=60.0)  # type: ignore[arg-type]


def said(start_s: float, text: str = "A door.", *, frame_at: float | None = None, lasts_s: float = 1.0) -> Heard:
    return Heard(start_s, start_s + lasts_s, text, start_s - 1.0 if frame_at is None else frame_at)


def test_a_scene_is_told_by_a_sentence_about_it_that_begins_while_it_stands() -> None:
    two = replace(EVENTS, scenes=(DOOR, DESK))
    assert scored(said(1.5), events=two).told == 1
    assert scored(said(1.5), said(13.0, "A desk.", frame_at=12.5), events=two).told == 2
    assert scored(said(13.0, frame_at=9.5), events=two).told == 0, "its picture is of the scene before"
    assert scored(said(11.0, frame_at=9.5), events=two).told == 0, "by then it is over"


def test_what_the_listener_was_told_last_is_known_and_what_was_missed_between_changes_nothing() -> None:
    assert (found := scored(said(1.5))).missed == 1
    assert found.known == 1, "a door again, and the listener never heard of a desk"
    again = scored(said(1.5), said(13.5, "A desk."))
    assert (again.told, again.known, again.missed) == (2, 0, 1), "now the listener believes in a desk"


def test_a_look_that_brought_only_what_was_said_lately_leaves_nothing_to_tell() -> None:
    found = scored(said(1.5), looks=(1.0, 13.0), nothing_new=(13.0,), events=replace(EVENTS, scenes=(DOOR, DESK)))
    assert (found.told, found.nothing_new, found.missed) == (2, 1, 0)


def test_time_to_first_sound_counts_from_the_moment_at_which_a_scene_has_settled() -> None:
    found = scored(said(1.5), said(3.0, "Again."), said(15.0, "A desk."))
    assert found.settled_to_sound_p50_s == pytest.approx(1.5)
    assert found.settled_to_sound_p95_s == pytest.approx(3.0)
    assert scored().settled_to_sound_p50_s is None


@pytest.mark.parametrize(
    ("heard", "stale"),
    [
        (said(5.0, frame_at=1.1), 0),
        (said(5.0, frame_at=0.9), 1),
        (said(12.5, frame_at=9.9), 1),
        (said(11.5, frame_at=9.9), 0),
        (said(12.1, phrases.MOVEMENT_LEFT, frame_at=10.2), 0),
        (Heard(9.0, 10.0, phrases.DARK), 0),
    ],
)
def test_stale_is_what_is_too_old_or_of_a_scene_after_which_another_has_settled(heard: Heard, stale: int) -> None:
    assert scored(heard).stale == stale


def test_a_repeat_says_the_same_again_in_other_words_too_but_a_notice_is_a_thing_of_its_own() -> None:
    assert scored(said(1.5, "A red door ahead."), said(5.0, "There is a red door ahead.")).repeats == 1
    assert scored(said(1.5, "A red door ahead."), said(5.0, "A blue car on the left.")).repeats == 0
    assert scored(said(1.5, phrases.MOVEMENT_LEFT), said(15.0, phrases.MOVEMENT_LEFT)).repeats == 0


def test_what_comes_back_after_four_other_sentences_is_no_repeat() -> None:
    others = [said(2.0 + place, f"A sign says: {word}.") for place, word in enumerate(("Shop", "Desk", "Lift", "Bar"))]
    assert scored(said(1.5, "A sign says: Exit."), *others[:3], said(8.0, "A sign says: Exit.")).repeats == 1
    assert scored(said(1.5, "A sign says: Exit."), *others, said(8.0, "A sign says: Exit.")).repeats == 0


def test_looks_in_a_moving_picture_and_notices_of_what_passes_are_counted() -> None:
    events = replace(EVENTS, passing=((10.0, 12.0), (20.0, 22.0)))
    found = scored(said(10.8, phrases.MOVEMENT_LEFT), looks=(1.0, 11.0, 12.1), events=events)
    assert (found.looks, found.looks_while_moving) == (3, 1)
    assert (found.passing, found.passing_noticed) == (2, 1)


def test_words_silence_and_cost_are_those_of_the_whole_recording() -> None:
    found = scored(said(1.0, "One two three.", lasts_s=3.0), said(29.0, "Four five.", lasts_s=5.0), model_s=2.5)
    assert found.words_per_minute == pytest.approx(10.0)
    assert found.silent_share == pytest.approx(1 - 4 / 30)
    assert found.model_s == 2.5
