"""Network cameras that behave badly, on a real connection."""

import io
import statistics
import time
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage

from camera.errors import CameraLost, CameraNotFound
from camera.redirects import redirect_of
from camera.stream import READ_TIMEOUT_S, PyAVSource
from tests.mjpeg_server import HEIGHT, PLAIN, WIDTH, mjpeg_server, mjpeg_server_apart, read_moment
from tests.mpegts_server import SIDE, mpegts_server
from tests.waiting import best_of, eventually

pytestmark = pytest.mark.slow

SEED = 11


def pictures(source: PyAVSource, count: int) -> list[NDArray[np.generic] | None]:
    taken = []
    for _ in range(count):
        source.grab()
        taken.append(source.picture())
    return taken


def first_picture(source: PyAVSource) -> tuple[float, NDArray[np.generic]]:
    """Return the first picture that is shown, and when it came."""
    while True:
        came_at = source.grab()
        picture = source.picture()
        if picture is not None:
            return came_at, picture


def test_pictures_come_as_they_are_sent() -> None:
    with mjpeg_server_apart() as url:

        def first_age_s() -> float:
            source = PyAVSource(url)
            came_at, picture = first_picture(source)
            source.close()
            assert picture.shape == (HEIGHT, WIDTH, 3)
            age_s = came_at - read_moment(np.asarray(picture, np.uint8))
            assert 0.0 <= age_s < 1.5
            return age_s

        assert best_of(5, first_age_s, 0.1) < 0.1


def test_a_stream_is_seen_from_its_first_key_picture_on_however_long_the_next_one_takes() -> None:
    with mpegts_server(key_every_s=20.0) as server:

        def first_age_s() -> float:
            asked_at = time.monotonic()
            source = PyAVSource(server.url)
            came_at, picture = first_picture(source)
            source.close()
            assert time.monotonic() - asked_at < 10.0
            assert picture.shape == (SIDE, SIDE, 3)
            age_s = came_at - server.taken_at(picture)
            assert 0.0 <= age_s < 1.5
            return age_s

        # the key picture came while FFmpeg looked into the stream, and is too old to be shown
        assert best_of(5, first_age_s, 0.3) < 0.3


def test_packets_that_wait_for_a_key_picture_are_signs_of_life() -> None:
    with mpegts_server(key_every_s=20.0, joined_after_s=1.0) as server:
        source = PyAVSource(server.url)
        took_s = []
        for _ in range(30):
            asked_at = time.monotonic()
            source.grab()
            took_s.append(time.monotonic() - asked_at)
            assert source.picture() is None
        assert statistics.median(took_s) < 0.5
        assert max(took_s) < READ_TIMEOUT_S + 1.0
        source.close()


def test_a_server_that_says_nothing_is_given_up_within_three_seconds() -> None:
    with mjpeg_server("nohdr") as server:
        asked_at = time.monotonic()
        with pytest.raises(CameraNotFound, match="did not answer within 3 s"):
            PyAVSource(server.url)
        assert 2.5 < time.monotonic() - asked_at < 6.0


def test_a_stream_that_stalls_is_given_up_after_two_seconds() -> None:
    with mjpeg_server() as server:
        source = PyAVSource(server.url)
        pictures(source, 5)
        server.mode = "stall"
        asked_at = time.monotonic()
        with pytest.raises(CameraLost, match="sent nothing for 2 s"):
            pictures(source, 100)
        assert 1.5 < time.monotonic() - asked_at < 6.0
        source.close()


def test_a_server_that_closes_is_lost_at_once() -> None:
    with mjpeg_server("close") as server:
        source = PyAVSource(server.url)
        with pytest.raises(CameraLost, match="ended the connection"):
            pictures(source, 100)
        source.close()


