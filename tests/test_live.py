"""A live camera whose child process, connection and pictures fail in every way: real processes, a real server."""

import json
import logging
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis.extra.numpy as hnp
import numpy as np
import psutil
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from camera.address import parse_address
from camera.clock import boot_clock
from camera.errors import BadPicture, CameraError, CameraFrozen, CameraLost, CameraNotFound
from camera.frame import LARGEST_SIDE, Frame, frame_of
from camera.lane import Lane
from camera.live import LiveCamera
from camera.memory import PortableSharedMemory, SharedMemory
from tests.lane_writer import lane_being_written
from tests.mjpeg_server import MJPEGServer, jpeg, mjpeg_server, mjpeg_server_apart, read_moment
from tests.mpegts_server import mpegts_server
from tests.waiting import best_of, eventually

pytestmark = pytest.mark.slow

SEED = 5
ROOT = Path(__file__).resolve().parents[1]
SHARED = Path("/dev/shm")  # noqa: S108


def readers() -> list[psutil.Process]:
    """Return this process's children that read a camera."""
    return [child for child in psutil.Process().children(recursive=True) if is_reader(child)]


def is_reader(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:  # it has just ended
        return False


@contextmanager
def live(url: str) -> Iterator[LiveCamera]:
    camera = LiveCamera(parse_address(url), random.Random(SEED))
    try:
        yield camera
    finally:
        camera.close()
        assert readers() == []


def young(camera: LiveCamera, max_age_s: float = 0.5) -> Frame | None:
    try:
        return camera.latest(max_age_s)
    except CameraError:
        return None


def trouble(camera: LiveCamera, max_age_s: float = 0.5) -> CameraError | None:
    try:
        camera.latest(max_age_s)
    except CameraError as error:
        return error
    return None


def test_a_slow_listener_never_gets_an_old_picture() -> None:
    with mjpeg_server_apart() as url, live(url) as camera:
        eventually(lambda: young(camera), 15.0)
        ages = []
        for _ in range(9):
            time.sleep(0.25)  # the listener is slow; the stream goes on at 30 pictures a second
            ages.append(boot_clock() - read_moment(camera.latest(1.5).image))
        assert statistics.median(ages) < 0.2
        assert max(ages) < 1.5, "what piles up is seconds old"


def test_the_last_seconds_are_there_in_order() -> None:
    with mjpeg_server_apart() as url, live(url) as camera:
        frames = eventually(lambda: seen if len(seen := camera.recent(4.0, 0.4)) >= 5 else None, 15.0)
        moments = [read_moment(frame.image) for frame in frames]
        assert moments == sorted(moments)
        assert np.diff(moments).min() > 0.15
        assert np.median(np.diff(moments)) < 0.65
        assert camera.recent(0.0, 0.4) == ()


def test_a_reader_that_crashes_is_replaced_at_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "camera.live")
    with mjpeg_server() as server, live(server.url) as camera:
        eventually(lambda: young(camera), 15.0)
        first = readers()[0].pid
        os.kill(first, signal.SIGSEGV)
        killed_at = boot_clock()
        eventually(lambda: (frame := young(camera)) and frame.taken_at > killed_at, 5.0)
        assert "its reader crashed; opened again in 0.0 s" in caplog.text
        assert first not in [reader.pid for reader in readers()]


def test_a_reader_that_stands_still_is_killed_and_replaced() -> None:
    with mjpeg_server() as server, live(server.url) as camera:
        eventually(lambda: young(camera), 15.0)
        first = readers()[0].pid
        os.kill(first, signal.SIGSTOP)
        stopped_at = boot_clock()
        eventually(lambda: isinstance(trouble(camera), CameraLost), 3.0)
        eventually(lambda: (frame := young(camera)) and frame.taken_at > stopped_at, 10.0)
        assert first not in [reader.pid for reader in readers()]


def test_a_stall_is_told_and_the_camera_comes_back_by_itself() -> None:
    with mjpeg_server() as server, live(server.url) as camera:
        eventually(lambda: young(camera), 15.0)
        eventually(lambda: camera.trouble == "", 5.0)
        server.mode = "stall"
        eventually(lambda: isinstance(trouble(camera), CameraLost), 3.0)
        eventually(lambda: "nothing for 2 s" in camera.trouble, 8.0)
        server.mode = "ok"
        eventually(lambda: young(camera), 15.0)
        eventually(lambda: camera.trouble == "", 5.0)


def test_a_server_that_closes_is_opened_again_at_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "camera.live")
    with mjpeg_server() as server, live(server.url) as camera:
        eventually(lambda: young(camera), 15.0)
        server.mode = "close"
        eventually(lambda: len(server.asked) > 1, 10.0)
        assert "opened again in 0.0 s" in caplog.text
        server.mode = "ok"
        eventually(lambda: young(camera), 15.0)


