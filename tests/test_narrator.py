"""What the listener hears of what the camera sees: the real narrator and queue on a simulated clock."""

import math
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest

from camera.errors import CameraFrozen, CameraLost, CameraNotFound
from camera.frame import Frame, Image
from describe import decide, phrases
from describe.journal import Kind
from describe.settings import Settings
from describe.speech.timeline import TimelineVoice
from describe.status import State
from describe.utterance import Urgency
from tests.scripted import Stage, View, room

UNLIMITED = Settings(sounds=False, utterances_per_minute=60)


def scenes(*lengths_s: float) -> View:
    """Show one room after the other, each for so many seconds."""
    rooms = [room(number) for number in range(len(lengths_s))]
    ends = np.cumsum(lengths_s)
    return lambda moment: rooms[min(int(np.searchsorted(ends, moment, side="right")), len(rooms) - 1)]


@cache
def hall() -> Image:
    return np.hstack([room(number) for number in range(12)])


def walking(moment: float) -> Image:
    """Turn steadily through a wide hall."""
    x = int(moment * 220)
    return hall()[:, x : x + 640]


def test_each_new_scene_is_told_once_and_a_still_one_not_again() -> None:
    stage = Stage(scenes(12, 10, 10), 32)
    stage.play()
    assert len(stage.entries(Kind.LOOK)) == 3
    assert len(stage.said) == 3


def test_every_sentence_sounds_while_its_picture_is_fresh() -> None:
    stage = Stage(scenes(6, 6, 6, 6), 24, words=lambda frame: f"Thing {frame.number} is here now. And {frame.number}.")
    stage.play()
    starts = [(start, cue.frame_at) for start, _, cue in stage.speaker.spoken()]
    assert starts
    assert all(at is not None and start - at <= 4.0 for start, at in starts)


def test_a_describer_that_is_too_slow_is_told_so_and_tried_again_and_nothing_old_is_said() -> None:
    stage = Stage(scenes(60), 60, takes_s=5.0, settings=Settings())
    stage.play()
    assert stage.said == [phrases.DESCRIBER_SLOW]
    assert {entry.reason for entry in stage.entries(Kind.DROPPED)} == {"its picture is too old"}
    assert 3 <= len(stage.describer.requests) <= 8
    sounds = [cue for _, _, cue in stage.speaker.spoken() if not cue.text]
    assert sounds.count(sounds[0]) == 1
    assert all(cue.urgency is Urgency.ALERT or cue.sound is not None for cue in sounds)


def test_a_description_that_was_cut_off_by_an_alert_is_said_again() -> None:
    words = "A sign says: Exit to the left behind the second door."

    def view(moment: float) -> Image:
        if 1.5 < moment < 6:
            raise CameraLost("the script says so")
        return room(1)

    stage = Stage(view, 30, words=lambda _: words)
    stage.play()
    assert stage.said == [words, phrases.CAMERA_LOST, phrases.CAMERA_BACK, words]


def test_a_first_description_that_failed_is_tried_again_though_nothing_moves() -> None:
    stage = Stage(scenes(60), 60)
    stage.describer.fails = True
    while stage.clock() < 4:
        stage.narrator.turn()
        stage.clock.wait(0.2)
    stage.describer.fails = False
    stage.play()
    assert stage.said[:2] == [phrases.DESCRIBER_LOST, phrases.DESCRIBER_BACK]
    assert stage.said[2].startswith("Thing")


def test_what_was_said_lately_is_not_said_again_and_the_journal_says_why() -> None:
    stage = Stage(scenes(8, 8, 8), 24, words=lambda _: "A sign says: Exit.")
    stage.play()
    assert stage.said == ["A sign says: Exit."]
    assert [entry.reason for entry in stage.entries(Kind.DROPPED)] == ["it was said lately"] * 2


def test_it_may_be_said_again_after_a_while() -> None:
    stage = Stage(scenes(10, 10, 10), 30, words=lambda _: "A sign says: Exit.", settings=Settings(repeat_s=5))
    stage.play()
    assert stage.said == ["A sign says: Exit."] * 3


def test_a_sentence_about_a_scene_that_is_gone_is_not_begun() -> None:
    words = "One two three four five six seven eight nine. Ten is never said."
    stage = Stage(scenes(2.0, 10), 12, words=lambda frame: words if frame.taken_at < 2 else "Another room.")
    stage.play()
    assert "Ten is never said." not in stage.said
    assert "Another room." in stage.said


def test_while_everything_moves_there_is_a_look_after_the_dwell_and_not_before() -> None:
    stage = Stage(walking, 26)
    stage.play()
    looks = [entry.at_s for entry in stage.entries(Kind.LOOK)]
    assert len(looks) in (2, 3)
    assert looks[0] >= 8.0
    assert all(later - earlier >= 8.0 for earlier, later in pairwise(looks))


