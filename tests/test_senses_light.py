import numpy as np
import pytest

from describe.senses.light import light_of
from describe.senses.observation import Level, Side
from tests.media import PHOTOS, photo
from tests.senses_pictures import plain


@pytest.mark.parametrize(
    ("grey", "level"),
    [(15, Level.DARK), (50, Level.DIM), (110, Level.ORDINARY), (150, Level.ORDINARY), (220, Level.BRIGHT)],
)
def test_the_level_of_light_has_a_name(grey: int, level: Level) -> None:
    assert light_of(plain((grey, grey, grey))).level is level


@pytest.mark.parametrize(("first", "side"), [(0, Side.LEFT), (220, Side.AHEAD), (430, Side.RIGHT)])
def test_a_window_is_on_its_side(first: int, side: Side) -> None:
    picture = plain((60, 60, 60)).copy()
    picture[60:420, first : first + 200] = (250, 250, 240)
    assert light_of(picture).brightest is side


def test_an_evenly_lit_wall_that_fades_to_one_side_has_no_bright_side() -> None:
    fading = np.linspace(110, 150, 640)[None, :, None] * np.ones((480, 1, 3))
    assert light_of(fading.astype(np.uint8)).brightest is None


def test_a_dark_room_with_a_less_dark_side_has_no_bright_side() -> None:
    picture = plain((5, 5, 5)).copy()
    picture[:, 430:] = (60, 60, 60)
    assert light_of(picture).brightest is None


@pytest.mark.parametrize("name", PHOTOS)
def test_no_photo_here_has_a_bright_side(name: str) -> None:
    assert light_of(photo(name)).brightest is None