def test_a_camera_that_was_off_for_a_while_is_back_within_ten_seconds(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "camera.live")

    def pauses_s() -> list[float]:
        return [float(found) for found in re.findall(r"opened again in ([0-9.]+) s", caplog.text)]

    with mjpeg_server() as server, live(server.url) as camera:
        eventually(lambda: young(camera), 15.0)
        server.mode = "close"
        eventually(pauses_s, 10.0)
        server.mode = "refuse"
        eventually(lambda: len(pauses_s()) >= 5, 40.0)
        assert 2.0 < max(pauses_s()) < 6.5, "they grow, but a camera that was seen before is looked for every 5 s"
        on_at = time.monotonic()
        server.mode = "ok"
        eventually(lambda: young(camera), 13.0)
        print(f"pauses {pauses_s()}; back after {time.monotonic() - on_at:.1f} s")


def test_a_camera_that_is_not_there_is_told_as_such() -> None:
    with live("/dev/video77") as camera:
        eventually(lambda: "plugged in" in str(trouble(camera)), 10.0)
        error = trouble(camera)
        assert isinstance(error, CameraNotFound)
        assert str(error) == "webcam 77: no such webcam is plugged in"


def test_pictures_cut_in_half_are_never_shown() -> None:
    with mjpeg_server("trunc") as server, live(server.url) as camera:
        eventually(lambda: server.sent > 20, 15.0)
        assert isinstance(trouble(camera), CameraNotFound)
        server.mode = "ok"
        eventually(lambda: young(camera), 10.0)


def test_pictures_too_small_for_a_camera_do_no_harm() -> None:
    with mjpeg_server("noise", size=(8, 8)) as server, live(server.url) as camera:
        eventually(lambda: server.sent > 10, 15.0)
        server.size = (1000, 30)
        frame = eventually(lambda: young(camera), 15.0)
        assert frame.image.shape == (30, 1000, 3)


def test_a_picture_too_large_for_shared_memory_is_made_smaller() -> None:
    with mjpeg_server("noise", size=(3000, 1600), fps=4.0) as server, live(server.url) as camera:
        frame = eventually(lambda: young(camera, 3.0), 20.0)
        assert frame.image.shape == (800, 1500, 3)
        assert eventually(lambda: camera.recent(6.0, 0.2), 10.0)[0].image.shape == (267, 500, 3)


def test_grey_pictures_and_others_of_another_size_in_between_are_taken() -> None:
    with mjpeg_server("grey") as server, live(server.url) as camera:
        frame = eventually(lambda: young(camera), 15.0)
        assert frame.image.shape == (480, 640, 3)
        assert (frame.image == frame.image[:, :, :1]).all()
        server.mode, server.size = "ok", (1280, 720)
        eventually(lambda: (seen := young(camera)) and seen.image.shape == (720, 1280, 3), 15.0)


def test_a_picture_of_33_million_pixels_is_made_smaller_in_time() -> None:
    large = jpeg(np.full((4320, 7680), 90, np.uint8))
    with mjpeg_server(ready=large, fps=1.0) as server, live(server.url) as camera:
        frame = eventually(lambda: young(camera, 5.0), 30.0)
        assert frame.image.shape[1] / frame.image.shape[0] == pytest.approx(16 / 9, abs=0.01)
        assert frame.image.nbytes <= 1920 * 1080 * 3