def test_something_that_passes_is_noticed_while_it_is_there() -> None:
    still = room(1)

    def view(moment: float) -> Image:
        image = still.copy()
        if 10 < moment < 14:
            cv2.rectangle(
                image, (int((moment - 10) * 160) - 60, 150), (int((moment - 10) * 160), 400), (20, 20, 20), -1
            )
        return image

    stage = Stage(view, 20)
    stage.play()
    notices = stage.entries(Kind.NOTICE)
    assert len(notices) == 1
    assert 10 < notices[0].at_s < 14
    assert notices[0].text in stage.said


def test_the_journal_tells_what_moves_while_it_speaks_and_of_no_movement_where_there_is_none() -> None:
    def view(moment: float) -> Image:
        image = room(1).copy()
        if 2 < moment < 5:
            cv2.rectangle(image, (int((moment - 2) * 200) - 60, 150), (int((moment - 2) * 200), 400), (20, 20, 20), -1)
        return image

    stage = Stage(view, 9, words=lambda _: "One two three four five six seven eight nine ten eleven twelve.")
    stage.play()
    assert [entry.reason for entry in stage.entries(Kind.VIEW)] == [
        decide.View.SETTLING,
        decide.View.STILL,
        decide.View.MOVING,
        decide.View.SETTLING,
        decide.View.STILL,
    ]
    moves_at = stage.entries(Kind.VIEW)[2].at_s
    start, end, _ = stage.speaker.spoken()[0]
    assert start < 2 < moves_at < 3 < end
    assert stage.entries(Kind.SILENT)[0].reason == "it has not settled yet"


def test_what_moves_by_does_not_make_it_tell_an_unchanged_place_again() -> None:
    places = [room(1), room(2)]

    def view(moment: float) -> Image:
        """Show one place, and from 52 s another of which the same is to be said; every 10 s something moves by."""
        image = places[moment > 52].copy()
        if moment > 10 and moment % 10 < 3:
            x = int(moment % 10 * 200)
            cv2.rectangle(image, (x - 60, 150), (x, 400), (20, 20, 20), -1)
        return image

    stage = Stage(view, 60, words=lambda _: "A sign says: Exit.", settings=UNLIMITED)
    stage.play()
    assert len(stage.entries(Kind.NOTICE)) >= 4
    assert stage.said.count("A sign says: Exit.") == 1


def test_who_comes_back_to_a_door_after_other_places_is_told_again_and_notices_do_not_count_as_places() -> None:
    signs = ["Door", "Stairs", "Shop", "Desk", "Lift", "Door"]
    stage = Stage(
        scenes(*[6.0] * 6),
        36,
        words=lambda frame: f"A sign says: {signs[int(frame.taken_at / 6)]}.",
        settings=UNLIMITED,
    )
    stage.play()
    assert stage.said == [f"A sign says: {sign}." for sign in signs]


BLACK = np.zeros((480, 640, 3), np.uint8)
WHITE = np.full((480, 640, 3), 255, np.uint8)


def spoiled(kind: str) -> Image:
    picture = room(1)
    if kind == "blurred":
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), 14), np.uint8)
    return {"black": BLACK, "white": WHITE}[kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("black", {phrases.COVERED, phrases.DARK}),
        ("white", {phrases.OVEREXPOSED}),
        ("blurred", {phrases.BLURRED}),
    ],
)
def test_a_picture_that_is_no_good_is_told_once_never_described_and_its_end_is_told(
    kind: str, expected: set[str]
) -> None:
    bad = spoiled(kind)
    stage = Stage(lambda moment: bad if 8 < moment < 30 else room(1), 40)
    stage.play()
    told = [text for text in stage.said if not text.startswith("Thing")]
    assert len(told) == 2
    assert told[0] in expected
    assert told[1] == phrases.PICTURE_GOOD_AGAIN
    assert all(not 8.3 < request.frame.taken_at < 30 for request in stage.describer.requests)


def test_a_lost_camera_is_announced_once_and_so_is_its_return() -> None:
    def view(moment: float) -> Image:
        if 8 < moment < 30:
            raise CameraLost("the script says so")
        return room(1)

    stage = Stage(view, 40)
    stage.play()
    assert [text for text in stage.said if not text.startswith("Thing")] == [phrases.CAMERA_LOST, phrases.CAMERA_BACK]
    lost_at = next(start for start, _, cue in stage.speaker.spoken() if cue.text == phrases.CAMERA_LOST)
    assert lost_at < 8 + 5


@pytest.mark.parametrize(
    ("error", "words"), [(CameraNotFound, phrases.CAMERA_NOT_FOUND), (CameraFrozen, phrases.CAMERA_FROZEN)]
)
def test_each_way_of_not_seeing_has_its_own_words(error: type[CameraNotFound | CameraFrozen], words: str) -> None:
    def view(_: float) -> Image:
        raise error("the script says so")

    stage = Stage(view, 60)
    stage.play()
    assert stage.said == [words]
    assert stage.board.get().state is State.TROUBLE


