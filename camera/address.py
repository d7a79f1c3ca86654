"""What a camera address may look like, and how to show one without the secrets in it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from camera.errors import CameraAddressError

ACCEPTED = (
    "a camera is a number (0), /dev/video0, a name under /dev/v4l/by-id/, a video file, a folder of pictures, "
    "an address that begins with rtsp://, rtsps://, http:// or https://, or the word clip or phone"
)
"""Every accepted form, for people."""

ACCEPTED_LIVE = (
    "a camera is a number such as 0, or an address that begins with rtsp://, rtsps://, http:// or https://, "
    "or the word clip for the built-in example"
)

STREAM_SCHEMES = frozenset({"rtsp", "rtsps", "http", "https"})
PHONE_NAME = "the phone of a helper"
LONGEST = 2048
"""Characters. No camera's address is longer."""

_NUMBER = re.compile(r"[0-9]{1,3}")
_DEVICE = re.compile(r"/dev/(video[0-9]{1,3}|v4l/by-(id|path)/(?!\.)[\w.:+@=,-]+)", re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.,-]+:")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?|[0-9A-Fa-f:.]+")
_URL_IN_TEXT = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)(\S+)")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SYSTEM_FOLDERS = (Path("/dev"), Path("/proc"), Path("/sys"))


class Kind(StrEnum):
    """What stands behind an address."""

    WEBCAM = "webcam"
    VIDEO = "video"
    FOLDER = "folder"
    STREAM = "stream"
    CLIP = "clip"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where a camera is.

    `target` is a number or device path, an absolute path, or a URL. It may hold a password: open it, never show it.
    """

    kind: Kind
    target: str

    @property
    def name(self) -> str:
        """What it is, for people: "webcam 0", "the video street.mp4"; of a stream only the machine it comes from."""
        match self.kind:
            case Kind.WEBCAM:
                return f"webcam {Path(self.target).name.removesuffix('-video-index0').removeprefix('video')}"
            case Kind.STREAM:
                return f"the stream from {urlsplit(self.target).hostname}"
            case Kind.CLIP:
                return "the built-in clip"
            case Kind.PHONE:
                return PHONE_NAME
        return f"the {self.kind} {Path(self.target).name}"

    def __repr__(self) -> str:
        return f"Address({self.name!r})"


def parse_address(text: str) -> Address:
    """Return what the text names; raise CameraAddressError, which never repeats the text.

    Looks whether a path is a file or a folder, and touches nothing else.
    """
    text = text.strip(" ")
    if not text:
        raise _refused("The camera address is empty")
    if len(text) > LONGEST or any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        raise _refused("The camera address is too long or holds characters that cannot be seen")
    if text.startswith("-"):
        raise _refused("A camera address does not begin with a minus")
    if text.lower() in (Kind.CLIP, Kind.PHONE):
        return Address(Kind(text.lower()), text.lower())
    if _NUMBER.fullmatch(text):
        return Address(Kind.WEBCAM, str(int(text)))
    if _DEVICE.fullmatch(text):
        return Address(Kind.WEBCAM, text)
    if _SCHEME.match(text):
        return _stream(text)
    return _recording(text)


def parse_live_address(text: str) -> Address:
    """Return what the text names where somebody far away may have typed it: a webcam, a stream or the clip.

    Raises CameraAddressError with the same words for everything else: files of this machine are none of their business,
    not even whether they are there.
    """
    text = text.strip(" ")
    try:
        address = parse_address(text) if not _is_path(text) else None
    except CameraAddressError:
        address = None
    if address is None or address.kind in (Kind.VIDEO, Kind.FOLDER):
        raise CameraAddressError(f"That is no camera that can be opened from here: {ACCEPTED_LIVE}.")
    return address


def _is_path(text: str) -> bool:
    """Say whether only the disk could tell what it is: then the disk is not asked."""
    is_known = (
        text.lower() in {Kind.CLIP, Kind.PHONE}
        or _NUMBER.fullmatch(text)
        or _DEVICE.fullmatch(text)
        or _SCHEME.match(text)
    )
    return not is_known


def without_credentials(text: str) -> str:
    """Return the text with every URL in it cut down to what holds no secret: scheme, machine, port and plain path."""
    return _URL_IN_TEXT.sub(lambda found: found[1] + _plain_part(found[2]), text)


def _plain_part(rest: str) -> str:
    machine, path, tail = re.fullmatch(r"([^/?#]*)([^?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]  # matches everything
    if "@" in path + tail:  # a password may hold / ? # and @: where it ends cannot be known
        return "…"
    machine = machine.rpartition("@")[2]
    if re.search(r"[=&;%]", path):  # some cameras take user=…&password=… as a path
        path = "/…"
    return machine + path + ("?…" if tail else "")


def _stream(text: str) -> Address:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _refused("That is no web or stream address") from None  # its text repeats the address
    if parts.scheme not in STREAM_SCHEMES or not text[len(parts.scheme) :].startswith("://"):
        raise _refused("That kind of address is not accepted")
    is_plain = text.isascii() and not re.search(r"[\s\\<>\"'`{}|^]", text)
    if not is_plain or port == 0 or not _HOST.fullmatch(parts.hostname or ""):
        raise _refused("That is no web or stream address")
    return Address(Kind.STREAM, parts.scheme + text[len(parts.scheme) :])


def _recording(text: str) -> Address:
    try:
        path = Path(text).expanduser().resolve()
        is_video, is_folder = path.is_file(), path.is_dir()
    except (OSError, RuntimeError):  # not permitted, name too long, links in a circle, no home folder
        raise _refused("There is no such video file or folder that can be read") from None
    is_system = any(some.is_relative_to(folder) for folder in _SYSTEM_FOLDERS for some in (path, Path(text)))
    if is_system or not (is_video or is_folder):
        raise _refused("There is no such video file or folder")
    return Address(Kind.VIDEO if is_video else Kind.FOLDER, str(path))


def _refused(why: str) -> CameraAddressError:
    return CameraAddressError(f"{why}: {ACCEPTED}.")
