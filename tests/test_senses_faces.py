import numpy as np
import pytest

from camera.frame import Frame, Image, frame_of
from describe.senses.faces import FaceFinder
from tests.media import PHOTOS, VIDEOS, photo, video
from tests.senses_pictures import plain


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return FaceFinder()


def looks(*images: Image) -> tuple[Frame, ...]:
    return tuple(frame_of(image, 0.2 * n, n) for n, image in enumerate(images))


def shifted(image: Image, pixels: int) -> Image:
    return np.ascontiguousarray(np.roll(image, pixels, axis=1))


def test_a_photo_of_two_men_and_people_behind_has_two_to_four_faces(finder: FaceFinder) -> None:
    faces = finder.faces(looks(photo("two_men.jpg")))
    assert 2 <= len(faces) <= 4
    assert faces[0].box.height == max(face.box.height for face in faces) > 0.2
    assert all(face.held == 1 for face in faces)


@pytest.mark.parametrize("name", [name for name in PHOTOS if name != "two_men.jpg"])
def test_a_photo_without_people_has_no_face(finder: FaceFinder, name: str) -> None:
    assert finder.faces(looks(photo(name))) == ()


@pytest.mark.parametrize(
    ("name", "top", "left", "size"),
    [("chips.jpg", 154, 215, 243), ("chips.jpg", 2, 242, 238), ("chips.jpg", 86, 172, 291), ("dog.jpg", 92, 122, 119)],
)
def test_a_pattern_that_one_cascade_takes_for_a_face_is_none(
    finder: FaceFinder, name: str, top: int, left: int, size: int
) -> None:
    part = photo(name)[top : top + size, left : left + size * 3 // 2]
    assert finder.faces(looks(np.ascontiguousarray(np.repeat(np.repeat(part, 2, axis=0), 2, axis=1)))) == ()


def test_a_face_that_was_in_only_two_of_five_looks_is_not_told(finder: FaceFinder) -> None:
    men, wall = photo("two_men.jpg"), plain(width=512, height=355)
    assert finder.faces(looks(wall, wall, wall, men, men)) == ()
    assert len(finder.faces(looks(wall, men, wall, men, men))) >= 2


def test_a_face_that_is_gone_from_the_newest_look_is_not_told(finder: FaceFinder) -> None:
    men, wall = photo("two_men.jpg"), plain(width=512, height=355)
    assert finder.faces(looks(men, men, men, men, wall)) == ()


def test_a_face_that_moves_a_little_between_looks_is_held(finder: FaceFinder) -> None:
    men = photo("two_men.jpg")
    assert len(finder.faces(looks(*(shifted(men, 8 * n) for n in range(5))))) >= 2


def test_older_looks_may_be_smaller_than_the_newest(finder: FaceFinder) -> None:
    men = photo("two_men.jpg")
    large = np.ascontiguousarray(np.repeat(np.repeat(men, 2, axis=0), 2, axis=1))
    assert len(finder.faces(looks(men, men, large))) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", VIDEOS)
def test_no_look_at_a_video_without_people_has_a_face(finder: FaceFinder, name: str) -> None:
    assert [at for at, image in video(name, 2.0) if finder.faces(looks(image))] == []
