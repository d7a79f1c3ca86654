from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from camera.change import Change, ChangeWatch
from camera.frame import Image, frame_of
from camera.quality import Fault, QualityWatch, fault_of
from tests.media import PHOTOS, VIDEOS, photo, video
from tests.spoil import blurred, brightened, halved, noisy, recompressed, smeared

HEIGHT, WIDTH = 480, 640
Y, X = (axis.astype(np.float32) for axis in np.mgrid[0:HEIGHT, 0:WIDTH])
STILL = Change(is_settled=True)
TURNING = Change(moving=0.9, is_view_moving=True)


@lru_cache(maxsize=1)
def real() -> dict[str, Image]:
    """All photos, and frames of the videos from moments with something to see."""
    pictures = {name: photo(name) for name in PHOTOS}
    for name in VIDEOS:
        for at, image in video(name)[5::12]:
            pictures[f"{name} at {at:.1f} s"] = image
    return pictures


def with_edges() -> dict[str, Image]:
    """The real pictures but the bare road, which holds nothing to judge sharpness by."""
    return {name: image for name, image in real().items() if not (name.startswith("cars") and image.std() < 15)}


def found(spoiled: dict[str, Image]) -> dict[str, Fault | None]:
    return {name: fault_of(image) for name, image in spoiled.items()}


def part_of(faults: dict[str, Fault | None], fault: Fault | None) -> float:
    return sum(one is fault for one in faults.values()) / len(faults)


def painted(*colours: NDArray[np.float32] | float, noise: float = 2.0) -> Image:
    """A picture of one grey or of red, green and blue, each a level or a shading, with sensor noise."""
    levels = [np.broadcast_to(np.asarray(colour, np.float32), (HEIGHT, WIDTH)) for colour in colours]
    if len(levels) == 1:
        levels *= 3
    return noisy(np.stack(levels, axis=2).clip(0, 255).astype(np.uint8), sigma=noise)


def page(paper: int, ink: int, size: float = 0.6) -> Image:
    seen = np.full((HEIGHT, WIDTH, 3), paper, np.uint8)
    for line in range(20):
        at = (10, 25 + line * 23)
        cv2.putText(seen, "The quick brown fox jumps over it", at, cv2.FONT_HERSHEY_SIMPLEX, size, (ink,) * 3, 1, 16)
    return noisy(seen, sigma=2.0)


def lamp() -> Image:
    room = 6.0 + 25.0 * np.exp(-((X - 420) ** 2 + (Y - 120) ** 2) / (2 * 120.0**2))
    cv2.circle(room, (420, 120), 16, 245.0, -1)
    return painted(room)


def night() -> Image:
    street = brightened(cv2.resize(photo("street.jpg"), (WIDTH, HEIGHT)).astype(np.uint8, copy=False), 0.06)
    for x, y, radius in ((60, 80, 4), (200, 120, 5), (330, 60, 3), (420, 150, 6), (560, 100, 4), (600, 180, 3)):
        cv2.circle(street, (x, y), radius, (255, 230, 170), -1)
    return noisy(street, sigma=2.0)


def clouds() -> Image:
    chance = np.random.default_rng(2)
    steps = np.hypot(np.fft.fftfreq(HEIGHT)[:, None], np.fft.fftfreq(WIDTH)[None, :])
    steps[0, 0] = 1.0
    drawn = np.fft.ifft2(np.fft.fft2(chance.normal(size=(HEIGHT, WIDTH))) / steps**1.8).real
    drawn = (drawn - drawn.min()) / (drawn.max() - drawn.min())
    return painted(90 + 150 * drawn, 140 + 100 * drawn, 220 + 25 * drawn)


def sign() -> Image:
    seen = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    cv2.putText(seen, "EXIT", (200, 260), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (10, 10, 10), 8, 16)
    return seen


def texture() -> NDArray[np.float32]:
    fine = np.random.default_rng(4).standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    return cv2.GaussianBlur(fine, (0, 0), 2.0).astype(np.float32)


