"""A hand over the lens: where it is chosen as a gesture it pauses and goes on, and is told as no fault."""

from functools import cache

from camera.frame import Image
from describe import phrases
from describe.commands import Act
from describe.lens import Gesture, LensWatch
from describe.settings import Settings
from tests.scripted import Stage
from tests.scripted import room as drawn_room
from tests.test_acts import put

room = cache(drawn_room)
CHOSEN = Settings(sounds=False, lens_pauses=True)


def covered(*spans: tuple[float, float]) -> Stage:
    black = room(1) * 0

    def view(moment: float) -> Image:
        return black if any(start <= moment < end for start, end in spans) else room(1)

    return Stage(view, 60, words=lambda _: "A door.", settings=CHOSEN)


def test_a_covered_lens_pauses_after_two_seconds_and_uncovered_it_goes_on() -> None:
    stage = covered((10, 20))
    stage.play_until(11.8)
    assert not stage.board.get().is_paused
    stage.play_until(12.6)
    assert stage.board.get().is_paused
    stage.play()
    assert stage.said == ["A door.", phrases.PAUSED_BY_LENS, phrases.GOING_ON]
    assert not stage.board.get().is_paused


def test_a_hand_that_passes_does_nothing_and_is_no_fault() -> None:
    stage = covered((10, 11.5))
    stage.play()
    assert stage.said == ["A door."]


def test_who_has_it_go_on_in_the_dark_is_told_of_the_dark_and_not_paused_again() -> None:
    stage = covered((10, 40))
    stage.play_until(15)
    put(stage, Act.GO_ON, 10)
    assert not stage.board.get().is_paused
    stage.play()
    assert stage.said[1:] == [phrases.PAUSED_BY_LENS, phrases.GOING_ON, phrases.COVERED, phrases.PICTURE_GOOD_AGAIN]


def test_a_pause_by_key_is_not_ended_by_the_lens() -> None:
    stage = covered((10, 20))
    stage.play_until(5)
    put(stage, Act.PAUSE)
    stage.play()
    assert stage.said == ["A door.", phrases.PAUSED]
    assert stage.board.get().is_paused


def test_as_delivered_a_covered_lens_is_a_fault_and_told_as_that() -> None:
    stage = covered((10, 20))
    stage.settings = Settings(sounds=False)
    stage.play()
    assert stage.said == ["A door.", phrases.COVERED, phrases.PICTURE_GOOD_AGAIN]


def test_the_gesture_is_meant_once() -> None:
    watch = LensWatch()
    meant = [watch.look(float(at), is_covered=at < 5, is_fault=0 < at < 6, is_paused=2 < at < 6) for at in range(8)]
    assert meant == [None, None, Gesture.PAUSE, None, None, Gesture.GO_ON, None, None]


def test_light_between_the_fingers_does_not_end_it() -> None:
    watch = LensWatch()
    looks = [(at / 5, at % 4 != 3 or at > 40) for at in range(40)]
    meant = [watch.look(at, is_covered=seen, is_fault=True, is_paused=at > 2.1) for at, seen in looks]
    assert [gesture for gesture in meant if gesture] == [Gesture.PAUSE]
