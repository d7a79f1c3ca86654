"""The camera, whatever it is, and how to open one by its address."""

from pathlib import Path
from typing import Protocol

from camera.address import Kind, parse_address
from camera.clock import Clock
from camera.errors import CameraAddressError
from camera.frame import Frame

_RECORDED = (Kind.CLIP, Kind.VIDEO, Kind.FOLDER)
_RECORDINGS = "name a video file, a folder of pictures, or the word clip"


class Camera(Protocol):
    """Gives the newest frame, or the last seconds; never an old one in place of a new one."""

    @property
    def name(self) -> str:
        """What it is, for people, without credentials: "webcam 0", "the video street.mp4"."""
        ...

    def latest(self, max_age_s: float) -> Frame:
        """Return the newest frame at once.

        Raises CameraNotFound while nothing has ever answered, CameraLost if no frame is younger than max_age_s,
        CameraFrozen if the same bytes keep coming, CameraEnded after the end of a recording.
        """
        ...

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        """Return the frames of the last seconds, about every_s apart, oldest first, or as many as there are.

        A live source may keep them smaller than its newest frame.
        """
        ...

    def close(self) -> None:
        """Let go of the device, file or child process; may be called twice."""
        ...


class Recording(Camera, Protocol):
    """A camera whose pictures were taken before, or drawn: it begins with the first look, and ends."""

    @property
    def duration_s(self) -> float:
        """How long it is, in seconds; 0 if it does not say."""
        ...


def is_recording(address: str) -> bool:
    """Say whether the address is of a recording; raise CameraAddressError if it is of no accepted form."""
    return parse_address(address).kind in _RECORDED


def open_recording(address: str, clock: Clock) -> Recording:
    """Return the recording at an address, to be played on the clock; raise CameraError where there is none."""
    try:
        parsed = parse_address(address)
    except CameraAddressError as error:
        raise CameraAddressError(f"There is no such recording: {_RECORDINGS}.") from error
    if parsed.kind is Kind.CLIP:
        from camera.clip import ClipCamera  # noqa: PLC0415  each brings libraries that the others do without

        return ClipCamera(clock)
    if parsed.kind not in _RECORDED:
        raise CameraAddressError(f"That is a live camera, and no recording: {_RECORDINGS}.")
    from camera.recorded import RecordedCamera  # noqa: PLC0415

    return RecordedCamera(Path(parsed.target), clock)


def open_camera(address: str, clock: Clock) -> Camera:
    """Return the camera at an address; recordings and the built-in clip play on the clock.

    A webcam or stream is opened in the background: its latest() tells how that goes. Raises CameraAddressError if the
    address is not of an accepted form, CameraNotFound or BadPicture if a recording cannot be played.
    """
    parsed = parse_address(address)
    if parsed.kind in _RECORDED:
        return open_recording(address, clock)
    if parsed.kind is Kind.PHONE:
        from camera.pushed import PushedCamera  # noqa: PLC0415

        return PushedCamera(clock)
    from camera.live import LiveCamera  # noqa: PLC0415

    return LiveCamera(parsed)