def test_nobody_listening_and_a_wrong_password_are_told_apart_without_the_password() -> None:
    with mjpeg_server("refuse") as server:
        url = server.url.replace("http://", "http://me:s3cret@")
        with pytest.raises(CameraNotFound, match="user name and a password") as refused:
            PyAVSource(url)
    with pytest.raises(CameraNotFound, match="nothing listens there") as closed:
        PyAVSource(url)
    for error in (refused.value, closed.value):
        assert "s3cret" not in str(error)
        assert error.__cause__ is None
        assert error.__suppress_context__


def test_a_truncated_picture_is_never_given() -> None:
    with mjpeg_server("trunc", fps=200.0) as server:
        source = PyAVSource(server.url)
        assert pictures(source, 30) == [None] * 30
        source.close()


def test_a_thousand_damaged_pictures_crash_nothing_and_keep_their_form() -> None:
    with mjpeg_server("bitflip", fps=2000.0, seed=SEED) as server:
        source = PyAVSource(server.url)
        given = pictures(source, 1000)
        source.close()
    shapes = {None if picture is None else np.asarray(picture).shape for picture in given}
    dropped = sum(picture is None for picture in given)
    print(f"seed {SEED}: {dropped} of 1000 dropped")
    assert dropped > 50
    assert all(shape is None or (len(shape) == 3 and shape[2] == 3) for shape in shapes)
    assert sum(is_seen_to_be_damaged(picture) for picture in given if picture is not None) <= 5


def is_seen_to_be_damaged(picture: NDArray[np.generic]) -> bool:
    """Say whether more than a fiftieth of a picture is far from what was there before its bits were turned."""
    with PillowImage.open(io.BytesIO(PLAIN)) as plain:
        clean = np.asarray(plain.convert("RGB"), np.int16)
    return picture.shape != clean.shape or float((np.abs(picture.astype(np.int16) - clean) > 40).mean()) > 0.02


EVIL_TARGETS = (
    "file:///etc/passwd",
    "concat:/etc/passwd|/etc/group",
    "rtsp://127.0.0.1/x",
    "https://127.0.0.1/x",
    "ftp://127.0.0.1/x",
    "data:text/plain,x",
    "pipe:0",
)


@pytest.mark.parametrize("location", EVIL_TARGETS)
def test_a_redirect_to_another_kind_of_address_is_refused(location: str) -> None:
    with (
        mjpeg_server("redirect", location=location) as server,
        pytest.raises(CameraNotFound, match="it passes on"),
    ):
        PyAVSource(server.url)


@pytest.mark.parametrize("location", ["/final", "http://localhost:{port}/final"])
def test_a_redirect_within_the_web_is_followed(location: str) -> None:
    with mjpeg_server("redirect") as server:
        server.location = location.format(port=server.port)
        source = PyAVSource(server.url)
        first_picture(source)
        source.close()
    assert server.asked[-1] == "/final"


def test_redirects_in_a_circle_come_to_an_end() -> None:
    with (
        mjpeg_server("redirect", location="/again") as server,
        pytest.raises(CameraNotFound, match="without end"),
    ):
        PyAVSource(server.url)


def test_a_password_goes_along_to_the_same_machine_only() -> None:
    with mjpeg_server("redirect", location="/final") as server:
        url = f"http://me:s3cret@127.0.0.1:{server.port}/video"
        assert redirect_of(url, 2.0) == f"http://me:s3cret@127.0.0.1:{server.port}/final"
        server.location = f"http://localhost:{server.port}/final"
        assert redirect_of(url, 2.0) == server.location


def test_a_picture_of_another_size_in_the_middle_of_the_stream_is_taken_as_it_is() -> None:
    rng = Random(SEED)
    with mjpeg_server(fps=10.0) as server:
        source = PyAVSource(server.url)

        def shape() -> tuple[int, ...]:
            return tuple(np.asarray(first_picture(source)[1]).shape)

        for _ in range(8):
            width, height = (rng.randrange(640, 900), rng.randrange(33, 700))
            server.size = (width, height)
            print(f"seed {SEED}: {width} x {height}")
            # those that were on their way come first
            eventually(lambda wanted=(height, width, 3): shape() == wanted, 30.0)  # type: ignore[misc]
        source.close()
