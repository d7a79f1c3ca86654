import random

import cv2
import numpy as np
import pytest

from camera.change import Change, ChangeWatch, Side
from camera.frame import Image, frame_of
from tests.looks import play
from tests.media import photo
from tests.spoil import SPOILED, brightened, noisy

EVERY_S = 0.2
QUICK = ("as it is", "half size, noise")
SLOW = tuple(name for name in SPOILED if name not in QUICK)
RATES = ((3.0, 0.0), (3.0, 0.17), (5.0, 0.07), (5.0, 0.13), (10.0, 0.0), (10.0, 0.05))


def scene(name: str = "street.jpg") -> Image:
    """A real scene of 640x480."""
    return cv2.resize(photo(name), (640, 480), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def with_person(image: Image, x: int, *, height: int = 64, foot: int = 330, grey: int = 235) -> Image:
    """The scene with a small upright figure: a head and a coat, 1 % of the picture and less."""
    seen = image.copy()
    width = height // 3
    cv2.rectangle(seen, (x, foot - height * 3 // 4), (x + width, foot), (grey, grey, grey), -1)
    cv2.circle(seen, (x + width // 2, foot - height * 7 // 8), height // 8, (grey, grey, grey), -1)
    return seen


class Looking:
    """Shows pictures to a watch five times a second, each with its own noise."""

    def __init__(self) -> None:
        self.watch = ChangeWatch()
        self.at = 100.0
        self.number = 0

    def look(self, image: Image, sigma: float = 2.0) -> Change:
        self.number += 1
        self.at += EVERY_S
        return self.watch.look(frame_of(noisy(image, self.number, sigma), self.at, self.number))

    def look_for(self, image: Image, seconds: float) -> list[Change]:
        return [self.look(image) for _ in range(round(seconds / EVERY_S))]

    def settle_and_tell(self, image: Image) -> None:
        assert self.look_for(image, 3.0)[-1].is_new
        self.watch.told()


def check_bottles(per_second: float, offset_s: float, spoiled: str) -> None:
    outcome = play("bottles.mp4", per_second, offset_s, spoiled)
    assert outcome.in_scenes == [1] * len(outcome.scenes), outcome.looks
    assert outcome.while_moving == 0, outcome.looks
    assert len(outcome.looks) <= len(outcome.scenes) + 1, outcome.looks


def check_cars(per_second: float, offset_s: float, spoiled: str) -> None:
    outcome = play("cars.mp4", per_second, offset_s, spoiled)
    assert outcome.noticed == [1] * len(outcome.passing), outcome.passings
    assert len(outcome.passings) == len(outcome.passing), outcome.passings
    assert len(outcome.looks) == 1, "the empty road after a car is the same as before"
    assert outcome.while_moving == 0, outcome.looks


@pytest.mark.parametrize("spoiled", QUICK)
def test_each_settled_scene_of_the_bottles_is_looked_at_once_and_no_moving_one(spoiled: str) -> None:
    check_bottles(5.0, 0.0, spoiled)


@pytest.mark.parametrize("spoiled", QUICK)
def test_each_passing_car_is_noticed_once_while_it_is_there(spoiled: str) -> None:
    check_cars(5.0, 0.0, spoiled)


@pytest.mark.slow
@pytest.mark.parametrize("spoiled", SLOW)
def test_the_same_is_noticed_through_a_worse_camera(spoiled: str) -> None:
    check_bottles(5.0, 0.0, spoiled)
    check_cars(5.0, 0.0, spoiled)


@pytest.mark.slow
@pytest.mark.parametrize(("per_second", "offset_s"), RATES)
def test_the_same_is_noticed_at_other_rates_and_moments(per_second: float, offset_s: float) -> None:
    check_bottles(per_second, offset_s, "as it is")
    check_cars(per_second, offset_s, "as it is")


@pytest.mark.parametrize("name", ["street.jpg", "two_men.jpg", "pets.jpg", "hotdog.jpg"])
def test_a_person_entering_at_a_distance_is_new_though_the_whole_picture_hardly_differs(name: str) -> None:
    looking, empty = Looking(), scene(name)
    grey = 235 if empty[266:330, 500:521].mean() < 130 else 20
    entered = with_person(empty, 500, grey=grey)
    looking.settle_and_tell(empty)
    alike = 1.0 - float(np.abs(entered.astype(float) - empty).mean()) / 255.0
    assert alike > 0.98, "a gate on the mean of the picture at 0.98 lets nothing through here"
    assert looking.look(entered).strongest > 0.0
    settled = looking.look_for(entered, 2.0)[-1]
    assert settled.is_new
    assert settled.different < 0.1


def test_light_that_drifts_by_a_third_in_half_a_minute_is_no_change() -> None:
    looking, image = Looking(), brightened(scene(), 0.7)
    looking.settle_and_tell(image)
    for step in range(150):
        change = looking.look(brightened(scene(), 0.7 + 0.3 * step / 149))
        assert change.moving == 0.0
        assert not change.is_new
        assert change.is_settled


def test_exposure_that_adjusts_itself_by_a_third_within_a_second_is_no_change() -> None:
    looking = Looking()
    looking.settle_and_tell(scene("dog.jpg"))
    for by in (0.93, 0.86, 0.8, 0.74, 0.7, 0.67, 0.67, 0.67):
        change = looking.look(brightened(scene("dog.jpg"), by))
        assert change.moving == 0.0
        assert not change.is_new


@pytest.mark.parametrize(("before", "after"), [(1.0, 0.25), (0.25, 1.0)])
def test_a_light_that_goes_off_or_on_is_a_change_but_nothing_that_passes(before: float, after: float) -> None:
    looking = Looking()
    looking.settle_and_tell(brightened(scene(), before))
    changes = looking.look_for(brightened(scene(), after), 3.0)
    assert changes[0].moving == 1.0
    assert not any(change.is_passing for change in changes)
    assert [change.is_new for change in changes].index(True) * EVERY_S <= 1.6


@pytest.mark.parametrize("sigma", [0.0, 4.0, 8.0])
def test_the_noise_of_a_sensor_is_no_movement(sigma: float) -> None:
    looking, image = Looking(), brightened(scene("hotdog.jpg"), 0.5)
    looking.settle_and_tell(image)
    changes = [looking.look(image, sigma) for _ in range(20)]
    assert max(change.moving for change in changes) == 0.0
    assert not any(change.is_new for change in changes)


def test_a_bare_picture_without_anything_on_it_is_still_and_worth_one_look() -> None:
    looking = Looking()
    blank = np.full((480, 640, 3), 128, np.uint8)
    looking.settle_and_tell(blank)
    assert not any(change.is_new or change.moving for change in looking.look_for(blank, 2.0))


@pytest.mark.parametrize(("x", "side"), [(40, Side.LEFT), (310, Side.AHEAD), (580, Side.RIGHT)])
@pytest.mark.parametrize(("foot", "is_near"), [(260, False), (470, True)])
def test_where_it_moves_is_told(x: int, side: Side, foot: int, is_near: bool) -> None:
    looking, blank = Looking(), np.full((480, 640, 3), 90, np.uint8)
    looking.look_for(blank, 2.0)
    looking.look(with_person(blank, x, foot=foot))
    change = looking.look(with_person(blank, x + 8, foot=foot))
    assert change.side is side
    assert change.is_near_bottom is is_near
    assert not change.is_view_moving


def test_nothing_moving_is_on_no_side() -> None:
    looking = Looking()
    assert looking.look_for(scene(), 2.0)[-1].side is None


def test_something_that_crosses_a_still_view_is_noticed_once_while_it_crosses() -> None:
    looking, empty = Looking(), scene()
    looking.settle_and_tell(empty)
    crossing = [looking.look(with_person(empty, x)) for x in range(20, 600, 40)]
    assert [change.is_passing for change in crossing].count(True) == 1
    assert [change.is_passing for change in crossing].index(True) * EVERY_S <= 1.0
    assert not any(change.is_new or change.is_passing for change in looking.look_for(empty, 3.0))


def test_something_that_darts_by_in_half_a_second_is_not_noticed_as_passing() -> None:
    looking, empty = Looking(), scene()
    looking.settle_and_tell(empty)
    changes = [looking.look(with_person(empty, 300)), *looking.look_for(empty, 3.0)]
    assert changes[0].moving > 0.0
    assert not any(change.is_passing or change.is_new for change in changes)


def test_what_moves_again_after_a_short_rest_is_not_noticed_a_second_time() -> None:
    looking, empty = Looking(), scene()
    looking.settle_and_tell(empty)
    crossing = [with_person(empty, x) for x in range(20, 300, 40)]
    first = [looking.look(picture).is_passing for picture in crossing]
    looking.look_for(crossing[-1], 1.6)
    again = [looking.look(picture).is_passing for picture in crossing]
    looking.look_for(crossing[-1], 3.0)
    later = [looking.look(picture).is_passing for picture in crossing]
    assert (any(first), any(again), any(later)) == (True, False, True)


def test_what_moves_without_rest_is_not_noticed_again_and_again() -> None:
    looking, empty = Looking(), scene()
    looking.settle_and_tell(empty)
    places = [100 + 200 * (turn % 2) + 20 * (turn % 5) for turn in range(60)]
    changes = [looking.look(with_person(empty, x)) for x in places]
    assert [change.is_passing for change in changes].count(True) == 1
    assert changes[-1].moving_s == pytest.approx(59 * EVERY_S, abs=0.01)
    assert changes[-1].settled_s == 0.0


def turning(name: str, pixels_a_second: float, seconds: float) -> list[Image]:
    wide = cv2.resize(photo(name), (1100, 720), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    starts = [round(pixels_a_second * EVERY_S * step) for step in range(round(seconds / EVERY_S))]
    return [np.ascontiguousarray(wide[120:600, x : x + 640]) for x in starts]


@pytest.mark.parametrize("name", ["street.jpg", "cat.jpg", "pets.jpg", "two_men.jpg", "chips.jpg"])
@pytest.mark.parametrize("pixels_a_second", [60, 150, 300])
def test_a_camera_that_turns_is_a_moving_view_and_nothing_passes(name: str, pixels_a_second: int) -> None:
    looking = Looking()
    pictures = turning(name, pixels_a_second, 1.4)
    looking.settle_and_tell(pictures[0])
    changes = [looking.look(picture) for picture in pictures][2:]
    assert all(change.is_view_moving for change in changes)
    assert not any(change.is_passing for change in changes)


def test_a_worn_camera_that_sways_with_the_breath_sees_the_same() -> None:
    wide = cv2.resize(photo("street.jpg"), (800, 600), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    looking = Looking()

    def swayed(step: int) -> Image:
        x, y = round(80 + 8 * np.sin(step * 0.25)), round(60 + 6 * np.cos(step * 0.25))
        return np.ascontiguousarray(wide[y : y + 480, x : x + 640])

    new = 0
    for step in range(150):
        if looking.look(swayed(step)).is_new:
            new += 1
            looking.watch.told()
    assert new == 1


def test_before_anything_was_told_the_first_settled_picture_is_new() -> None:
    looking = Looking()
    changes = looking.look_for(scene(), 2.0)
    first = [change.is_new for change in changes].index(True)
    assert 0.8 <= first * EVERY_S <= 1.2
    assert changes[0].different == 1.0


def test_told_takes_the_picture_that_was_described_not_the_present_one() -> None:
    looking, empty = Looking(), scene()
    looking.look_for(empty, 2.0)
    described = frame_of(empty, looking.at, 0)
    entered = with_person(empty, 300)
    looking.look_for(entered, 2.0)
    looking.watch.told(described)
    assert looking.look(entered).is_new
    looking.watch.told()
    assert not looking.look(entered).is_new


def test_a_frame_that_comes_again_changes_nothing() -> None:
    looking, image = Looking(), scene()
    looking.look_for(image, 2.0)
    frame = frame_of(with_person(image, 300), looking.at + EVERY_S, 99)
    first = looking.watch.look(frame)
    assert all(looking.watch.look(frame) is first for _ in range(20))
    assert first.moving > 0.0


def test_after_a_long_gap_nothing_is_settled_until_it_has_been_seen_to_be_still() -> None:
    looking, image = Looking(), scene()
    looking.settle_and_tell(image)
    looking.at += 20.0
    changes = looking.look_for(with_person(image, 300), 1.4)
    assert not changes[0].is_settled
    assert changes[0].moving == 0.0
    assert changes[-1].is_new


def test_a_clock_that_begins_again_does_not_stop_the_watch() -> None:
    looking, image = Looking(), scene()
    looking.settle_and_tell(image)
    looking.at = 0.0
    assert looking.look_for(with_person(image, 300), 2.0)[-1].is_new


def test_looks_at_odd_moments_settle_all_the_same() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(3):
        watch, at, image = ChangeWatch(), 0.0, scene()
        settled_at = None
        for number in range(30):
            at += chance.choice([0.01, 0.05, 0.2, 0.3, 0.7])
            change = watch.look(frame_of(noisy(image, number), at, number))
            assert change.moving == 0.0
            if change.is_settled and settled_at is None:
                settled_at = at
        assert settled_at is not None
        assert settled_at <= 2.5


def test_one_look_every_two_seconds_is_enough_to_settle() -> None:
    watch, image = ChangeWatch(), scene()
    assert not watch.look(frame_of(image, 0.0, 0)).is_settled
    assert watch.look(frame_of(noisy(image, 1), 2.0, 1)).is_new


def test_pictures_of_any_size_and_of_changing_size_are_compared() -> None:
    looking, image = Looking(), scene()
    looking.settle_and_tell(image)
    for size in ((320, 240), (1280, 960), (16, 16)):
        resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        assert 0.0 <= looking.look(resized).moving <= 1.0
    small = cv2.resize(image, (320, 240), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    assert not looking.look_for(small, 2.0)[-1].is_new
