"""What the page says of the pictures: how bright, how sharp, how many a second."""

import cv2
import numpy as np
import pytest

from camera.change import ChangeWatch
from camera.errors import CameraLost
from camera.figures import Brightness, Figures, FiguresWatch, Focus
from camera.frame import Image, frame_of
from camera.quality import QualityWatch
from tests.media import photo
from tests.scripted import Stage, room
from tests.spoil import brightened


def _figures(image: Image, per_s: float = 30.0, seconds: float = 2.0) -> Figures:
    changes, quality, figures = ChangeWatch(), QualityWatch(), FiguresWatch()
    for look in range(int(seconds * 5) + 1):
        moment = look / 5
        frame = frame_of(image, moment, round(moment * per_s))
        quality.look(frame, changes.look(frame))
        assert quality.measured is not None
        figures.look(frame, quality.measured)
    assert figures.newest is not None
    return figures.newest


def test_a_good_picture_is_bright_and_sharp_and_its_pictures_are_counted() -> None:
    figures = _figures(room(1), 30.0)
    assert (figures.brightness, figures.focus) == (Brightness.BRIGHT, Focus.SHARP)
    assert figures.per_s == pytest.approx(30.0)
    assert _figures(room(1), 12.0).per_s == pytest.approx(12.0, abs=1.0)


def test_pictures_are_not_counted_over_a_moment() -> None:
    assert _figures(room(1), 30.0, seconds=0.4).per_s is None


@pytest.mark.parametrize(
    ("image", "brightness"),
    [
        (brightened(room(1), 0.05), Brightness.DARK),
        (brightened(room(1), 0.25), Brightness.DIM),
        (np.full((480, 640, 3), 255, np.uint8), Brightness.GLARING),
    ],
)
def test_too_little_and_too_much_light_is_said(image: Image, brightness: Brightness) -> None:
    assert _figures(image).brightness is brightness


def test_a_blurred_picture_is_said_to_be_blurred_and_a_plain_one_cannot_be_judged() -> None:
    assert _figures(np.asarray(cv2.GaussianBlur(room(1), (0, 0), 9.0), np.uint8)).focus is Focus.BLURRED
    assert _figures(np.full((480, 640, 3), 150, np.uint8)).focus is Focus.PLAIN
    assert _figures(np.zeros((480, 640, 3), np.uint8)).is_covered


def test_a_real_street_is_bright_and_sharp() -> None:
    figures = _figures(photo("street.jpg"))
    assert (figures.brightness, figures.focus) == (Brightness.BRIGHT, Focus.SHARP)


@pytest.mark.parametrize("first", [1, 1 << 40])
def test_another_camera_begins_its_count_anew(first: int) -> None:
    changes, quality, figures = ChangeWatch(), QualityWatch(), FiguresWatch()
    for moment, number in [(0.0, 900), (1.0, 930), (2.0, 960), (2.2, first), (2.4, first + 6)]:
        frame = frame_of(room(1), moment, number)
        quality.look(frame, changes.look(frame))
        assert quality.measured is not None
        figures.look(frame, quality.measured)
    assert figures.newest is not None
    assert figures.newest.per_s is None


def test_the_narrator_puts_the_figures_on_the_board_and_takes_them_off_when_the_camera_is_lost() -> None:
    def view(moment: float) -> Image:
        if moment > 5.0:
            raise CameraLost("unplugged")
        return room(1)

    stage = Stage(view, 10.0)
    stage.play_until(4.0)
    figures = stage.board.get().figures
    assert figures is not None
    assert (figures.brightness, figures.focus) == (Brightness.BRIGHT, Focus.SHARP)
    assert figures.per_s == pytest.approx(30.0, abs=1.0)
    stage.play_until(6.0)
    assert stage.board.get().figures is None
