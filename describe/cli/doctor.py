"""lookaloud doctor: checks every part for real."""

import argparse
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from describe.cli.arguments import ADDRESSES, Commands
from describe.cli.describers import model_store
from describe.cli.errors import TROUBLE, WELL, WRONG_USE, UserError
from describe.cli.parts import address_or_first, new_synthesizer, say_all, settings_file, style_of
from describe.cli.printing import print_line

if TYPE_CHECKING:
    from camera.frame import Frame
    from describe.doctor import Finding


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser("doctor", help="check every part, and say what to do", description=_doctor.__doc__)
    parser.add_argument("--camera", metavar="ADDRESS", help=f"{ADDRESSES}; without it the first webcam")
    parser.add_argument("--say", action="store_true", help="speak it, too")
    parser.set_defaults(command=_doctor)


def _doctor(chosen: argparse.Namespace) -> int:
    """Check camera, sound, senses, disk, versions and the speed of each; say what to do where one does not pass."""
    from camera.address import parse_address
    from camera.errors import CameraAddressError
    from describe import doctor

    if chosen.camera:
        try:
            parse_address(chosen.camera)
        except CameraAddressError as error:
            raise UserError(str(error), WRONG_USE) from error
    findings: list[Finding] = []
    for part, check in _checks(chosen.camera).items():
        findings.append(doctor.checked(part, check))
        print_line(str(findings[-1]))
    if chosen.say:
        say_all(doctor.spoken(findings))
    return WELL if all(finding.is_well for finding in findings) else TROUBLE


def _checks(camera: str | None) -> "dict[str, Callable[[], Finding]]":
    """Return the checks in their order. Each imports for itself: a library that is missing is one trouble, not all."""
    from describe import doctor

    settings = settings_file()

    def check_camera() -> "Finding":
        from camera.clock import SystemClock
        from camera.source import open_camera

        address = address_or_first(camera or settings.snapshot().camera)
        return doctor.check_camera(lambda: open_camera(address, SystemClock()) if address else None)

    def check_looking() -> "Finding":
        return doctor.check_looking(_sign()[0])

    def check_senses() -> "Finding":
        from describe.engines.senses import SensesDescriber

        with closing(SensesDescriber()) as senses:
            return doctor.check_describer(senses, *_sign())

    def check_voice() -> "Finding":
        with closing(new_synthesizer()) as synthesizer:
            return doctor.check_voice(synthesizer, style_of(settings.snapshot)())

    def check_sound() -> "Finding":
        from describe.speech.player import MiniaudioPlayer

        with closing(MiniaudioPlayer()) as player:
            return doctor.check_sound(player)

    def check_models() -> "Finding":
        from describe.engines.choose import choose
        from describe.engines.machine import look

        store = model_store()
        return doctor.check_models(store.installed(), choose(look(), store.names()).why)

    return {
        "Versions": doctor.check_versions,
        "OpenCV": doctor.check_opencv,
        "Disk": lambda: doctor.check_disk(settings.path.parent),
        "Settings": lambda: doctor.check_settings(settings),
        "Camera": check_camera,
        "Looking": check_looking,
        "Senses": check_senses,
        "Models": check_models,
        "Voice": check_voice,
        "Sound": check_sound,
    }


def _sign() -> "tuple[Frame, str]":
    """Return a drawn sign and what can be read on it."""
    from camera.clip import SCENES, draw
    from camera.frame import frame_of

    return frame_of(draw(1.0), 0.0, 0), SCENES[0].text[0]
