"""Recordings that play as if they were a camera."""

import io
import statistics
import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as PillowImage

from camera.clock import SimulatedClock
from camera.errors import BadPicture, CameraEnded, CameraError, CameraLost, CameraNotFound
from camera.frame import Frame, Image
from camera.photo import read_photo
from camera.recorded import RecordedCamera
from camera.source import open_camera
from tests.media import media

FPS = 10


NUMBERS = 50


def write_video(
    path: Path, seconds: float = 3.0, rotation: int = 0, key_every: int = 250, per_second: int = FPS
) -> Path:
    """Write a video whose grey tells the time: 4 levels more with each picture, from 20 on, and again after NUMBERS.

    Its left half is darker.
    """
    with av.open(str(path), "w") as file:
        stream = file.add_stream(
            "libx264", rate=per_second, options={"crf": "1", "g": str(key_every), "sc_threshold": "0"}
        )
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.time_base = Fraction(1, per_second)
        if rotation:
            stream.set_display_rotation(rotation)
        for number in range(round(seconds * per_second)):
            image = np.full((64, 96, 3), 20 + 4 * (number % NUMBERS), np.uint8)
            image[:, :48] //= 2
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def number_in(image: Image) -> int:
    return round((float(image[:, 60:].mean()) - 20) / 4)


def play(camera: RecordedCamera, clock: SimulatedClock, every_s: float) -> list[Frame]:
    frames = []
    while True:
        try:
            frames.append(camera.latest(0.3))
        except CameraEnded:
            return frames
        clock.wait(every_s)


def test_a_look_gives_the_newest_picture_that_was_due_and_skips_the_late_ones(tmp_path: Path) -> None:
    clock = SimulatedClock(500.0)
    camera = RecordedCamera(write_video(tmp_path / "v.mp4"), clock)
    assert (camera.name, round(camera.duration_s, 2)) == ("the video v.mp4", 3.0)
    for wait_s, number in [(0.0, 0), (0.05, 0), (0.1, 1), (1.0, 11), (1.5, 26)]:
        clock.wait(wait_s)
        frame = camera.latest(0.2)
        assert number_in(frame.image) == number
        assert frame.taken_at == pytest.approx(500.0 + number / FPS)
    clock.wait(0.4)
    with pytest.raises(CameraEnded):
        camera.latest(10.0)
    camera.close()