GOOD = {
    "a white wall, slightly rough": lambda: painted(215 + 16 * texture()),
    "a wall in shade": lambda: painted(120 + 60 * X / WIDTH - 30 * (Y / HEIGHT) ** 2),
    "a wall in a dim room": lambda: painted(50 + 15 * X / WIDTH),
    "a wall without any noise": lambda: painted(180.0, noise=0.0),
    "the colour of skin on a wall": lambda: painted(200 + 10 * X / WIDTH, 150 + 4 * X / WIDTH, 120.0),
    "a plain sky": lambda: painted(90 + 60 * Y / HEIGHT, 140 + 60 * Y / HEIGHT, 220 + 20 * Y / HEIGHT),
    "clouds": clouds,
    "a dark room with one lamp": lamp,
    "a street at night": night,
    "fog": lambda: noisy((185 + 0.12 * cv2.resize(photo("street.jpg"), (WIDTH, HEIGHT))).astype(np.uint8), sigma=2),
    "thick fog": lambda: noisy((185 + 0.06 * cv2.resize(photo("street.jpg"), (WIDTH, HEIGHT))).astype(np.uint8)),
    "a page of text": lambda: page(255, 20),
    "a terminal": lambda: page(18, 200, 0.5),
    "one word on white": sign,
}

FINGER = ((60.0, 120.0), (10.0, 25.0), (8.0, 20.0))
COVERED = {
    "a finger in little light": lambda noise: painted(60.0, 8.0, 5.0, noise=noise),
    "a finger lit from one side": lambda noise: painted(
        *(low + high * np.exp(-((X - 600) ** 2 + (Y - 100) ** 2) / (2 * 260.0**2)) for low, high in FINGER),
        noise=noise,
    ),
    "a finger before a window": lambda noise: painted(
        150 + 90 * X / WIDTH, 40 + 50 * X / WIDTH, 30 + 30 * X / WIDTH, noise=noise
    ),
    "a lens cap": lambda noise: painted(3.0, noise=noise),
    "a palm": lambda noise: painted(25 + 10 * X / WIDTH, 14 + 5 * X / WIDTH, 11 + 5 * X / WIDTH, noise=noise),
}


def test_real_pictures_have_no_fault() -> None:
    faults = found(real())
    assert part_of(faults, None) == 1.0, faults


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [noisy, halved, lambda image: halved(halved(image)), recompressed])
def test_real_pictures_have_no_fault_at_another_size_or_from_a_poor_camera(spoil: Callable[[Image], Image]) -> None:
    faults = found({name: spoil(image) for name, image in real().items()})
    assert part_of(faults, None) == 1.0, faults


@pytest.mark.parametrize("name", GOOD)
def test_a_plain_dim_or_white_picture_is_no_fault(name: str) -> None:
    assert fault_of(GOOD[name]()) is None


@pytest.mark.parametrize("by", [0.5, 0.3, 0.25])
def test_a_dim_picture_is_no_fault(by: float) -> None:
    faults = found({name: noisy(brightened(image, by), sigma=2.0) for name, image in real().items()})
    assert part_of(faults, None) == 1.0, faults


@pytest.mark.parametrize("by", [0.1, 0.07, 0.05, 0.02, 0.0])
def test_too_little_light_is_a_fault_and_the_less_there_is_to_see_the_less_is_claimed(by: float) -> None:
    faults = found({name: noisy(brightened(image, by), sigma=1.0) for name, image in real().items()})
    dark, covered = part_of(faults, Fault.DARK), part_of(faults, Fault.COVERED)
    assert dark + covered == 1.0, faults
    assert dark >= 0.95 or by < 0.1
    assert dark >= 0.7 or by < 0.05
    assert covered == 1.0 or by > 0.0


