"""Checks every part for real and says, line by line, that it works or what to do."""

import importlib.metadata
import logging
import platform
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from camera.errors import CameraError
from camera.frame import Frame
from camera.source import Camera
from describe.describer import Describer, DescriberError
from describe.engines.store import Installed
from describe.request import Request, Task
from describe.settings_file import SettingsFile
from describe.speech.earcons import Earcon, earcon
from describe.speech.sound import Player, Style, Synthesizer, VoiceError

CAMERA_S = 6.0
"""Seconds within which a camera must show its first picture."""
RATE_S = 1.0
"""Seconds over which a camera's pictures are counted."""
LEAST_FREE_MB = 200
"""Megabytes on the disk of the settings: enough for settings, their backup and a journal."""
REINSTALL = "Remove the folder .venv and run scripts/setup."
"""What mends a library that is missing, half or the wrong one: scripts/setup alone trusts what it once finished."""
CASCADES = ("haarcascade_frontalface_alt2.xml", "haarcascade_frontalface_default.xml")
VERSIONS = "Versions"
_LIBRARIES = ("opencv-python-headless", "av", "rapidocr", "onnxruntime", "zxing-cpp", "pyttsx3", "miniaudio")

log = logging.getLogger(__name__)

# What imports OpenCV is imported where it is used: without it, too, the other checks have to be made.


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: a sentence, and, where it did not pass, what to do."""

    part: str
    is_well: bool
    words: str
    remedy: str = ""

    def __str__(self) -> str:
        mark = "well" if self.is_well else "TROUBLE"
        return f"{self.part}: {mark}. {self.words}{' ' + self.remedy if self.remedy else ''}"


def checked(part: str, check: Callable[[], Finding]) -> Finding:
    """Return what the check finds; one that fails itself, such as for want of a library, is a trouble of that part."""
    try:
        return check()
    except ImportError as error:
        log.info("a library does not load", exc_info=True)
        return Finding(part, False, f"A library cannot be loaded: {_sentence(str(error))}", REINSTALL)
    except Exception as error:  # the outermost line of a check: the others have to be made
        log.info("a check failed", exc_info=True)
        words = f"The check itself failed: {type(error).__name__}: {_sentence(str(error))}"
        return Finding(part, False, words, "Please report this.")


def check_models(installed: Sequence[Installed], why: str) -> Finding:
    """Say which model describes here and why, or which one is damaged."""
    damaged = [f"{model.name}: {model.trouble}" for model in installed if model.trouble]
    if not damaged:
        return Finding("Models", True, why)
    names = " and ".join(model.name for model in installed if model.trouble)
    return Finding(
        "Models", False, f"{'; '.join(damaged).rstrip('.')}.", f"Get it again with: lookaloud models get {names}."
    )


def spoken(findings: Iterable[Finding]) -> list[str]:
    """Return what to say of the findings: troubles with their remedies, or that there is none; no versions."""
    every = tuple(findings)
    troubles = [f"{finding.part}. {finding.words} {finding.remedy}".strip() for finding in every if not finding.is_well]
    if not troubles:
        return ["All is well."]
    well = [finding.part for finding in every if finding.is_well and finding.part != VERSIONS]
    return [*troubles, *([f"This is well: {', '.join(well)}."] if well else [])]


def _sentence(text: str) -> str:
    """Return an error's words as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:].rstrip('. ')}."


def check_versions(libraries: Iterable[str] = _LIBRARIES) -> Finding:
    """Name the program, Python, the system and the libraries that matter, and those that are missing."""
    found = {name: _version(name) for name in ("lookaloud", *libraries)}
    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    there = ", ".join(f"{name} {version}" for name, version in found.items() if version)
    missing = [name for name, version in found.items() if not version]
    if missing:
        return Finding(VERSIONS, False, f"Not installed: {', '.join(missing)}. {system}; {there}.", REINSTALL)
    return Finding(VERSIONS, True, f"{system}; {there}.")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def check_opencv() -> Finding:
    """See that the OpenCV which is loaded, whoever installed it, can still find faces."""
    import cv2  # noqa: PLC0415  see above

    return opencv_finding(cv2.__version__, Path(cv2.__file__).parent / "data")


def opencv_finding(version: str, cascades: Path) -> Finding:
    """Say whether an OpenCV of this version, with its cascades in this folder, finds faces."""
    missing = [name for name in CASCADES if not (cascades / name).is_file()]
    if not version.startswith("4."):
        return Finding("OpenCV", False, f"Version {version} is loaded, and only version 4 finds faces.", REINSTALL)
    if missing:
        return Finding("OpenCV", False, f"Its files for finding faces are missing: {', '.join(missing)}.", REINSTALL)
    return Finding("OpenCV", True, f"Version {version} has its files for finding faces.")