def test_why_the_camera_gives_no_picture_is_shown_with_its_trouble_and_not_before_or_after() -> None:
    def view(moment: float) -> Image:
        if moment < 10:
            raise CameraNotFound("the stream from a camera: it refuses")
        return room(1)

    stage, seen = Stage(view, 14), set[tuple[bool, str]]()
    while stage.clock() < 13:
        stage.narrator.turn()
        status = stage.board.get()
        seen.add((bool(status.camera_trouble), status.camera_reason))
        stage.clock.wait(0.2)
    assert seen == {(False, ""), (True, "the stream from a camera: it refuses")}


def test_a_camera_that_takes_a_moment_to_open_is_no_trouble() -> None:
    def view(moment: float) -> Image:
        if moment < 3:
            raise CameraNotFound("not yet")
        return room(1)

    stage = Stage(view, 10)
    stage.play()
    assert len(stage.said) == 1
    assert stage.said[0].startswith("Thing")


def test_a_describer_that_fails_is_announced_once_and_so_is_its_return() -> None:
    stage = Stage(scenes(8, 8, 8, 8), 32)
    stage.describer.fails = True
    while stage.clock() < 20:
        stage.narrator.turn()
        stage.clock.wait(0.2)
    stage.describer.fails = False
    stage.play()
    troubles = [text for text in stage.said if not text.startswith("Thing")]
    assert troubles == [phrases.DESCRIBER_LOST, phrases.DESCRIBER_BACK]


def test_the_last_looks_go_with_a_request_oldest_first() -> None:
    stage = Stage(scenes(10), 10)
    stage.play()
    moments = [frame.taken_at for frame in stage.describer.requests[0].frames]
    assert len(moments) >= 4
    assert moments == sorted(moments)


def test_every_decision_has_its_reason_in_the_journal() -> None:
    stage = Stage(scenes(8, 8), 16)
    stage.play()
    assert all(entry.reason for entry in stage.journal.entries())
    silences = {entry.reason for entry in stage.entries(Kind.SILENT)}
    assert {"nothing has changed", "I am speaking", "it has not settled yet"} <= silences


def test_the_board_tells_what_is_going_on() -> None:
    stage = Stage(scenes(10), 10)
    stage.play()
    status = stage.board.get()
    assert status.looks == 1
    assert status.captions[-1].text == stage.said[-1]
    assert status.camera == "a scripted camera"
    assert not status.troubles


def test_a_video_told_twice_is_told_the_same() -> None:
    def told() -> list[tuple[float, str]]:
        stage = Stage(scenes(6, 7, 9), 22, words=lambda frame: f"{frame.number} here. {frame.number} there.")
        stage.play()
        return [(start, cue.text) for start, _, cue in stage.speaker.spoken()]

    assert told() == told()


def words_of(_: Frame) -> str:
    return "The same as ever."


def test_a_look_without_news_is_a_soft_sound_and_not_every_time() -> None:
    stage = Stage(scenes(8, 8, 8, 8), 32, words=words_of, settings=Settings())
    stage.play()
    sounds = [start for start, _, cue in stage.speaker.spoken() if not cue.text]
    assert len(sounds) == 1


class OftenMute(TimelineVoice):
    """Speaks into a file between two moments, as a voice does whose headphones are away."""

    away = (math.inf, math.inf)

    @property
    def trouble(self) -> str:
        return "no sound card answers" if self.away[0] < self._clock() < self.away[1] else ""


def test_what_was_said_while_nobody_could_hear_it_is_said_again_when_they_can() -> None:
    def view(moment: float) -> Image:
        if moment > 12:
            raise CameraLost("the script says so")
        return room(1)

    stage = Stage(view, 60, words=lambda _: "Thing.", speaker=OftenMute)
    OftenMute.away = (0.5, 10.0)
    try:
        stage.play()
    finally:
        OftenMute.away = (math.inf, math.inf)
    things = [text for text in stage.said if text.startswith("Thing")]
    assert len(things) == 2, "one into the file, and one again"
    assert phrases.VOICE_BACK in stage.said
    assert stage.said[-1] == phrases.CAMERA_LOST


def test_a_trouble_that_was_told_to_nobody_is_told_again_when_the_voice_is_back() -> None:
    def view(moment: float) -> Image:
        if moment > 5:
            raise CameraLost("the script says so")
        return room(1)

    stage = Stage(view, 60, speaker=OftenMute)
    OftenMute.away = (4.0, 30.0)
    try:
        stage.play()
    finally:
        OftenMute.away = (math.inf, math.inf)
    assert [text for text in stage.said if not text.startswith("Thing")] == [
        phrases.CAMERA_LOST,
        phrases.VOICE_BACK,
        phrases.CAMERA_LOST,
    ]