@pytest.mark.parametrize(
    ("by", "at_least", "at_most"), [(1.5, 0.0, 0.0), (2.0, 0.0, 0.0), (4.0, 0.3, 0.6), (8.0, 0.6, 1.0)]
)
def test_too_much_light_is_a_fault_once_little_is_left_to_see(by: float, at_least: float, at_most: float) -> None:
    faults = found({name: brightened(image, by) for name, image in real().items()})
    assert at_least <= part_of(faults, Fault.OVEREXPOSED) <= at_most, faults
    assert set(faults.values()) <= {None, Fault.OVEREXPOSED}, faults


def test_nothing_but_white_is_overexposed() -> None:
    assert fault_of(np.full((HEIGHT, WIDTH, 3), 255, np.uint8)) is Fault.OVEREXPOSED


@pytest.mark.parametrize("noise", [0.0, 2.0, 6.0, 10.0])
@pytest.mark.parametrize("name", COVERED)
def test_a_covered_lens_is_told_whatever_the_noise(name: str, noise: float) -> None:
    assert fault_of(COVERED[name](noise)) is Fault.COVERED


@pytest.mark.parametrize("sigma", [1.5, 3.0])
def test_a_slightly_soft_picture_is_no_fault(sigma: float) -> None:
    faults = found({name: blurred(image, sigma) for name, image in real().items()})
    assert part_of(faults, None) == 1.0, faults


@pytest.mark.parametrize(
    ("sigma", "noise", "at_least"),
    [
        (9.0, 0.0, 1.0),
        *(
            pytest.param(*degree, marks=pytest.mark.slow)
            for degree in ((6.0, 0.0, 0.9), (14.0, 0.0, 0.95), (25.0, 0.0, 0.7))
        ),
        *(
            pytest.param(*degree, marks=pytest.mark.slow)
            for degree in ((6.0, 4.0, 0.9), (9.0, 4.0, 1.0), (14.0, 4.0, 0.95))
        ),
    ],
)
def test_a_scene_out_of_focus_is_blurred_with_and_without_noise(sigma: float, noise: float, at_least: float) -> None:
    faults = found({name: noisy(blurred(image, sigma), sigma=noise) for name, image in with_edges().items()})
    assert part_of(faults, Fault.BLURRED) >= at_least, faults
    assert set(faults.values()) <= {None, Fault.BLURRED}, faults


@pytest.mark.slow
@pytest.mark.parametrize("sigma", [9.0, 14.0])
def test_a_dim_scene_out_of_focus_is_blurred_too(sigma: float) -> None:
    pictures = {name: noisy(brightened(blurred(image, sigma), 0.3), sigma=2.0) for name, image in with_edges().items()}
    assert part_of(found(pictures), Fault.BLURRED) >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize(("length", "at_least", "at_most"), [(8, 0.0, 0.0), (16, 0.0, 0.1), (48, 0.6, 1.0)])
@pytest.mark.parametrize("degrees", [0, 45, 90])
def test_a_smeared_picture_is_blurred_once_it_is_smeared_far(
    length: int, degrees: int, at_least: float, at_most: float
) -> None:
    faults = found({name: smeared(image, length, degrees) for name, image in with_edges().items()})
    assert at_least <= part_of(faults, Fault.BLURRED) <= at_most, faults