def check_camera(open_it: Callable[[], Camera | None], wait: Callable[[float], None] = time.sleep) -> Finding:
    """Open the camera, look through it, and count its pictures."""
    from camera.quality import fault_of  # noqa: PLC0415  see above

    remedy = "Plug a camera in, or name one: lookaloud doctor --camera ADDRESS."
    try:
        camera = open_it()
    except CameraError as error:  # of an address that was typed, or of a file: both say what is wrong with it
        return Finding("Camera", False, _sentence(str(error)), "Or name another: lookaloud doctor --camera ADDRESS.")
    if camera is None:
        return Finding("Camera", False, "No webcam is plugged in.", remedy)
    try:
        frame = _first_frame(camera, wait)
        pictures = _count(camera, wait)
    except CameraError as error:
        return Finding("Camera", False, _sentence(str(error)), remedy)
    finally:
        camera.close()
    height, width = frame.image.shape[:2]
    fault = fault_of(frame.image)
    words = (
        f"{camera.name[:1].upper()}{camera.name[1:]} gives {width} by {height} pixels, {pictures / RATE_S:.0f} a second"
    )
    if fault:
        return Finding("Camera", False, f"{words}, but the picture is {fault}.", "Look at the lens and the light.")
    return Finding("Camera", True, f"{words}, and the picture is good.")


def _first_frame(camera: Camera, wait: Callable[[float], None]) -> Frame:
    for _ in range(int(CAMERA_S / 0.1)):
        try:
            return camera.latest(CAMERA_S)
        except CameraError:
            wait(0.1)
    return camera.latest(CAMERA_S)


def _count(camera: Camera, wait: Callable[[float], None]) -> int:
    first = camera.latest(CAMERA_S).number
    wait(RATE_S)
    return camera.latest(CAMERA_S).number - first


def check_voice(synthesizer: Synthesizer, style: Style) -> Finding:
    """Have a sentence synthesized twice: the first start costs more."""
    try:
        synthesizer.synthesize("Testing.", style)
        began_at = time.perf_counter()
        sound = synthesizer.synthesize("This is how I sound.", style)
    except VoiceError as error:
        return Finding("Voice", False, _sentence(str(error)), f"Install espeak-ng. Or: {REINSTALL}")
    took_ms = 1000 * (time.perf_counter() - began_at)
    return Finding("Voice", True, f"A sentence of {sound.length_s:.1f} seconds is made in {took_ms:.0f} ms.")


def check_sound(player: Player) -> Finding:
    """Play a soft sound on the loudspeaker."""
    sound = earcon(Earcon.READY)
    try:
        took_s = player.play(sound, 1.0, threading.Event())
    except VoiceError as error:
        remedy = "Connect a loudspeaker or headphones; until then use --sound FILE.wav."
        return Finding("Sound", False, _sentence(str(error)), remedy)
    return Finding("Sound", True, f"A sound of {sound.length_s:.1f} seconds took {took_s:.1f} on {player.name}.")


def check_describer(describer: Describer, frame: Frame, expected: str) -> Finding:
    """Have a picture described on which `expected` can be read."""
    request = Request((frame,), task=Task.READ)
    try:
        "".join(piece.text for piece in describer.describe(request))
        began_at = time.perf_counter()
        words = "".join(piece.text for piece in describer.describe(request))
    except DescriberError as error:
        return Finding("Senses", False, _sentence(str(error)), REINSTALL)
    took_s = time.perf_counter() - began_at
    if expected.casefold() not in words.casefold():
        return Finding("Senses", False, f"On a drawn sign I read {words!r}.", "Please report this.")
    return Finding("Senses", True, f"A drawn sign is read in {took_s:.2f} seconds.")


def check_looking(frame: Frame) -> Finding:
    """Time what is done with every picture."""
    from camera.change import ChangeWatch  # noqa: PLC0415  see above
    from camera.quality import fault_of  # noqa: PLC0415

    changes = ChangeWatch()
    began_at = time.perf_counter()
    rounds = 50
    for number in range(rounds):
        changes.look(Frame(frame.image, number / 5, number))
        fault_of(frame.image)
    took_ms = 1000 * (time.perf_counter() - began_at) / rounds
    remedy = "" if took_ms < 50 else "This machine is very slow; set fewer looks a second."
    return Finding("Looking", took_ms < 50, f"A picture is compared and judged in {took_ms:.1f} ms.", remedy)


def check_disk(folder: Path) -> Finding:
    """See that the settings' folder can be written and has room."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_mb = shutil.disk_usage(existing).free // 2**20
    probe = existing / ".lookaloud-probe"
    try:
        probe.write_text("x")
        probe.unlink()
    except OSError as error:
        return Finding("Disk", False, f"{existing} cannot be written: {error.strerror}.", "Settings will not be kept.")
    if free_mb < LEAST_FREE_MB:
        return Finding("Disk", False, f"Only {free_mb} MB are free.", "Make some room.")
    return Finding("Disk", True, f"{free_mb / 1024:.0f} GB are free for settings in {folder}.")


def check_settings(settings: SettingsFile) -> Finding:
    """Tell what had to be repaired in the settings."""
    repairs = " ".join(_sentence(repair) for repair in settings.loaded.repairs)
    if not repairs:
        return Finding("Settings", True, "Every setting is readable and in its range.")
    if settings.loaded.is_kept:
        remedy = "The file as it was is kept beside the settings."
    elif settings.path.exists():
        remedy = f"It could not be kept aside: see what stands at {settings.path}, and move it away."
    else:
        remedy = "It is made anew when a setting is changed."
    return Finding("Settings", False, repairs, remedy)