def test_every_run_gives_the_same_frames(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4")
    runs = []
    for _ in range(2):
        clock = SimulatedClock()
        runs.append(play(RecordedCamera(path, clock, start=clock()), clock, 0.13))
    assert len(runs[0]) == len(runs[1]) > 20
    for one, other in zip(*runs, strict=True):
        assert (one.taken_at, one.number) == (other.taken_at, other.number)
        assert np.array_equal(one.image, other.image)
    assert [frame.number for frame in runs[0]] == sorted({frame.number for frame in runs[0]})


def test_the_last_seconds_come_oldest_first_and_about_so_far_apart(tmp_path: Path) -> None:
    clock = SimulatedClock()
    camera = RecordedCamera(write_video(tmp_path / "v.mp4"), clock)
    camera.latest(1.0)
    clock.wait(2.5)
    moments = [frame.taken_at for frame in camera.recent(2.0, 0.5)]
    assert moments == pytest.approx([0.9, 1.4, 1.9, 2.4], abs=0.11)
    assert [number_in(frame.image) for frame in camera.recent(1.0, 0.2)] == pytest.approx([16, 18, 20, 22, 24], abs=1)


def test_a_video_held_upright_is_shown_upright(tmp_path: Path) -> None:
    clock = SimulatedClock()
    flat = RecordedCamera(write_video(tmp_path / "flat.mp4"), clock).latest(1.0).image
    turned = RecordedCamera(write_video(tmp_path / "turned.mp4", rotation=90), clock).latest(1.0).image
    assert turned.shape == (96, 64, 3)
    # a display rotation of 90 turns the stored picture counter-clockwise: what was left comes to the bottom
    assert flat[:, :40].mean() < flat[:, 56:].mean()
    assert turned[56:].mean() < turned[:40].mean()


def test_pictures_of_a_folder_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (10, 2, 1):
        PillowImage.new("RGB", (64, 48), (number * 10, 0, 0)).save(tmp_path / f"photo {number}.png")
    (tmp_path / "notes.txt").write_text("no picture")
    clock = SimulatedClock()
    camera = RecordedCamera(tmp_path, clock)
    assert camera.duration_s == 9.0
    frames = play(camera, clock, 0.5)
    shown = [int(frame.image[0, 0, 0]) // 10 for frame in frames]
    assert shown == [1] * 6 + [2] * 6 + [10] * 6
    assert max(abs(frame.taken_at - 0.5 * index) for index, frame in enumerate(frames)) < 0.2


def test_a_broken_picture_in_a_folder_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "1.jpg").write_bytes(b"\xff\xd8\xff broken")
    PillowImage.new("RGB", (64, 48)).save(tmp_path / "2.png")
    camera = RecordedCamera(tmp_path, SimulatedClock())
    assert camera.latest(5.0).image.shape == (48, 64, 3)
    assert "1.jpg is broken" in caplog.text


def test_what_cannot_be_played_says_why_and_what_to_do(tmp_path: Path) -> None:
    text, empty, cut = tmp_path / "text.mp4", tmp_path / "empty.mp4", tmp_path / "cut.mp4"
    text.write_text("no video")
    empty.write_bytes(b"")
    cut.write_bytes(write_video(tmp_path / "v.mp4").read_bytes()[:900])
    picture = tmp_path / "p.jpg"
    PillowImage.new("RGB", (64, 48)).save(picture)
    (tmp_path / "folder").mkdir()
    for path, words in [
        (text, "convert it to MP4"),
        (empty, "convert it to MP4"),
        (cut, "not downloaded"),
        (picture, "lookaloud photo"),
        (tmp_path / "folder", "put JPEG or PNG files there"),
        (tmp_path / "missing.mp4", "There is no video file"),
    ]:
        with pytest.raises(CameraError, match=words) as refused:
            RecordedCamera(path, SimulatedClock())
        assert isinstance(refused.value, CameraNotFound | BadPicture)


def test_a_video_with_a_damaged_middle_goes_on_after_it(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4")
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat")
    length = int.from_bytes(data[start - 4 : start])
    data[start + length // 2 : start + length // 2 + length // 5] = bytes(length // 5)
    path.write_bytes(data)
    clock = SimulatedClock()
    frames = play_whatever(RecordedCamera(path, clock), clock)
    assert frames >= 10


def play_whatever(camera: RecordedCamera, clock: SimulatedClock) -> int:
    frames = 0
    for _ in range(40):
        clock.wait(0.1)
        try:
            camera.latest(0.3)
            frames += 1
        except CameraLost:
            continue
        except CameraEnded:
            break
    return frames


def write_sizes(path: Path, sizes: list[int]) -> Path:
    """Write a video of JPEG pictures, each square and of its own size, FPS a second."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mjpeg", rate=FPS)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = sizes[0]
        stream.pix_fmt = "yuvj420p"
        for number, size in enumerate(sizes):
            written = io.BytesIO()
            PillowImage.new("RGB", (size, size), (20 + 4 * number, 90, 90)).save(written, "JPEG")
            packet = av.Packet(written.getvalue())
            packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, FPS)
            packet.is_keyframe = True
            file.mux(packet)
    return path


def test_a_picture_that_cannot_be_used_costs_its_own_moment_and_no_other(tmp_path: Path) -> None:
    clock = SimulatedClock()
    camera = RecordedCamera(write_sizes(tmp_path / "v.mkv", [64] * 10 + [8] * 2 + [64] * 10), clock)
    camera.latest(1.0)
    clock.wait(0.5 / FPS)
    seen = []
    for number in range(22):
        try:
            camera.latest(0.15)
            seen.append(number)
        except CameraLost as error:
            assert "too small" in str(error)  # noqa: PT017  raised for some pictures only
        assert {frame.image.shape for frame in camera.recent(3.0, 0.1)} == {(64, 64, 3)}
        clock.wait(1 / FPS)
    assert seen == [*range(10), *range(12, 22)]


GLANCE_S = 0.03


class CostlyClock:
    """A clock on which each glance at it takes a while, so that work takes time, the same on every computer."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += GLANCE_S
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def test_a_video_for_which_this_computer_is_too_slow_keeps_no_look_waiting_and_goes_on_at_key_pictures(
    tmp_path: Path,
) -> None:
    clock = CostlyClock()
    per_second = round(2 / GLANCE_S)  # a picture takes twice as long as it is shown
    path = write_video(tmp_path / "v.mp4", 12.0, key_every=per_second, per_second=per_second)
    camera = RecordedCamera(path, clock, start=0.0)
    took_s, seen_s = list[float](), list[float]()
    while True:
        asked_at = clock.now
        try:
            frame = camera.latest(1.5)
            assert frame.age_s(clock.now) < 3.0
            seen_s.append(frame.taken_at)
        except CameraLost:
            pass
        except CameraEnded:
            break
        took_s.append(clock.now - asked_at)
        clock.wait(0.05)
    camera.close()
    print(f"{len(took_s)} looks of {statistics.median(took_s):.2f} s at most {max(took_s):.2f} s; seen at {seen_s}")
    assert max(took_s) < 0.5
    assert seen_s == sorted(seen_s)
    assert seen_s[-1] > 8.0
    assert len({int(second) for second in seen_s}) >= 5


def test_after_a_long_sleep_a_video_goes_on_at_its_next_key_picture_with_its_true_time(tmp_path: Path) -> None:
    clock = CostlyClock()
    camera = RecordedCamera(write_video(tmp_path / "v.mp4", 60.0, key_every=2 * FPS), clock, start=0.0)
    camera.latest(1.0)
    clock.wait(30.0)
    lost = 0
    while True:
        try:
            frame = camera.latest(1.0)
        except CameraLost:
            lost += 1
            clock.wait(0.2)
        else:
            break
    assert lost < 10
    assert frame.taken_at == pytest.approx(32.0, abs=1.0)
    assert number_in(frame.image) == round(frame.taken_at * FPS) % NUMBERS
    camera.close()


def test_a_folder_goes_on_with_the_picture_of_the_moment(tmp_path: Path) -> None:
    for number in range(40):
        PillowImage.new("RGB", (64, 48), (number, 0, 0)).save(tmp_path / f"{number}.png")
    clock = CostlyClock()
    camera = RecordedCamera(tmp_path, clock, start=0.0)
    camera.latest(3.0)
    clock.wait(90.0)
    with pytest.raises(CameraLost):
        camera.latest(3.0)
    assert camera.latest(3.0).image[0, 0, 0] == 30


def test_a_playlist_that_names_another_file_does_not_open_it(tmp_path: Path) -> None:
    write_video(tmp_path / "v.mp4")
    script = tmp_path / "list.mp4"
    script.write_text("ffconcat version 1.0\nfile 'http://127.0.0.1:1/v.mp4'\n")
    with pytest.raises(CameraError):
        RecordedCamera(script, SimulatedClock())


def test_a_closed_recording_gives_no_frame(tmp_path: Path) -> None:
    camera = open_camera(str(write_video(tmp_path / "v.mp4")), SimulatedClock())
    camera.close()
    camera.close()
    with pytest.raises(CameraLost):
        camera.latest(1.0)


def test_the_built_in_clip_needs_no_file() -> None:
    camera = open_camera("clip", SimulatedClock())
    assert camera.latest(1.0).image.ndim == 3
    camera.close()


def test_a_real_video_plays_to_its_end() -> None:
    clock = SimulatedClock()
    frames = play(RecordedCamera(media("cars.mp4"), clock), clock, 0.2)
    assert len(frames) == 151
    assert all(frame.image.shape == (432, 768, 3) for frame in frames)


def test_a_photo_is_turned_as_its_camera_was_held(tmp_path: Path) -> None:
    picture = PillowImage.new("RGB", (60, 40), "black")
    picture.paste("white", (0, 0, 60, 20))
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "p.jpg", exif=exif)
    image = read_photo(tmp_path / "p.jpg").image
    assert image.shape == (60, 40, 3)
    assert image[:, 25:].mean() > 200
    assert image[:, :15].mean() < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_every_kind_of_picture_becomes_three_colours(tmp_path: Path, mode: str) -> None:
    suffix = "tif" if mode in ("CMYK", "I;16", "YCbCr") else "png"
    path = tmp_path / f"p.{suffix}"
    PillowImage.new("L", (40, 30), 255).convert(mode if mode != "I;16" else "L").save(path)
    if mode == "I;16":
        PillowImage.fromarray(np.full((30, 40), 65535, np.uint16)).save(path)
    image = read_photo(path).image
    assert image.shape == (30, 40, 3)
    assert image.dtype == np.uint8
    assert image.min() >= 250


def test_what_is_transparent_in_a_picture_is_white(tmp_path: Path) -> None:
    PillowImage.new("RGBA", (40, 30), (0, 0, 0, 0)).save(tmp_path / "p.png")
    assert read_photo(tmp_path / "p.png").image.min() == 255


def test_a_picture_that_claims_to_be_gigantic_is_refused(tmp_path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (12_000, 60_000):
        head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        path = tmp_path / f"{side}.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
        with pytest.raises(BadPicture, match=r"too large.*(12000x12000|opened).*: save it"):
            read_photo(path)


@pytest.mark.parametrize("size", [(1, 1), (20000, 20), (15, 4000)])
def test_a_photo_too_small_or_narrow_is_refused_by_its_own_size_with_the_remedy(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    PillowImage.new("RGB", size).save(tmp_path / "p.png")
    with pytest.raises(BadPicture, match=rf"p\.png .*{size[0]}x{size[1]} pixels: give one of at least 16"):
        read_photo(tmp_path / "p.png")


@pytest.mark.parametrize(
    ("white", "kind"),
    [
        (1.0, np.float32),
        (255.0, np.float32),
        (65535.0, np.float32),
        (9e6, np.float32),
        (255, np.int32),
        (65535, np.int32),
    ],
)
def test_a_photo_in_long_numbers_is_not_black(tmp_path: Path, white: float, kind: type[np.generic]) -> None:
    levels = np.tile(np.linspace(0.0, 1.0, 64), (48, 1))
    PillowImage.fromarray((levels * white).astype(kind)).save(tmp_path / "p.tif")
    image = read_photo(tmp_path / "p.tif").image
    assert image.shape == (48, 64, 3)
    assert np.abs(image[0, :, 0] - levels[0] * 255).max() <= 2


def test_a_photo_in_fractions_that_is_dark_stays_dark(tmp_path: Path) -> None:
    PillowImage.fromarray(np.full((48, 64), 0.01, np.float32)).save(tmp_path / "p.tif")
    assert read_photo(tmp_path / "p.tif").image.max() == 3


@pytest.mark.parametrize("value", [np.nan, -7.0, 1e9])
def test_a_photo_whose_numbers_mean_nothing_is_refused(tmp_path: Path, value: float) -> None:
    PillowImage.fromarray(np.full((48, 64), value, np.float32)).save(tmp_path / "p.tif")
    with pytest.raises(BadPicture, match=r"p\.tif holds"):
        read_photo(tmp_path / "p.tif")


def test_a_missing_or_broken_photo_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    PillowImage.effect_noise((64, 48), 90).save(tmp_path / "whole.jpg")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes((tmp_path / "whole.jpg").read_bytes()[:-800])
    with pytest.raises(CameraNotFound, match=r"none\.png .*Check its name"):
        read_photo(tmp_path / "none.png")
    with pytest.raises(CameraNotFound, match="Name the pictures in it"):
        read_photo(tmp_path)
    for name in ("broken.png", "cut.jpg"):
        with pytest.raises(BadPicture, match="broken or no picture"):
            read_photo(tmp_path / name)
