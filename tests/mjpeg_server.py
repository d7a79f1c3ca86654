"""A small real MJPEG server that fails in every way a camera does, and draws the moment into each picture."""

import io
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image as PillowImage

from camera.clock import boot_clock
from camera.frame import Image

WIDTH, HEIGHT = 640, 480
BLOCK = 20
BITS = 32
MILLISECONDS = 1000.0


def draw_moment(image: Image, moment: float) -> None:
    """Draw a moment, to the millisecond, as a row of black and white blocks along the top."""
    count = int(moment * MILLISECONDS) & 0xFFFFFFFF
    for bit in range(BITS):
        image[:BLOCK, bit * BLOCK : (bit + 1) * BLOCK] = 255 if count >> bit & 1 else 0


def read_moment(image: Image) -> float:
    """Return the moment that is drawn in a picture, in seconds."""
    centres = image[BLOCK // 2, BLOCK // 2 : BITS * BLOCK : BLOCK, 1] > 127
    return float(sum(1 << bit for bit, is_white in enumerate(centres) if is_white)) / MILLISECONDS


def jpeg(image: Image) -> bytes:
    """Return the picture as JPEG."""
    written = io.BytesIO()
    PillowImage.fromarray(image).save(written, "JPEG", quality=80)
    return written.getvalue()


def _plain() -> bytes:
    rows = np.linspace(0, 255, HEIGHT, dtype=np.uint8)
    return jpeg(np.repeat(np.repeat(rows[:, None, None], WIDTH, axis=1), 3, axis=2))


PLAIN = _plain()


@dataclass
class MJPEGServer:
    """What it does is set while it runs. `mode` is one of ok, stall, close, nohdr, trunc, repeat, noise, redirect,
    bitflip, flood, refuse, grey; `location` is where redirect leads; `ready` is sent in place of a new picture.
    """

    port: int = 0
    mode: str = "ok"
    location: str = ""
    ready: bytes = b""
    fps: float = 30.0
    size: tuple[int, int] = (WIDTH, HEIGHT)
    seed: int = 0
    asked: list[str] = field(default_factory=list)
    logins: list[str | None] = field(default_factory=list)
    sent: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/video"

    def picture(self, rng: Random) -> bytes:
        """Return the next picture as JPEG, as the mode spoils it."""
        if self.ready:
            return self.ready
        if self.mode == "bitflip":
            data = bytearray(PLAIN)
            for _ in range(5):
                data[rng.randrange(2, len(data))] ^= 1 << rng.randrange(8)
            return bytes(data)
        image = np.full((self.size[1], self.size[0], 3), 90, np.uint8)
        image[self.size[1] // 2 :, : self.size[0] // 2] = 180
        if self.mode == "noise":  # a scene that does not move, seen by a real sensor
            grain = np.random.default_rng(rng.getrandbits(32)).integers(0, 7, image.shape[:2], dtype=np.uint8)
            image += grain[:, :, None]
        elif self.mode not in ("repeat", "flood"):
            draw_moment(image, boot_clock())
        data = bytearray(jpeg(image[:, :, 0] if self.mode == "grey" else image))
        if self.mode == "trunc":
            del data[len(data) // 2 :]
        return bytes(data)


@contextmanager
def mjpeg_server(mode: str = "ok", port: int = 0, **settings: object) -> Iterator[MJPEGServer]:
    """Run a server on a free port, or on a given one."""
    state = MJPEGServer(mode=mode)
    for name, value in settings.items():
        setattr(state, name, value)
    server = _Server(("127.0.0.1", port), _handler(state))
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="mjpeg-server")
    thread.start()
    try:
        yield state
    finally:
        state.mode = "close"
        server.shutdown()
        server.close_connections()
        server.server_close()
        thread.join()


@contextmanager
def mjpeg_server_apart(mode: str = "ok") -> Iterator[str]:
    """Run a server in a process of its own, which no test holds up, and give its address."""
    command = [sys.executable, "-m", "tests.mjpeg_server", mode]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, *args: object) -> None:
        self._connections: list[socket.socket] = []
        super().__init__(*args)  # type: ignore[arg-type]

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self._connections.append(request)
        super().process_request(request, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients of this server are killed in the middle."""

    def close_connections(self) -> None:
        for connection in self._connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


def _handler(state: MJPEGServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            state.logins.append(self.headers.get("Authorization"))
            if state.mode == "redirect" and self.path != "/final":
                self.send_response(302)
                self.send_header("Location", state.location)
                self.end_headers()
                return
            if state.mode == "refuse":
                self.send_error(401)
                return
            while state.mode == "nohdr":
                time.sleep(0.05)
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            self._send_pictures()

        def _send_pictures(self) -> None:
            rng = Random(state.seed)
            flood = state.picture(rng)
            due = time.monotonic()
            for count in range(1_000_000):
                while state.mode == "stall":
                    time.sleep(0.05)
                if state.mode == "close" and count > 5:
                    return
                data = flood if state.mode == "flood" else state.picture(rng)
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                self.wfile.write(head.encode() + data + b"\r\n")
                state.sent += 1
                due = max(due + 1.0 / state.fps, time.monotonic() - 0.1)
                if state.mode != "flood":
                    time.sleep(max(0.0, due - time.monotonic()))

        def log_message(self, *args: object) -> None:
            """Print nothing."""

    return Handler


if __name__ == "__main__":
    with mjpeg_server(sys.argv[1]) as serving:
        print(serving.url, flush=True)
        sys.stdin.read()
