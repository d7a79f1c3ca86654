"""What a recording is made of: pictures in order, each with its time, from a video file or a folder."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av
import numpy as np

from camera.errors import BadPicture, CameraNotFound
from camera.frame import Image, as_rgb
from camera.photo import read_photo

PHOTO_S = 3.0
"""How long each picture of a folder is shown."""
PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".avif"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One picture of a recording: when it comes, in seconds from the beginning, and how to get at it.

    `picture` raises BadPicture where it cannot be used.
    """

    time_s: float
    picture: Callable[[], Image]


class Reel(Protocol):
    """A recording, read once from its beginning to its end."""

    @property
    def duration_s(self) -> float:
        """How long it is."""
        ...

    @property
    def last_s(self) -> float:
        """How long its last picture stays."""
        ...

    def shots(self) -> Iterator[Shot]:
        """Yield its pictures; leaves out those that are broken."""
        ...

    def skip_to(self, time_s: float) -> None:
        """Leave out what comes before this moment, and go on where that costs little: at the next key picture."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class VideoReel:
    """The pictures of a video file, by PyAV, turned the way the camera was held."""

    def __init__(self, path: Path) -> None:
        """Open the file, or raise CameraNotFound."""
        if not path.is_file():
            raise CameraNotFound(f"There is no video file {path.name}: check its name and its folder.")
        try:
            self._container = av.open(str(path.resolve()), options={"protocol_whitelist": "file"})
        except (av.FFmpegError, OSError, ValueError) as error:
            raise CameraNotFound(f"{path.name} cannot be played: {_REMEDY}") from error
        if not self._container.streams.video:
            self._container.close()
            raise CameraNotFound(f"{path.name} holds no moving pictures: {_REMEDY}")
        if self._container.format.name.startswith("image") or self._container.format.name.endswith("_pipe"):
            self._container.close()
            raise CameraNotFound(f"{path.name} is a single picture, not a video: describe it with lookaloud photo.")
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._every_s = 1.0 / float(self._stream.average_rate or 25)
        self._first_s: float | None = None
        self._from_s = 0.0
        self._is_skipping = False

    @property
    def duration_s(self) -> float:
        """How long it is; 0 if the file does not say."""
        if self._stream.duration is not None and self._stream.time_base is not None:
            return float(self._stream.duration * self._stream.time_base)
        return (self._container.duration or 0) / av.time_base

    @property
    def last_s(self) -> float:
        """How long its last picture stays."""
        return self._every_s

    def shots(self) -> Iterator[Shot]:
        """Yield its pictures; leaves out those that are broken."""
        time_s = -self._every_s
        for frame in self._frames():
            if frame.pts is None:
                time_s = max(time_s + self._every_s, self._from_s)
            else:
                self._first_s = frame.time if self._first_s is None else self._first_s
                if frame.time - self._first_s < self._from_s:  # decoded ahead of its key picture, or before the skip
                    continue
                time_s = max(frame.time - self._first_s, time_s)
            yield Shot(time_s, lambda frame=frame: _rgb(frame))  # type: ignore[misc]  # mypy cannot infer a lambda with a default

    def skip_to(self, time_s: float) -> None:
        """Go on at the first key picture that is not before this moment."""
        self._from_s, self._is_skipping = time_s, True
        if self._stream.time_base is not None:
            with suppress(*_BROKEN):  # then what lies between is read, which costs little where nothing is decoded
                wanted_s = time_s + (self._first_s or 0.0)
                self._container.seek(int(wanted_s / self._stream.time_base), stream=self._stream)

    def _is_skipped(self, packet: "av.Packet[av.VideoStream]") -> bool:
        """Tell whether a packet is left out; the first one that is not begins anew."""
        if not self._is_skipping or not packet.size:
            return False
        is_early = (
            packet.pts is not None and float(packet.pts * packet.time_base) - (self._first_s or 0.0) < self._from_s
        )
        if is_early or not packet.is_keyframe:
            return True
        self._is_skipping = False
        self._stream.codec_context.flush_buffers()
        return False

    def _frames(self) -> Iterator[av.VideoFrame]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
                if not self._is_skipped(packet):
                    yield from packet.decode()
            except (StopIteration, av.error.EOFError):
                return
            except av.error.InvalidDataError as error:
                _log.info("A picture of the video is broken: %s", error.strerror)
            except _BROKEN as error:
                _log.warning("The video breaks off: %s", error)
                return

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()


class FolderReel:
    """The pictures of a folder, in the order of their names as a person counts: 2 before 10."""

    def __init__(self, path: Path) -> None:
        """List the pictures, or raise CameraNotFound."""
        try:
            files = [file for file in path.iterdir() if file.suffix.lower() in PHOTO_SUFFIXES and file.is_file()]
        except OSError as error:
            raise CameraNotFound(
                f"The folder {path.name} cannot be read: {error.strerror}. Ask its owner for leave."
            ) from error
        if not files:
            raise CameraNotFound(f"There are no pictures in the folder {path.name}: put JPEG or PNG files there.")
        self._files = sorted(files, key=lambda file: _natural(file.name))
        self._from_s = 0.0

    @property
    def duration_s(self) -> float:
        """How long it takes to show them all."""
        return PHOTO_S * len(self._files)

    @property
    def last_s(self) -> float:
        """How long its last picture stays."""
        return PHOTO_S

    def shots(self) -> Iterator[Shot]:
        """Yield its pictures; in place of a broken one the one before it stays."""
        for index, file in enumerate(self._files):
            if (index + 1) * PHOTO_S <= self._from_s:
                continue
            try:
                image = read_photo(file).image
            except (BadPicture, CameraNotFound) as error:
                _log.warning("A picture is left out: %s", error)
                continue
            yield Shot(index * PHOTO_S, lambda image=image: image)  # type: ignore[misc]  # as above

    def skip_to(self, time_s: float) -> None:
        """Go on with the picture of this moment."""
        self._from_s = time_s

    def close(self) -> None:
        """Nothing is held open."""


_REMEDY = "it may be broken or not downloaded to its end; if it plays elsewhere, convert it to MP4 (H.264)."


_BROKEN = (av.FFmpegError, ValueError, TypeError, MemoryError)
"""What PyAV raises on what it cannot read, besides errors of its own."""


def _rgb(frame: av.VideoFrame) -> Image:
    try:
        picture = frame.to_ndarray(format="rgb24")
    except _BROKEN as error:
        raise BadPicture("a picture that cannot be converted") from error
    image = as_rgb(picture)
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, turns)) if turns else image


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
