"""Opens the camera that a person chose, and follows that choice while it runs."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from describe.cli.parts import address_or_first, turn_of

if TYPE_CHECKING:
    from camera.clock import Clock
    from camera.pushed import PushedCamera
    from camera.source import Camera
    from camera.switching import SwitchingCamera
    from describe.settings import Settings


def opener_with(phone: "PushedCamera", settings: "Callable[[], Settings]") -> "Callable[[str, Clock], Camera]":
    """Return what opens a camera by its address, turned as the settings say; the address phone stands for this phone.

    A phone knows itself which way up it is.
    """
    from camera.address import Kind, parse_address
    from camera.source import open_camera
    from camera.turned import TurnedCamera

    def open_one(address: str, clock: "Clock") -> "Camera":
        if parse_address(address).kind is Kind.PHONE:
            return phone
        return TurnedCamera(open_camera(address, clock), turn_of(settings))

    return open_one


def following(
    camera: "Camera", named: str | None, settings: "Callable[[], Settings]", phone: "PushedCamera", clock: "Clock"
) -> "SwitchingCamera":
    """Return a camera that begins with this one and goes over to what the settings name, once they name another.

    `named` is the address on the command line: it holds until then.
    """
    from camera.errors import CameraNotFound
    from camera.switching import SwitchingCamera

    at_first, open_one = settings().camera, opener_with(phone, settings)

    def wished() -> str:
        now = settings().camera
        return named if named and now == at_first else now

    def open_wished(wish: str) -> "Camera":
        address = address_or_first(wish)
        if not address:
            raise CameraNotFound("no webcam is there")
        return open_one(address, clock)

    return SwitchingCamera(camera, named or at_first, wished, open_wished, phone, clock)


def news_of(camera: "SwitchingCamera") -> tuple[str, ...]:
    """Return in words for the listener what became of the camera since it was last asked."""
    from camera.switching import Turn
    from describe import phrases

    words = {
        Turn.ANOTHER: phrases.CAMERA_CHANGED,
        Turn.NOT_OPENED: phrases.CAMERA_REFUSED,
        Turn.TO_PHONE: phrases.THROUGH_PHONE,
        Turn.FROM_PHONE: phrases.THROUGH_OWN_CAMERA,
    }
    return tuple(words[turn] for turn in camera.turns())