@pytest.mark.slow
def test_blur_is_judged_alike_at_any_size_of_the_same_picture() -> None:
    for size in (240, 480, 960, 1920):
        image = cv2.resize(photo("cat.jpg"), (size * 16 // 9, size), interpolation=cv2.INTER_AREA).astype(np.uint8)
        assert fault_of(image) is None
        assert fault_of(blurred(image, 10.0)) is Fault.BLURRED


def test_the_smallest_picture_that_is_accepted_can_be_judged() -> None:
    assert fault_of(np.full((16, 16, 3), 128, np.uint8)) is None


class Watching:
    """Shows pictures to a watch five times a second, each with its own noise."""

    def __init__(self) -> None:
        self.watch = QualityWatch()
        self.at, self.number = 50.0, 0

    def look(self, image: Image, change: Change = STILL, sigma: float = 1.0) -> Fault | None:
        self.at += 0.2
        self.number += 1
        seen = noisy(image, self.number, sigma) if sigma else image
        return self.watch.look(frame_of(seen, self.at, self.number), change)

    def look_for(self, image: Image, seconds: float, change: Change = STILL, sigma: float = 1.0) -> list[Fault | None]:
        return [self.look(image, change, sigma) for _ in range(round(seconds * 5))]


def test_a_fault_is_told_after_a_second_and_is_over_after_a_second_without_it() -> None:
    watching, good = Watching(), photo("dog.jpg")
    assert set(watching.look_for(good, 2.0)) == {None}
    covered = watching.look_for(painted(3.0), 2.0)
    assert covered[:5] == [None] * 5
    assert set(covered[6:]) == {Fault.COVERED}
    again = watching.look_for(good, 2.0)
    assert set(again[:5]) == {Fault.COVERED}
    assert set(again[6:]) == {None}


def test_a_hand_that_passes_the_lens_is_not_announced_nor_is_one_good_frame_an_end() -> None:
    watching, good, bad = Watching(), photo("dog.jpg"), painted(3.0)
    watching.look_for(good, 2.0)
    assert set(watching.look_for(bad, 0.6) + watching.look_for(good, 2.0)) == {None}
    watching.look_for(bad, 2.0)
    assert set(watching.look_for(good, 0.4) + watching.look_for(bad, 2.0)) == {Fault.COVERED}


def test_a_fault_that_changes_its_kind_meanwhile_is_told_in_time() -> None:
    watching = Watching()
    watching.look_for(photo("dog.jpg"), 2.0)
    soft = blurred(photo("dog.jpg"), 9.0)
    told = [watching.look(soft, change) for change in (STILL, TURNING) * 5]
    assert told[4] is None
    assert told[-1] in (Fault.BLURRED, Fault.MOVING_FAST)


def test_a_smear_while_the_view_moves_is_moving_fast_and_a_sharp_picture_is_not() -> None:
    smear = smeared(photo("two_men.jpg"), 32, 0)
    assert Watching().look_for(smear, 2.0, TURNING)[-1] is Fault.MOVING_FAST
    assert Watching().look_for(photo("two_men.jpg"), 2.0, TURNING)[-1] is None


def test_a_real_turn_of_the_camera_is_found_to_move_fast_from_the_pictures_alone() -> None:
    wide = cv2.resize(photo("two_men.jpg"), (1600, 1100), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    watching, changes = Watching(), ChangeWatch()
    faults = []
    for step in range(12):
        x = 75 * step
        seen = smeared(np.ascontiguousarray(wide[300:780, x : x + 640]), 40, 0)
        change = changes.look(frame_of(noisy(seen, step, 1.0), step * 0.2, step))
        faults.append(watching.look(seen, change))
    assert faults[-1] is Fault.MOVING_FAST


def test_frames_that_are_each_asked_for_twice_delay_no_fault() -> None:
    watch = QualityWatch()
    frames = [frame_of(noisy(painted(3.0), number), 9.0 + number * 0.2, number) for number in range(10)]
    told = [watch.look(frame, STILL) for frame in frames for _ in range(2)]
    assert told[-1] is Fault.COVERED


@pytest.mark.parametrize("name", VIDEOS)
def test_a_real_recording_has_no_fault_from_its_first_to_its_last_look(name: str) -> None:
    watch, changes = QualityWatch(), ChangeWatch()
    for number, (at, image) in enumerate(video(name)):
        frame = frame_of(image, at, number)
        assert watch.look(frame, changes.look(frame)) is None, f"at {at:.1f} s"


def test_after_a_long_gap_a_fault_must_last_anew() -> None:
    watching = Watching()
    watching.look_for(photo("dog.jpg"), 2.0)
    watching.look(painted(3.0))
    watching.at += 20.0
    assert watching.look(painted(3.0)) is None
    assert watching.look_for(painted(3.0), 1.4)[-1] is Fault.COVERED
