import numpy as np
import pytest

from camera.frame import Frame, frame_of
from describe.senses.movement import movement_in
from describe.senses.observation import Course
from tests.media import events, photo, video
from tests.senses_pictures import HEIGHT, WIDTH, look, room

SEED = 20
LOOKS = 5


def crossing(xs: list[int], side: int = 90) -> tuple[Frame, ...]:
    frames = []
    for number, x in enumerate(xs):
        scene = room()
        scene[200 : 200 + side, x : x + side] = 20
        frames.append(look(scene, number))
    return tuple(frames)


def growing(sides: list[int]) -> tuple[Frame, ...]:
    frames = []
    for number, side in enumerate(sides):
        scene = room()
        scene[240 - side : 240 + side, 320 - side : 320 + side] = 20
        frames.append(look(scene, number))
    return tuple(frames)


def panning(step_px: int) -> tuple[Frame, ...]:
    wide = np.hstack([room(1), room(2)])
    return tuple(look(wide[:, 200 + n * step_px : 200 + n * step_px + WIDTH], n) for n in range(LOOKS))


def test_a_thing_that_crosses_has_a_direction() -> None:
    rightward = [60, 150, 240, 330, 420]
    going = movement_in(crossing(rightward))
    coming_back = movement_in(crossing(rightward[::-1]))
    assert going is not None
    assert going.course is Course.LEFT_TO_RIGHT
    assert coming_back is not None
    assert coming_back.course is Course.RIGHT_TO_LEFT


def test_a_thing_that_grows_comes_closer_and_one_that_shrinks_goes_away() -> None:
    sides = [40, 55, 75, 100, 130]
    closer, away = movement_in(growing(sides)), movement_in(growing(sides[::-1]))
    assert closer is not None
    assert closer.course is Course.CLOSER
    assert away is not None
    assert away.course is Course.AWAY


def test_a_thing_at_the_edge_only_seems_to_grow_while_it_enters() -> None:
    frames = []
    for number, size in enumerate((40, 60, 85, 115, 150)):
        scene = room()
        scene[HEIGHT - 2 * size :, 320 - size : 320 + size] = 20
        frames.append(look(scene, number))
    entering = movement_in(tuple(frames))
    assert entering is not None
    assert entering.course is Course.UNCLEAR


def test_a_still_scene_with_noise_has_no_movement() -> None:
    assert movement_in(tuple(look(room(), n, noise=8) for n in range(LOOKS))) is None


def test_a_thing_that_has_come_to_rest_moves_no_more() -> None:
    assert movement_in(crossing([60, 150, 240, 240, 240])) is None


def test_a_lamp_or_a_soft_shadow_is_no_movement() -> None:
    shade = np.linspace(0, 40, WIDTH, dtype=np.float32)[None, :] * np.ones((HEIGHT, 1), dtype=np.float32)
    assert movement_in(tuple(look(room() - shade * np.float32(n / 2), n) for n in range(LOOKS))) is None


@pytest.mark.parametrize("step_px", [5, 12, 30])
def test_a_turning_camera_is_no_movement(step_px: int) -> None:
    assert movement_in(panning(step_px)) is None
    assert movement_in(panning(-step_px)) is None


def test_a_turning_camera_over_real_views_is_seldom_taken_for_movement() -> None:
    print("seed", SEED)
    rng = np.random.default_rng(SEED)
    false = 0
    for name in ("cat.jpg", "street.jpg", "chips.jpg", "two_men.jpg", "pets.jpg") * 8:
        picture = photo(name)
        height, width = picture.shape[:2]
        step_y, step_x = rng.uniform(-0.02, 0.02) * height, rng.choice([-1, 1]) * rng.uniform(0.01, 0.04) * width
        views = []
        for n in range(LOOKS):
            top, left = int(height * 0.2 + step_y * (n - 2)), int(width * 0.2 + step_x * (n - 2))
            views.append(picture[top : top + int(height * 0.6), left : left + int(width * 0.6)])
        moved = movement_in(tuple(frame_of(view, 0.2 * n, n) for n, view in enumerate(views)))
        false += moved is not None
        assert moved is None or moved.course is Course.UNCLEAR
    assert false <= 1


def test_a_photo_and_looks_of_another_size_show_no_movement() -> None:
    frames = crossing([60, 400])
    small = frame_of(np.ascontiguousarray(frames[0].image[:240]), 0.0, 0)
    assert movement_in(frames[:1]) is None
    assert movement_in((small, frames[1])) is None


def test_older_looks_may_be_smaller_than_the_newest() -> None:
    frames = crossing([60, 150, 240, 330, 420])
    older = tuple(frame_of(np.ascontiguousarray(f.image[::2, ::2]), f.taken_at, f.number) for f in frames[:-1])
    moved = movement_in((*older, frames[-1]))
    assert moved is not None
    assert moved.course is Course.LEFT_TO_RIGHT


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bottles.mp4", "cars.mp4"])
def test_real_movement_is_noticed_and_a_settled_scene_is_not_said_to_move(name: str) -> None:
    looks = [frame_of(image, at, n) for n, (at, image) in enumerate(video(name))]
    known = events(name)
    windows = [tuple(looks[n - LOOKS + 1 : n + 1]) for n in range(LOOKS, len(looks))]
    found = {w[-1].taken_at: movement_in(w) for w in windows}
    settled = [m for at, m in found.items() if any(a + 1.2 < at < b - 0.3 for a, b in known.scenes)]
    assert sum(m is not None for m in settled) <= len(settled) // 50
    for start, end in known.moving:
        assert any(m is not None for at, m in found.items() if start <= at <= end)
    assert not [m for m in found.values() if m is not None and m.course in (Course.CLOSER, Course.AWAY)]
