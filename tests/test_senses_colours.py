import numpy as np
import pytest
from numpy.typing import NDArray

from camera.frame import Image
from describe.senses.colours import colours_of
from tests.media import photo
from tests.senses_pictures import plain

PAINTS = {
    "red": (190, 30, 40),
    "orange": (240, 130, 20),
    "yellow": (245, 215, 30),
    "green": (40, 140, 60),
    "blue": (30, 80, 190),
    "purple": (110, 45, 150),
    "pink": (250, 150, 190),
    "brown": (110, 65, 35),
    "beige": (222, 205, 170),
    "grey": (128, 128, 128),
    "black": (18, 18, 18),
}
LIGHTS = {
    "daylight": (1.0, 1.0, 1.0),
    "a warm lamp": (1.0, 0.88, 0.68),
    "a cool sky": (0.82, 0.93, 1.0),
    "dim light": (0.45, 0.45, 0.45),
}


def lit(paint: tuple[int, int, int], light: tuple[float, float, float]) -> NDArray[np.uint8]:
    """Return the sRGB value of a paint under a light, reckoned with the light itself and not with its code values."""
    code = np.asarray(paint) / 255
    physical = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4) * light
    back = np.where(physical <= 0.0031308, physical * 12.92, 1.055 * physical ** (1 / 2.4) - 0.055)
    return np.asarray((back * 255).round().clip(0, 255), dtype=np.uint8)


def wall(name: str, light: tuple[float, float, float]) -> Image:
    """Paint a wall, with a white door frame at its side."""
    picture = plain().copy()
    picture[:] = lit(PAINTS[name], light)
    picture[:, :60] = lit((240, 240, 240), light)
    return picture


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("paint", PAINTS)
def test_a_painted_wall_keeps_its_name_in_every_light(paint: str, light: str) -> None:
    assert colours_of(wall(paint, LIGHTS[light]))[0].name == paint


@pytest.mark.parametrize(("paint", "name"), [((60, 130, 50), "green"), (PAINTS["beige"], "beige")])
def test_what_fills_the_view_is_no_reference_for_itself(paint: tuple[int, int, int], name: str) -> None:
    assert [c.name for c in colours_of(plain(paint))] == [name]


def test_small_things_have_no_say() -> None:
    picture = plain((40, 140, 60)).copy()
    picture[:100, :100] = (200, 20, 20)
    assert [c.name for c in colours_of(picture)] == ["green"]


def test_in_the_dark_there_are_no_colours() -> None:
    assert colours_of(plain((12, 3, 3))) == ()


@pytest.mark.parametrize(
    ("name", "first"), [("pets.jpg", {"green"}), ("street.jpg", {"grey"}), ("cat.jpg", {"brown", "red"})]
)
def test_photos_have_the_colour_that_a_person_sees(name: str, first: set[str]) -> None:
    assert colours_of(photo(name))[0].name in first
