"""The camera follows its setting while it runs: real streams in real child processes, a recording, a phone."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from camera.clock import SystemClock
from camera.errors import CameraError
from camera.pushed import PushedCamera
from camera.source import open_camera
from camera.switching import SwitchingCamera
from describe import phrases
from describe.cli.cameras import following, news_of
from describe.settings_file import SettingsFile
from tests.jpegs import jpeg_of, push
from tests.mjpeg_server import mjpeg_server
from tests.scripted import noisy, room
from tests.test_live import readers
from tests.waiting import eventually

pytestmark = pytest.mark.slow


class Loop:
    """Looks five times a second in a thread, as the narrator does, and notes how long each look took."""

    def __init__(self, camera: SwitchingCamera) -> None:
        self._camera = camera
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="loop")
        self.took_s: list[float] = []
        self.lost = 0
        self.news: list[str] = []
        self._thread.start()

    def _look(self) -> None:
        while not self._is_over.wait(0.2):
            began_at = time.monotonic()
            try:
                self._camera.latest(1.5)
            except CameraError:
                self.lost += 1
            self.took_s.append(time.monotonic() - began_at)
            self.news += news_of(self._camera)

    def end(self) -> None:
        self._is_over.set()
        self._thread.join(10.0)


@contextmanager
def looking(folder: Path, address: str) -> Iterator[tuple[SwitchingCamera, SettingsFile, Loop]]:
    clock, settings = SystemClock(), SettingsFile(folder / "settings.json")
    settings.change(camera=address)
    phone = PushedCamera(clock)
    camera = following(open_camera(address, clock), None, settings.snapshot, phone, clock)
    eventually(lambda: gives(camera), 15.0)
    loop = Loop(camera)
    try:
        yield camera, settings, loop
    finally:
        loop.end()
        camera.close()
    assert readers() == []
    assert [one.name for one in threading.enumerate() if "camera" in one.name] == []


def gives(camera: SwitchingCamera) -> bool:
    try:
        camera.latest(1.5)
    except CameraError:
        return False
    return True


def test_a_change_of_the_setting_is_followed_from_stream_to_stream_to_clip_without_a_gap_or_a_wait(
    tmp_path: Path,
) -> None:
    with (
        mjpeg_server() as first,
        mjpeg_server() as second,
        looking(tmp_path, first.url) as (camera, settings, loop),
    ):
        settings.change(camera=second.url)
        eventually(lambda: phrases.CAMERA_CHANGED in loop.news, 15.0)
        assert loop.lost == 0
        eventually(lambda: len(readers()) == 1, 5.0)
        began_at = time.monotonic()
        settings.change(camera="clip")
        eventually(lambda: camera.name == "the built-in clip", 5.0)
        took_s = time.monotonic() - began_at
        eventually(lambda: not readers(), 5.0)
        assert took_s < 2.0
        assert loop.lost == 0
        assert sorted(loop.took_s)[int(0.9 * len(loop.took_s))] < 0.05
        assert loop.news == [phrases.CAMERA_CHANGED] * 2


def test_an_address_at_which_nothing_answers_is_told_once_and_the_camera_before_is_kept(tmp_path: Path) -> None:
    with mjpeg_server() as first, looking(tmp_path, first.url) as (camera, settings, loop):
        name = camera.name
        settings.change(camera="http://127.0.0.1:9/nothing")
        eventually(lambda: phrases.CAMERA_REFUSED in loop.news, 10.0)
        assert (camera.name, loop.lost) == (name, 0)
        settings.change(camera="/nowhere/at/all.mp4")
        eventually(lambda: loop.news.count(phrases.CAMERA_REFUSED) == 2, 5.0)
        settings.change(camera=first.url)
        looks = len(loop.took_s)
        eventually(lambda: len(loop.took_s) > looks + 5, 5.0)
        assert loop.news == [phrases.CAMERA_REFUSED] * 2
        assert loop.lost == 0


def test_a_phone_takes_over_within_a_look_and_its_end_brings_the_own_camera_back_at_once(tmp_path: Path) -> None:
    with mjpeg_server() as first, looking(tmp_path, first.url) as (camera, _, loop):
        phone, name = camera.phone, camera.name
        sender = phone.begin()
        for number in range(5):
            push(phone, sender, jpeg_of(noisy(room(2), number)), SystemClock()())
            time.sleep(0.2)
        assert camera.name == phone.name
        phone.end(sender)
        eventually(lambda: camera.name == name, 1.0)
        eventually(lambda: phrases.THROUGH_OWN_CAMERA in loop.news, 1.0)
        assert loop.news == [phrases.THROUGH_PHONE, phrases.THROUGH_OWN_CAMERA]
        assert loop.lost == 0


def test_a_hundred_changes_of_mind_leave_nothing_behind(tmp_path: Path) -> None:
    with mjpeg_server() as first, looking(tmp_path, first.url) as (_, settings, loop):
        addresses: tuple[Callable[[int], str], ...] = (
            lambda n: f"http://127.0.0.1:9/{n}",
            lambda _: "clip",
            lambda n: f"/nowhere/{n}.mp4",
            lambda _: first.url,
        )
        before = len(psutil.Process().children(recursive=True))
        for number in range(100):
            settings.change(camera=addresses[number % 4](number))
            time.sleep(0.05)
        settings.change(camera="clip")
        eventually(lambda: not readers(), 10.0)
        eventually(lambda: not [one for one in threading.enumerate() if one.name == "opening a camera"], 5.0)
        assert len(psutil.Process().children(recursive=True)) <= before
        assert loop.lost == 0
