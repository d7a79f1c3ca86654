import threading
from collections.abc import Iterator
from functools import partial

import pytest

from camera.errors import CameraEnded, CameraError, CameraLost, CameraNotFound
from camera.frame import Frame, frame_of
from camera.pushed import PushedCamera
from camera.source import Camera
from camera.switching import PATIENCE_S, SwitchingCamera, Turn
from tests.fakes import HandClock
from tests.jpegs import jpeg_of, push
from tests.scripted import room
from tests.waiting import eventually


class StillCamera:
    """Shows one room, or raises what it is told to."""

    def __init__(self, name: str, clock: HandClock, error: CameraError | None = None) -> None:
        self.name = name
        self._clock = clock
        self.error = error
        self.is_closed = False

    def latest(self, max_age_s: float) -> Frame:
        if self.error:
            raise self.error
        return frame_of(room(1), self._clock(), 7)

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        return ()

    def close(self) -> None:
        self.is_closed = True


class Cameras:
    """A switching camera, what is wished for, and every camera that it opened."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.wish = "first"
        self.first = StillCamera("first", self.clock)
        self.others: dict[str, StillCamera] = {}
        self.opened: list[str] = []
        self.waits = threading.Event()
        self.waits.set()
        self.phone = PushedCamera(self.clock)
        self.camera = SwitchingCamera(self.first, "first", lambda: self.wish, self._open, self.phone, self.clock)

    def add(self, name: str, error: CameraError | None = None) -> StillCamera:
        return self.others.setdefault(name, StillCamera(name, self.clock, error))

    def look(self) -> str:
        self.camera.latest(1.5)
        return self.camera.name

    def goes_over_to(self, name: str) -> bool:
        return bool(eventually(lambda: self.look() == name, 5.0))

    def has_tried(self, times: int) -> bool:
        return self.look() == "first" and len(self.opened) == times and self.camera._opening is None

    def _open(self, address: str) -> Camera:
        self.waits.wait(10.0)
        self.opened.append(address)
        if address not in self.others:
            raise CameraNotFound("there is none")
        return self.others[address]


@pytest.fixture
def cameras() -> Iterator[Cameras]:
    made = Cameras()
    yield made
    made.waits.set()
    made.camera.close()
    assert [thread.name for thread in threading.enumerate() if "camera" in thread.name] == []


def test_a_wish_is_followed_and_the_camera_before_is_closed(cameras: Cameras) -> None:
    cameras.add("second")
    assert cameras.look() == "first"
    cameras.wish = "second"
    assert cameras.goes_over_to("second")
    assert cameras.camera.turns() == (Turn.ANOTHER,)
    assert cameras.camera.turns() == ()
    assert eventually(lambda: cameras.first.is_closed, 2.0)
    assert cameras.opened == ["second"]


def test_the_loop_does_not_wait_for_a_camera_that_takes_its_time_to_open(cameras: Cameras) -> None:
    cameras.add("second")
    cameras.waits.clear()
    cameras.wish = "second"
    for _ in range(5):
        assert cameras.look() == "first"
    assert not cameras.first.is_closed
    cameras.waits.set()
    assert cameras.goes_over_to("second")


def test_the_one_before_is_kept_until_the_new_one_gives_a_picture(cameras: Cameras) -> None:
    second = cameras.add("second", CameraNotFound("it has not answered yet"))
    cameras.wish = "second"
    assert cameras.look() == "first"
    eventually(lambda: cameras.look() and cameras.opened, 2.0)
    assert cameras.look() == "first"
    second.error = None
    assert cameras.goes_over_to("second")


def test_that_a_new_camera_does_not_answer_is_told_once_and_it_goes_on_being_tried(cameras: Cameras) -> None:
    cameras.wish = "second"
    for tries in range(1, 4):
        cameras.clock.wait(30.0)
        assert eventually(partial(cameras.has_tried, tries), 2.0)
    assert cameras.camera.turns() == (Turn.NOT_OPENED,)
    assert not cameras.first.is_closed
    cameras.add("second")
    cameras.clock.wait(30.0)
    assert cameras.goes_over_to("second")


def test_one_that_opens_but_shows_nothing_is_told_after_a_while(cameras: Cameras) -> None:
    cameras.add("second", CameraLost("nothing"))
    cameras.wish = "second"
    cameras.look()
    cameras.clock.wait(PATIENCE_S + 0.1)
    assert cameras.look() == "first"
    assert cameras.camera.turns() == (Turn.NOT_OPENED,)


def test_a_wish_that_is_taken_back_is_let_go(cameras: Cameras) -> None:
    second = cameras.add("second")
    cameras.waits.clear()
    cameras.wish = "second"
    cameras.look()
    cameras.wish = "first"
    cameras.look()
    cameras.waits.set()
    assert eventually(lambda: second.is_closed, 2.0)
    assert cameras.look() == "first"
    assert cameras.camera.turns() == ()


def test_the_numbers_of_two_cameras_never_meet(cameras: Cameras) -> None:
    cameras.add("second")
    number = cameras.camera.latest(1.5).number
    cameras.wish = "second"
    cameras.goes_over_to("second")
    assert cameras.camera.latest(1.5).number > number


def test_a_recording_that_ends_while_another_camera_is_on_its_way_does_not_end_everything(cameras: Cameras) -> None:
    cameras.first.error = CameraEnded("it is over")
    with pytest.raises(CameraEnded):
        cameras.look()
    cameras.add("second", CameraNotFound("not yet"))
    cameras.wish = "second"
    with pytest.raises(CameraLost):
        cameras.look()


def test_a_phone_is_looked_through_for_as_long_as_it_sends(cameras: Cameras) -> None:
    sender = cameras.phone.begin()
    assert cameras.look() == "first"
    push(cameras.phone, sender, jpeg_of(room(2)), cameras.clock())
    assert cameras.look() == cameras.phone.name
    assert cameras.camera.turns() == (Turn.TO_PHONE,)
    cameras.clock.wait(5.0)
    assert cameras.look() == "first"
    assert cameras.camera.turns() == (Turn.FROM_PHONE,)
    assert not cameras.first.is_closed


def test_a_phone_that_says_that_it_ends_is_left_at_once(cameras: Cameras) -> None:
    sender = cameras.phone.begin()
    push(cameras.phone, sender, jpeg_of(room(2)), cameras.clock())
    cameras.look()
    cameras.phone.end(sender)
    assert cameras.look() == "first"


def test_a_webcam_under_another_name_of_it_stays_open(cameras: Cameras) -> None:
    same = SwitchingCamera(cameras.first, "0", lambda: "/dev/video0", cameras._open, cameras.phone, cameras.clock)
    same.latest(1.5)
    assert cameras.opened == []
    same.close()


def test_with_the_phone_as_the_chosen_camera_it_is_never_closed_before_the_end(cameras: Cameras) -> None:
    def open_one(address: str) -> Camera:
        return cameras.phone if address == "phone" else cameras.add(address)

    wish = ["phone"]
    camera = SwitchingCamera(cameras.first, "first", lambda: wish[0], open_one, cameras.phone, cameras.clock)
    camera.latest(1.5)
    push(cameras.phone, cameras.phone.begin(), jpeg_of(room(2)), cameras.clock())
    assert eventually(lambda: camera.latest(1.5) and cameras.first.is_closed, 5.0)
    assert camera.turns() == (Turn.TO_PHONE,)
    wish[0] = "second"
    cameras.clock.wait(5.0)
    with pytest.raises(CameraLost):
        camera.latest(1.5)
    assert eventually(lambda: _name_after_look(camera) == "second", 5.0)
    cameras.phone.begin()
    camera.close()


def _name_after_look(camera: SwitchingCamera) -> str:
    try:
        camera.latest(1.5)
    except CameraError:
        return ""
    return camera.name