@pytest.mark.parametrize(("key_every_s", "joined_after_s"), [(5.0, 0.0), (13.0, 1.0)])
def test_a_stream_with_few_key_pictures_is_seen_and_waited_for_in_true_words(
    key_every_s: float, joined_after_s: float, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with mpegts_server(key_every_s, joined_after_s=joined_after_s) as server, live(server.url) as camera:
        if joined_after_s:
            eventually(lambda: "no whole picture yet" in str(trouble(camera)), 11.0)
        eventually(lambda: young(camera), 25.0)
    assert "opened again" not in caplog.text


def test_a_frozen_camera_is_told_and_stays_so_when_it_is_opened_again() -> None:
    with mjpeg_server("repeat") as server, live(server.url) as camera:
        eventually(lambda: young(camera), 15.0)
        eventually(lambda: isinstance(trouble(camera), CameraFrozen), 10.0)
        eventually(lambda: len(server.asked) > 1, 10.0)
        until = time.monotonic() + 2.0
        while time.monotonic() < until:  # the first picture after opening is the same as before: not news
            assert isinstance(trouble(camera, 60.0), CameraFrozen)
            time.sleep(0.005)
        server.mode = "ok"
        eventually(lambda: young(camera), 15.0)


def test_a_scene_without_movement_is_not_taken_for_frozen() -> None:
    with mjpeg_server("noise", seed=SEED) as server, live(server.url) as camera:
        eventually(lambda: young(camera), 15.0)
        until = time.monotonic() + 6.5
        while time.monotonic() < until:
            camera.latest(5.0)
            time.sleep(0.05)
        assert len(server.asked) == 1


def test_a_flood_of_pictures_is_ended_again_and_again_and_costs_little(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    spent_s: dict[int, float] = {}

    def endings() -> int:
        for reader in readers():
            try:
                times = reader.cpu_times()
            except psutil.Error:  # it has just ended
                continue
            spent_s[reader.pid] = times.user + times.system
        return caplog.text.count("; opened again")

    began_at = time.monotonic()
    with mjpeg_server_apart("flood") as url, live(url):
        eventually(lambda: endings() >= 3, 60.0)
    took_s = time.monotonic() - began_at
    print(f"{len(spent_s)} readers, {sum(spent_s.values()):.1f} s of processor time in {took_s:.1f} s")
    # a machine so busy that it takes fewer than a camera sends sees the same picture again and again instead
    assert "faster than any camera takes them; opened again in 0.0 s" in caplog.text
    assert sum(spent_s.values()) < took_s / 2


def test_looking_costs_no_time_even_when_all_is_lost() -> None:
    with live("http://127.0.0.1:9/") as camera:

        def hundred_looks() -> float:
            asked_at = time.monotonic()
            for _ in range(100):
                assert isinstance(trouble(camera), CameraNotFound)
            return time.monotonic() - asked_at

        assert best_of(3, hundred_looks, 0.5) < 0.5


def test_a_password_is_in_no_log_no_error_and_nothing_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []

    def has_said(camera: LiveCamera, words: str) -> bool:
        told.append(f"{trouble(camera)} {camera.trouble} {camera.name}")
        return words in camera.trouble

    with mjpeg_server("refuse") as server:
        url = f"{server.url.replace('http://', 'http://me:s3cret@')}?token=s3cret"
        with live(url) as camera:
            eventually(lambda: has_said(camera, "password"), 15.0)
        server.mode, server.location = "redirect", "file:///etc/s3cret"
        with live(url) as camera:
            eventually(lambda: has_said(camera, "not accepted"), 15.0)
        server.mode = "close"
        with live(url) as camera:
            eventually(lambda: has_said(camera, "ended the connection") or len(server.asked) > 6, 20.0)
    with live(url) as camera:
        eventually(lambda: has_said(camera, "nothing listens"), 15.0)
    assert caplog.records
    everything = " ".join([*told, caplog.text, repr(caplog.records), *capfd.readouterr()])
    assert "s3cret" not in everything


OWNER = """
import json, signal, sys, time, psutil
from camera.address import parse_address
from camera.live import LiveCamera

def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a script starts in the background
    camera = LiveCamera(parse_address(sys.argv[1]))
    try:
        while camera.trouble:
            time.sleep(0.01)
        camera.latest(5.0)
        print(json.dumps([child.pid for child in psutil.Process().children(recursive=True)]), flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        print("goodbye", flush=True)
    finally:
        camera.close()

if __name__ == "__main__":
    main()
"""


@contextmanager
def owner(server: MJPEGServer, folder: Path) -> Iterator[tuple["subprocess.Popen[str]", list[int]]]:
    """Run a program that owns a camera; give it and the numbers of its children."""
    program = folder / "owner.py"
    program.write_text(OWNER)
    with subprocess.Popen(
        [sys.executable, str(program), server.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def are_gone(pids: list[int]) -> bool:
    return not any(is_running(pid) for pid in pids)


def is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def shared_files_of(pids: list[int], new_since: set[Path]) -> set[Path]:
    """Return the files in shared memory that these processes hold, or have made in their own name."""
    held = [Path(part.path) for pid in pids for part in psutil.Process(pid).memory_maps()]
    opened = [Path(file.path) for pid in pids for file in psutil.Process(pid).open_files()]
    named = [path for path in set(SHARED.glob("*")) - new_since if {*map(str, pids)} & {*re.findall(r"\d+", path.name)}]
    return {path for path in (*held, *opened, *named) if path.parent == SHARED}


@pytest.mark.skipif(not SHARED.is_dir(), reason="this system shows no shared memory as files")
def test_killing_the_owner_leaves_no_process_and_nothing_in_shared_memory(tmp_path: Path) -> None:
    before = set(SHARED.glob("*"))
    with mjpeg_server() as server, owner(server, tmp_path) as (process, children):
        assert children
        made = shared_files_of([process.pid, *children], before)
        process.kill()
        eventually(lambda: are_gone(children), 10.0)
    assert not [path for path in made if path.exists()]


def test_ctrl_c_is_the_owners_matter_and_its_children_say_nothing(tmp_path: Path) -> None:
    with mjpeg_server() as server, owner(server, tmp_path) as (process, children):
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert (out, err, process.returncode) == ("goodbye\n", "", 0)
        eventually(lambda: are_gone(children), 10.0)  # multiprocessing's own tracker ends a moment after its owner


HOLDER = """
import ctypes, sys, time
seize = 0x4206  # PTRACE_SEIZE: nobody learns of the death of a process before the one that traces it looks
result = ctypes.CDLL(None, use_errno=True).ptrace(seize, int(sys.argv[1]), None, None)
print("holds" if result == 0 else "refused", flush=True)
time.sleep(60)
"""


@contextmanager
def held(pid: int) -> Iterator[None]:
    """Keep a process from going when it is killed, as a driver can."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(pid)], stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            if holder.stdout.readline() != "holds\n":
                pytest.skip("one process may not trace another here")
            yield
        finally:
            holder.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="holds a process with Linux's ptrace")
def test_a_reader_that_cannot_be_killed_is_left_behind_and_hangs_neither_camera_nor_exit(tmp_path: Path) -> None:
    with mjpeg_server() as server, owner(server, tmp_path) as (process, children):
        reader = next(pid for pid in children if is_reader(psutil.Process(pid)))
        with held(reader):
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        assert (out, process.returncode) == ("goodbye\n", 0)
        assert f"its reader, process {reader}, cannot be ended and is left behind" in err
        eventually(lambda: are_gone([reader]), 10.0)


def test_a_closed_camera_gives_no_frame_and_may_be_closed_again() -> None:
    with mjpeg_server() as server, live(server.url) as camera:
        eventually(lambda: young(camera), 15.0)
        asked_at = time.monotonic()
        camera.close()
        assert time.monotonic() - asked_at < 3.0
        camera.close()
        with pytest.raises(CameraLost, match="was closed"):
            camera.latest(10.0)


@pytest.mark.parametrize("kind", [SharedMemory, PortableSharedMemory])
def test_both_kinds_of_memory_hold_pictures_as_they_were_put(
    kind: type[SharedMemory] | type[PortableSharedMemory],
) -> None:
    lane = Lane(kind(Lane.size(3, 3000)).bytes, 3, 3000)
    assert lane.get(0) is None
    for number in range(1, 8):
        lane.put(np.full((20, 50, 3), number, np.uint8), float(number), number * 10)
    assert lane.newest == 7
    for number in (5, 6, 7):
        frame = lane.get(number)
        assert frame is not None
        assert (frame.image == number).all()
        assert (frame.taken_at, frame.number) == (number, number * 10)
        assert not frame.image.flags.writeable
    assert lane.get(4) is None
    assert lane.get(8) is None


def test_whatever_a_crashed_reader_left_in_memory_is_a_frame_or_nothing() -> None:
    rng, size = np.random.default_rng(SEED), Lane.size(2, 3000)
    memory = PortableSharedMemory(size)
    lane = Lane(memory.bytes, 2, 3000)
    for round_ in range(300):
        lane.put(np.full((20, 50, 3), 7, np.uint8), 1.0, 1)
        heads = np.frombuffer(memory.bytes, np.uint8)[: size - 6000]
        heads[rng.integers(16 if round_ % 2 else 0, len(heads), 6)] = rng.integers(0, 256, 6)
        for number in (lane.newest, lane.newest - 1):
            frame = lane.get(number)
            assert frame is None or frame.image.ndim == 3, f"seed {SEED}"
        heads[:] = 0


def test_a_picture_is_never_half_of_one_and_half_of_another() -> None:
    with lane_being_written() as lane:
        eventually(lambda: lane.newest, 15.0)
        read, began_at = 0, time.monotonic()
        while time.monotonic() < began_at + 0.7 or (lane.newest <= 50 and time.monotonic() < began_at + 20.0):
            frame = lane.get(lane.newest)
            if frame is not None:
                read += 1
                assert frame.image.min() == frame.image.max() == frame.number % 256
        assert lane.newest > 50
        print(f"{read} pictures read, {lane.newest} written")


DTYPES = st.sampled_from([np.uint8, np.bool_, np.uint16, np.float32, np.float64, np.int32, np.complex64])


@given(
    hnp.arrays(dtype=DTYPES, shape=hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=24), fill=st.nothing())
    | st.tuples(st.integers(1, 9000), st.sampled_from([15, 16, 17, 31]), st.sampled_from([1, 2, 3, 4])).map(
        lambda shape: np.zeros(shape, np.uint8)
    )
)
@example(np.full((16, 16, 1), 1e39))
def test_whatever_a_camera_gives_is_a_frame_or_refused(picture: NDArray[np.generic]) -> None:
    try:
        image = frame_of(picture, 1.0, 1).image
    except BadPicture:
        return
    assert image.dtype == np.uint8
    assert image.ndim == 3
    assert image.shape[2] == 3
    assert max(image.shape) <= LARGEST_SIDE
    assert not image.flags.writeable
