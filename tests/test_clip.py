"""The built-in clip: what its table of scenes says is what there is to be seen."""

import hashlib
import itertools
import time

import cv2
import numpy as np
import pytest
import zxingcpp

from camera import scenery
from camera.change import ChangeWatch
from camera.clip import DURATION_S, FPS, SCENES, ClipCamera, Scene, draw
from camera.clock import SimulatedClock
from camera.errors import CameraEnded, CameraLost
from camera.frame import Image, frame_of
from camera.quality import fault_of
from camera.source import Camera
from describe.senses.text import TextReader

STILL = [scene for scene in SCENES if scene.is_still]
MOVING = [scene for scene in SCENES if not scene.is_still]


def middle(scene: Scene) -> Image:
    return draw((scene.from_s + scene.to_s) / 2)


def named(scene: Scene) -> str:
    return f"{scene.from_s:g}s"


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


def test_the_scenes_follow_each_other_without_a_gap_and_last_long_enough_to_be_told() -> None:
    assert SCENES[0].from_s == 0.0
    assert all(before.to_s == after.from_s for before, after in itertools.pairwise(SCENES))
    assert 30.0 <= DURATION_S <= 60.0
    assert min(scene.to_s - scene.from_s for scene in STILL) >= 3.0


@pytest.mark.parametrize("scene", STILL, ids=named)
def test_all_text_of_a_scene_is_read_and_where_there_is_none_nothing_is(scene: Scene, reader: TextReader) -> None:
    found = reader.read(middle(scene), longest_px=640, most_lines=10)
    sure = sorted(line.text for line in found.lines if line.confidence > 0.8)
    assert sure == sorted(scene.text)


@pytest.mark.parametrize("scene", STILL, ids=named)
def test_the_code_is_read_in_its_scene_only(scene: Scene) -> None:
    assert [code.text for code in zxingcpp.read_barcodes(middle(scene))] == [scene.code] * bool(scene.code)


def test_the_code_in_the_scenery_is_what_the_code_library_writes_for_the_address() -> None:
    written = zxingcpp.create_barcode(scenery.ADDRESS, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    assert np.array_equal(scenery.code(), np.array(zxingcpp.write_barcode_to_image(written, add_quiet_zones=False)))


@pytest.mark.parametrize("scene", STILL, ids=named)
def test_in_a_still_scene_only_the_sensor_s_noise_changes(scene: Scene) -> None:
    first, last = draw(scene.from_s + 0.1).astype(int), draw(scene.to_s - 0.1).astype(int)
    assert 0.2 < np.abs(first - last).mean() < 4.0
    assert np.abs(cv2.blur((first - last).astype(np.float32), (31, 31))).max() < 1.5


@pytest.mark.parametrize("scene", MOVING, ids=named)
def test_in_a_moving_stretch_something_large_changes(scene: Scene) -> None:
    looks = [draw(scene.from_s + part * (scene.to_s - scene.from_s)).astype(np.float32) for part in (0.1, 0.5, 0.9)]
    for before, after in itertools.pairwise(looks):
        assert np.abs(cv2.blur(before - after, (31, 31))).max() > 10.0


def test_the_person_crosses_from_left_to_right() -> None:
    empty = draw(19.5).astype(int)
    places = []
    for t_s in (20.8, 21.4, 22.0, 22.4):
        changed = np.abs(draw(t_s).astype(int) - empty).max(axis=2) > 40
        places.append(float(np.flatnonzero(changed.any(axis=0)).mean()))
    assert places == sorted(places)
    assert places[0] < scenery.WIDTH / 3
    assert places[-1] > scenery.WIDTH * 2 / 3


def test_a_bright_window_is_on_the_right_of_a_dim_corner() -> None:
    grey = draw(17.0).mean(axis=2)
    assert grey[:, 400:].mean() > 2.0 * grey[:, :240].mean()


@pytest.mark.parametrize("scene", STILL, ids=named)
def test_a_spoiled_scene_has_the_fault_that_it_names_and_a_good_one_none(scene: Scene) -> None:
    assert (fault_of(middle(scene)) or "") == scene.fault


def test_every_still_scene_is_seen_to_settle_and_the_passer_by_to_pass() -> None:
    watch = ChangeWatch()
    looks = [(n / 5, watch.look(frame_of(draw(n / 5), n / 5, n))) for n in range(int(DURATION_S * 5))]
    for scene in STILL:
        late = [change.is_settled for at, change in looks if scene.from_s + 2.0 <= at < scene.to_s]
        assert all(late), scene
    assert [20.0 <= at < 23.0 for at, change in looks if change.is_passing][:1] == [True]


def test_the_same_moment_gives_the_same_bytes_and_the_next_frame_others() -> None:
    assert np.array_equal(draw(3.0), draw(3.0))
    assert not np.array_equal(draw(3.0), draw(3.0 + 1 / FPS))
    number_of_pictures = len({hashlib.sha256(draw(32.5 + n / FPS).tobytes()).digest() for n in range(90)})
    assert number_of_pictures == 90  # a dark still scene is not to be taken for a frozen camera


def test_drawing_is_cheap() -> None:
    draw(0.0)
    taken_s = []
    for t_s in np.arange(0.0, DURATION_S, 0.4).tolist():
        began_at = time.process_time()
        draw(t_s)
        taken_s.append(time.process_time() - began_at)
    assert np.median(taken_s) < 0.010


def test_the_clip_begins_with_the_first_look_runs_by_the_clock_and_ends() -> None:
    clock = SimulatedClock(100.0)
    camera: Camera = ClipCamera(clock)
    clock.wait(50.0)
    assert camera.recent(3.0, 0.5) == ()
    first = camera.latest(0.5)
    assert (first.number, first.taken_at) == (0, 150.0)
    assert np.array_equal(first.image, draw(0.0))
    clock.wait(10.0)
    later = camera.latest(0.5)
    assert later.number == 10 * FPS
    assert np.array_equal(later.image, draw(10.0))
    clock.wait(DURATION_S - 10.0)
    with pytest.raises(CameraEnded):
        camera.latest(0.5)
    camera.close()


def test_a_frame_that_is_not_young_enough_is_refused() -> None:
    clock = SimulatedClock()
    camera = ClipCamera(clock)
    camera.latest(0.0)
    clock.wait(0.6 / FPS)
    with pytest.raises(CameraLost):
        camera.latest(0.5 / FPS)


def test_the_last_seconds_come_oldest_first_and_about_as_far_apart_as_asked() -> None:
    clock = SimulatedClock()
    camera = ClipCamera(clock)
    camera.latest(0.5)
    clock.wait(5.0)
    frames = camera.recent(2.0, 0.5)
    assert [round(frame.taken_at, 2) for frame in frames] == pytest.approx([3.0, 3.5, 4.0, 4.5, 5.0], abs=1 / FPS)
    assert np.array_equal(frames[0].image, draw(frames[0].number / FPS))
