"""How often and how much is said over minutes: the real narrator on a simulated clock, before a scripted camera."""

from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest

from camera.errors import CameraEnded
from camera.frame import Frame, Image
from describe.decide import OVER_LIMIT
from describe.journal import Kind
from describe.request import Detail
from describe.settings import Settings
from tests.scripted import Stage, View, room

LONG_S = 600.0
QUIET = Settings(sounds=False)


def play(stage: Stage, every_s: float = 0.4) -> Stage:
    """Look more rarely than it does, to spare time: what it decides depends on seconds, not on looks."""
    try:
        while True:
            began_at = stage.clock()
            stage.narrator.turn()
            stage.clock.wait(max(0.01, began_at + every_s - stage.clock()))
    except CameraEnded:
        stage.speaker.wait_quiet(60.0)
        stage.narrator.listen()
    return stage


def descriptions(stage: Stage) -> list[tuple[float, float]]:
    """Return for each picture that was spoken of when the first words began and when it was taken."""
    begun: dict[float, float] = {}
    for start, _, said in stage.speaker.spoken():
        if said.frame_at is not None:
            begun.setdefault(said.frame_at, start)
    return [(start, frame_at) for frame_at, start in begun.items()]


@cache
def hall() -> Image:
    return np.hstack([room(number) for number in range(12)])


def walking(moment: float) -> Image:
    """Turn for ever through a round hall."""
    x = int(moment * 220) % (hall().shape[1] - 640)
    return hall()[:, x : x + 640]


@pytest.mark.slow
def test_ten_minutes_of_a_still_scene_are_two_descriptions_at_most_the_second_one_richer() -> None:
    stage = play(Stage(lambda _: room(1), LONG_S), every_s=0.9)
    assert [request.detail for request in stage.describer.requests] == [Detail.NORMAL, Detail.RICH]
    assert len(descriptions(stage)) == 2
    assert 20.0 <= stage.describer.requests[1].frame.taken_at <= 25.0


@pytest.mark.slow
@pytest.mark.parametrize("view", [walking, lambda moment: room(int(moment / 3.1) % 40)], ids=["a walk", "rooms"])
def test_ten_minutes_of_fast_change_stay_within_the_limit_and_the_newest_is_told(view: View) -> None:
    stage = play(Stage(view, LONG_S, settings=QUIET), every_s=0.8)
    spoken = descriptions(stage)
    starts = sorted(start for start, _ in spoken)
    for start in starts:
        assert sum(start - 60 < other <= start for other in starts) <= 4
    assert all(start - frame_at < 0.5 for start, frame_at in spoken), "never the oldest: what is seen now"
    assert len(starts) >= 30, "and the room that there is gets used"
    assert OVER_LIMIT in {entry.reason for entry in stage.entries(Kind.SILENT)}
    if view is walking:
        assert starts[0] < 10.0
        assert max(later - earlier for earlier, later in pairwise(starts)) < 30.0, "spread over the minute"
        assert {request.detail for request in stage.describer.requests} == {Detail.BRIEF}


def test_who_wants_few_words_hears_none_while_the_view_turns() -> None:
    stage = play(Stage(walking, 30, settings=Settings(sounds=False, detail=Detail.BRIEF)))
    assert stage.describer.requests == []
    assert "the view moves, and few words are wished for" in {entry.reason for entry in stage.entries(Kind.SILENT)}


def test_every_look_says_how_many_words_it_may_take_and_why() -> None:
    stage = play(Stage(lambda _: room(1), 30))
    assert [entry.reason for entry in stage.entries(Kind.LOOK)] == [
        "the first settled picture; up to 10 words, as it has come to rest only now, or a part of it moves",
        "it has stood still for long: once, more of it; up to 20 words, as it stands still",
    ]


@pytest.mark.slow
def test_what_was_held_back_by_the_limit_is_looked_at_once_and_told_when_there_is_room() -> None:
    settings = Settings(sounds=False, utterances_per_minute=2)
    stage = play(Stage(lambda moment: room(int(moment / 12)), 80, settings=settings))
    starts = sorted(start for start, _ in descriptions(stage))
    assert len(starts) >= 3
    assert starts[2] - starts[0] >= 60.0
    assert [entry.reason for entry in stage.entries(Kind.DROPPED)].count(OVER_LIMIT) == 1
    waited = [request for request in stage.describer.requests if starts[1] < request.frame.taken_at < starts[2] - 0.5]
    assert len(waited) == 1


def test_a_screen_that_shows_something_else_and_never_rests_is_told() -> None:
    still, first, second = room(1), room(2), room(3)

    def view(moment: float) -> Image:
        """Show a still wall with a large screen: dark at first, then films that never rest."""
        image = still.copy()
        if moment > 6:
            screen = np.roll(first if int(moment * 5) % 2 else second, int(moment * 30), axis=1)
            image[40:440, 60:600] = screen[40:440, 60:600]
        return image

    stage = play(Stage(view, 20), every_s=0.2)
    reasons = [entry.reason for entry in stage.entries(Kind.LOOK)]
    assert any(reason.startswith("a big part of the view stays different") for reason in reasons), reasons


def test_the_rest_of_a_description_is_not_said_to_a_view_that_has_changed_but_when_it_is_back() -> None:
    words = "One two three four five six seven eight. A sign says: Exit."

    def view(moment: float) -> Image:
        image = room(1).copy()
        if 1.8 < moment < 4.5:
            x = int((moment - 1.8) * 150)  # somebody walks past
            cv2.rectangle(image, (x, 60), (x + 200, 420), (20, 20, 20), -1)
        return image

    stage = play(Stage(view, 12, words=lambda _: words), every_s=0.2)
    assert stage.said == ["One two three four five six seven eight.", "A sign says: Exit."]
    start = next(start for start, _, said in stage.speaker.spoken() if said.text.endswith("Exit."))
    assert start > 4.5


def test_after_words_that_came_too_late_the_next_scene_is_told_at_once() -> None:
    def words(frame: object) -> str:
        return "One two three four five six seven eight nine ten eleven twelve thirteen fourteen. And this is too late."

    stage = play(Stage(lambda moment: room(1 if moment < 7 else 2), 14, words=words), every_s=0.2)
    assert [request.frame.taken_at for request in stage.describer.requests if 7 < request.frame.taken_at < 9]


@pytest.mark.slow
def test_what_stays_in_view_is_not_said_again_after_a_minute() -> None:
    def lamp(moment: float) -> Image:
        """A room in which something changes every 25 s."""
        image = room(1).copy()
        cv2.rectangle(image, (40, 40), (240, 240), (250, 250, 250) if int(moment / 25) % 2 else (10, 10, 10), -1)
        return image

    stage = play(Stage(lamp, 150, words=lambda _: "A man at a desk."))
    assert len(stage.describer.requests) >= 5
    assert stage.said == ["A man at a desk."]


@pytest.mark.slow
def test_what_was_gone_for_a_minute_and_is_back_is_said_again() -> None:
    def words(frame: Frame) -> str:
        return "A dog." if 10 < frame.taken_at < 90 else "A man at a desk."

    stage = play(Stage(lambda moment: room(2 if 10 < moment < 90 else 1), 100, words=words))
    assert stage.said == ["A man at a desk.", "A dog.", "A man at a desk."]
