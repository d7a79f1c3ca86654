"""The pictures of a network camera, by PyAV: RTSP, MJPEG over HTTP, and what else FFmpeg plays from there."""

import math
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from camera.clock import boot_clock
from camera.errors import CameraLost, CameraNotFound
from camera.redirects import redirect_of

OPEN_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 2.0
WAITED_S = 0.003
"""A packet that took less to come had been waiting in a buffer."""
CATCH_UP_S = 1.0
"""So long after the first packet what came while connecting is used up, even on a machine that never waits."""
MOST_REDIRECTS = 5

_PROTOCOLS = {
    "rtsp": "rtsp,rtp,udp,tcp",
    "rtsps": "rtsp,rtsps,tls,tcp",
    "http": "http,https,tls,tcp",
    "https": "https,tls,tcp",
}
"""What FFmpeg may use behind each scheme: a playlist or a redirect cannot make it read a file."""

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (av.error.ExitError, f"it did not answer within {OPEN_TIMEOUT_S:.0f} s"),
    (av.error.TimeoutError, "it did not answer"),
    (av.error.ConnectionRefusedError, "nothing listens there: see that the camera is on and the port is right"),
    (av.error.HTTPUnauthorizedError, "it asks for a user name and a password, or those in the address are wrong"),
    (av.error.HTTPForbiddenError, "it refuses this user"),
    (av.error.HTTPNotFoundError, "the machine answers, but has nothing under this path"),
    (av.error.InvalidDataError, "what it sends is no video"),
)


class PyAVSource:
    """A network camera's pictures. Lives in a child process: looking up a name, for one, cannot be interrupted."""

    def __init__(self, url: str) -> None:
        """Connect, or raise CameraNotFound, whose text does not hold the address."""
        self._container = _connect(url)
        try:
            self._stream = self._container.streams.video[0]
        except IndexError:
            self._container.close()
            raise CameraNotFound("it sends no pictures") from None
        codec = self._stream.codec_context
        self._decodes_each = not codec.codec.intra_only
        codec.flags |= int(av.codec.context.Flags.low_delay)
        if codec.name == "mjpeg":
            codec.options = {"err_detect": "explode"}  # a truncated JPEG is an error, not a picture that is half grey
        # Only a recording on a server has a length; it comes as fast as it can be read and is played at its own speed.
        self._plays_from: float | None = boot_clock() if self._container.duration else None
        self._packets = self._read()
        self._caught_up_at = -math.inf if self._plays_from is not None else math.inf
        self._packet: av.Packet[av.VideoStream] | None = None
        self._frame: av.VideoFrame | None = None

    def grab(self) -> float:
        """Wait for the next packet; return the moment it came or raise CameraLost.

        Not each has a picture: those after a key picture that was missed have none.
        """
        asked_at = boot_clock()
        packet = next(self._packets, None)
        if packet is None:
            raise CameraLost("it ended the connection")
        came_at = boot_clock()
        self._packet = self._frame = None
        if packet.is_corrupt:
            return came_at
        if self._decodes_each or self._plays_from is not None:
            self._frame = self._decoded(packet)
            came_at = self._played_at(came_at)
        self._packet = packet
        if not self._has_caught_up(asked_at, came_at):  # decoded, because later pictures build on it, but not shown
            self._packet = self._frame = None
        return came_at

    def picture(self) -> NDArray[np.generic] | None:
        """Return the picture that was grabbed, None if there is none or it is damaged."""
        frame = self._frame
        if frame is None and self._packet is not None and not self._decodes_each:
            frame = self._decoded(self._packet)
        self._frame = self._packet = None
        try:
            return None if frame is None else frame.to_ndarray(format="rgb24")
        except (av.FFmpegError, ValueError):  # of a size or kind that cannot be converted
            return None

    def close(self) -> None:
        """Let go of the connection."""
        self._container.close()

    def _read(self) -> "Iterator[av.Packet[av.VideoStream]]":
        try:
            for packet in self._container.demux(self._stream):
                if packet.size:
                    yield packet
        except av.error.ExitError:
            raise CameraLost(f"it sent nothing for {READ_TIMEOUT_S:.0f} s") from None
        except av.FFmpegError:  # its text holds the address
            raise CameraLost("it ended the connection") from None

    def _has_caught_up(self, asked_at: float, came_at: float) -> bool:
        """Tell whether what came while FFmpeg looked into the stream is used up: it is as old as that took."""
        if came_at - asked_at >= WAITED_S:
            self._caught_up_at = min(self._caught_up_at, came_at)
        elif self._caught_up_at == math.inf:
            self._caught_up_at = came_at + CATCH_UP_S
        return came_at >= self._caught_up_at

    def _decoded(self, packet: "av.Packet[av.VideoStream]") -> av.VideoFrame | None:
        try:
            frames = [frame for frame in packet.decode() if not frame.is_corrupt]
        except av.FFmpegError:
            return None
        return frames[-1] if frames else None

    def _played_at(self, came_at: float) -> float:
        if self._plays_from is None or self._frame is None or self._frame.pts is None:
            return came_at
        time.sleep(min(1.0, max(0.0, self._plays_from + self._frame.time - came_at)))
        return boot_clock()


def _connect(url: str) -> InputContainer:
    for _ in range(MOST_REDIRECTS + 1):
        scheme = urlsplit(url).scheme
        options = {"protocol_whitelist": _PROTOCOLS[scheme], "fflags": "discardcorrupt"}
        if scheme.startswith("rtsp"):
            options |= {"rtsp_transport": "tcp", "analyzeduration": "1000000"}
        else:
            # FFmpeg would follow from https to http, and carry a password along.
            options |= {"max_redirects": "0", "analyzeduration": "500000"}
        try:
            return av.open(url, timeout=(OPEN_TIMEOUT_S, READ_TIMEOUT_S), options=options)
        except (av.FFmpegError, ValueError) as error:
            target = redirect_of(url, OPEN_TIMEOUT_S) if _may_be_redirect(scheme, error) else None
            if target is None:
                raise CameraNotFound(_reason(error)) from None  # its text holds the address
        url = target
    raise CameraNotFound("it passes on from one address to the next without end")


def _may_be_redirect(scheme: str, error: Exception) -> bool:
    return scheme.startswith("http") and type(error) is av.error.OSError


def _reason(error: Exception) -> str:
    return next((words for kind, words in _REASONS if isinstance(error, kind)), "it cannot be played")
