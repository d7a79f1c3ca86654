"""A small real server of H.264 in MPEG-TS over HTTP, as network cameras send it, with key pictures far apart."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from camera.clock import boot_clock

FPS = 10
SIDE = 160
BLOCK, BITS = 16, 10


def number_in(picture: NDArray[np.generic]) -> int:
    """Return the number that is drawn in a picture, as a row of black and white blocks along the top."""
    centres = np.asarray(picture, np.uint8)[BLOCK // 2, BLOCK // 2 : BITS * BLOCK : BLOCK, 1] > 127
    return sum(1 << bit for bit, is_white in enumerate(centres) if is_white)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is sent of one picture, and when, in seconds after the first."""

    at_s: float
    data: bytes


@lru_cache(maxsize=4)
def encoded(seconds: float, key_every_s: float) -> list[Piece]:
    """Return a stream with a key picture at its beginning and then every so many seconds; skip without an encoder."""
    if "libx264" not in av.codecs_available:
        pytest.skip("this build of PyAV has no H.264 encoder")
    written, pieces, options = (
        io.BytesIO(),
        list[Piece](),
        {"preset": "ultrafast", "tune": "zerolatency", "sc_threshold": "0"},
    )
    rng = np.random.default_rng(7)
    with av.open(written, "w", format="mpegts", options={"flush_packets": "1"}) as file:
        video = file.add_stream("libx264", rate=FPS, options=options | {"g": str(round(key_every_s * FPS))})
        assert isinstance(video, av.VideoStream)
        video.width, video.height, video.pix_fmt = SIDE, SIDE, "yuv420p"
        for number in range(round(seconds * FPS)):
            image = rng.integers(80, 96, (SIDE, SIDE, 3), np.uint8)
            image[: SIDE // 2] += 100
            for bit in range(BITS):
                image[:BLOCK, bit * BLOCK : (bit + 1) * BLOCK] = 255 if number >> bit & 1 else 0
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts = number
            file.mux(video.encode(frame))
            pieces.append(Piece(number / FPS, written.getvalue()))
            written.seek(0)
            written.truncate()
    return pieces


@dataclass
class MPEGTSServer:
    """Where it listens, and when the first picture of all was taken for the one who called last."""

    url: str = ""
    taken_from: float = 0.0

    def taken_at(self, picture: NDArray[np.generic]) -> float:
        """Return when this picture was taken."""
        return self.taken_from + number_in(picture) / FPS


@contextmanager
def mpegts_server(key_every_s: float, *, joined_after_s: float = 0.0, seconds: float = 30.0) -> Iterator[MPEGTSServer]:
    """Send a stream at its own speed to each caller, who comes so many seconds after a key picture."""
    state = MPEGTSServer()
    pieces = [piece for piece in encoded(seconds, key_every_s) if piece.at_s >= joined_after_s]
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "video/mp2t")
            self.end_headers()
            state.taken_from = boot_clock() - joined_after_s
            for piece in pieces:
                if ended.wait(max(0.0, state.taken_from + piece.at_s - boot_clock())):
                    return
                self.wfile.write(piece.data)

        def log_message(self, *args: object) -> None:
            """Print nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: a caller that goes away in the middle is usual."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="mpegts-server")
    thread.start()
    try:
        state.url = f"http://127.0.0.1:{server.server_port}/live.ts"
        yield state
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
