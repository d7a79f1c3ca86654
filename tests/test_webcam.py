"""Webcams as far as they can be tried without one: which is meant, and what happens when it is not there or goes."""

import fcntl
import logging
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2  # so that only the camera's child process, which begins anew, finds the one that stands for it
import pytest

from camera.address import Address, Kind
from camera.clock import boot_clock
from camera.errors import CameraNotFound
from camera.live import LiveCamera
from camera.webcam import OpenCVSource, Webcam, list_webcams, stable_path
from describe import phrases
from tests.telling import telling
from tests.waiting import eventually

SEED = 13


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    """A folder like /dev with two webcams that are there under stable names."""
    for number in (0, 2):
        (tmp_path / f"video{number}").write_bytes(b"")
    by_id = tmp_path / "v4l" / "by-id"
    by_id.mkdir(parents=True)
    (by_id / "usb-Front-video-index0").symlink_to("../../video2")
    (by_id / "usb-Gone-video-index0").symlink_to("../../video9")
    return tmp_path


def test_a_webcam_is_known_by_its_stable_name(devices: Path) -> None:
    by_id = devices / "v4l" / "by-id"
    assert stable_path(str(devices / "video2"), by_id) == str(by_id / "usb-Front-video-index0")
    assert stable_path(str(devices / "video0"), by_id) == str(devices / "video0")


def test_a_webcam_that_comes_back_under_another_number_is_the_same(devices: Path) -> None:
    by_id = devices / "v4l" / "by-id"
    known = stable_path(str(devices / "video2"), by_id)
    (devices / "video2").rename(devices / "video5")
    (by_id / "usb-Front-video-index0").unlink()
    (by_id / "usb-Front-video-index0").symlink_to("../../video5")
    again = stable_path(known, by_id)
    assert again == known
    assert Path(again).resolve() == devices / "video5"


def test_without_stable_names_the_number_is_used(tmp_path: Path) -> None:
    assert stable_path("7", tmp_path / "missing") == "7"


def test_a_file_that_is_no_webcam_is_not_listed_and_nothing_is_printed(
    devices: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert list_webcams(devices, devices / "v4l" / "by-id") == ()
    assert capfd.readouterr() == ("", "")


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user who may not open what is closed to all: root may open everything."""
    user = os.geteuid()
    if user == 0:
        try:
            os.seteuid(65534)
        except OSError:
            pytest.skip("this root cannot become another user")
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_webcam_without_permission_is_listed_and_says_what_to_do_when_it_is_opened() -> None:
    assert fcntl  # loaded already: nobody may not
    with TemporaryDirectory() as folder:  # pytest's own is closed to others
        devices = Path(folder)
        devices.chmod(0o755)
        (devices / "video0").touch(0o000)
        (devices / "video1").symlink_to("video9")
        with nobody():
            listed = list_webcams(devices, devices / "v4l")
            assert listed == (Webcam(str(devices / "video0"), "unknown"),)
            with pytest.raises(CameraNotFound, match="add the user to the group video"):
                OpenCVSource(listed[0].address)


@pytest.mark.parametrize("target", ["77", "/dev/video77", "/dev/v4l/by-id/usb-None-video-index0"])
def test_a_webcam_that_is_not_there_is_told_at_once(target: str, capfd: pytest.CaptureFixture[str]) -> None:
    asked_at = time.monotonic()
    with pytest.raises(CameraNotFound, match="no such webcam is plugged in"):
        OpenCVSource(target)
    assert time.monotonic() - asked_at < 3.0
    assert capfd.readouterr() == ("", "")


def test_a_device_that_is_no_webcam_is_refused_without_noise_or_crash(tmp_path: Path) -> None:
    fake = tmp_path / "video0"
    fake.write_bytes(b"")
    program = (
        "from camera.webcam import OpenCVSource\nfrom camera.errors import CameraNotFound\n"
        f"try: OpenCVSource({str(fake)!r})\nexcept CameraNotFound as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "cannot be opened" in done.stdout


@contextmanager
def webcam(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[LiveCamera, Path]]:
    """Plug in a webcam; give the camera that looks through it in its child process, and the webcam's stable name."""
    assert hasattr(cv2, "__version__")
    (folder / "modules").mkdir()
    shutil.copy(Path(__file__).with_name("fake_cv2.py"), folder / "modules" / "cv2.py")
    monkeypatch.syspath_prepend(folder / "modules")
    (folder / "video0").write_text("")
    stable = folder / "usb-Front-video-index0"
    stable.symlink_to("video0")
    camera = LiveCamera(Address(Kind.WEBCAM, str(stable)), random.Random(SEED))
    try:
        yield camera, stable
    finally:
        camera.close()


@pytest.mark.slow
def test_an_unplugged_webcam_is_told_never_described_and_found_again_under_another_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webcam(tmp_path, monkeypatch) as (camera, stable), telling(camera) as told:
        eventually(lambda: told.said, 30.0)
        (tmp_path / "video0").unlink()
        unplugged_at = boot_clock()
        assert told.wait_for(phrases.CAMERA_LOST, 10.0) - unplugged_at < 5.0
        time.sleep(1.0)  # it stays away for a while
        assert not [at for at in told.looked_at if at > unplugged_at]
        (tmp_path / "video2").write_text("")
        stable.unlink()
        stable.symlink_to("video2")
        plugged_at = boot_clock()
        assert told.wait_for(phrases.CAMERA_BACK, 15.0) - plugged_at < 10.0
        print(f"told after {told.wait_for(phrases.CAMERA_LOST, 0.0) - unplugged_at:.1f} s")
        print(f"back after {told.wait_for(phrases.CAMERA_BACK, 0.0) - plugged_at:.1f} s")


@pytest.mark.slow
def test_a_driver_that_always_crashes_is_given_a_rest_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "camera.live")
    with webcam(tmp_path, monkeypatch) as (camera, _):
        (tmp_path / "video0").write_text("crash")
        with telling(camera) as told:
            eventually(lambda: "opened again in 60.0 s" in caplog.text, 60.0)
            assert told.wait_for(phrases.CAMERA_NOT_FOUND, 10.0)
    assert caplog.text.count("its reader crashed; opened again") == 5
