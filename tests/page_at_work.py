"""The page served as lookaloud run serves it, with a loop beside it like the narrator's."""

import gc
import http.client
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from flask import Flask

from camera.clock import SystemClock
from tests.web_box import new_box
from web import create_app
from web.certificate import certificate_for
from web.hosts import own_names
from web.server import PageServer

LOOKS_PER_S = 5.0


@dataclass(slots=True)
class Looking:
    """How late each look of the loop was, in seconds."""

    late_s: list[float] = field(default_factory=list)

    @property
    def jitter_s(self) -> float:
        return max(self.late_s)


@contextmanager
def looking() -> Iterator[Looking]:
    """Look five times a second in this process until the end of the block, with a little work each time."""
    looking, clock, is_over = Looking(), SystemClock(), threading.Event()
    picture = np.random.default_rng(7).integers(0, 255, (480, 640, 3), np.uint8)

    def loop() -> None:
        due = clock()
        while not is_over.is_set():
            due += 1.0 / LOOKS_PER_S
            while (left_s := due - clock()) > 0:
                clock.wait(left_s)
            looking.late_s.append(clock() - due)
            np.abs(picture[::2, ::2].astype(np.float32) - 128.0).mean()

    gc.collect()
    thread = threading.Thread(target=loop, name="loop like the narrator's")
    thread.start()
    try:
        yield looking
    finally:
        is_over.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class AtWork:
    """A page that is served."""

    app: Flask
    server: PageServer
    trust: ssl.SSLContext

    def get(self, path: str, within_s: float = 5.0) -> tuple[int, float]:
        """Return the status of a page for a new client, and how long it took."""
        began_at = time.monotonic()
        connection = http.client.HTTPSConnection("127.0.0.1", self.server.port, context=self.trust, timeout=within_s)
        try:
            connection.request("GET", path)
            with connection.getresponse() as answer:
                answer.read()
        finally:
            connection.close()
        return answer.status, time.monotonic() - began_at


@contextmanager
def at_work(folder: Path, app: Flask | None = None) -> Iterator[AtWork]:
    """Serve a new box, or this app, on this machine, at whatever port is free."""
    app = app or create_app(new_box(folder))
    certificate = certificate_for(folder / "certificate.pem", own_names())
    server = PageServer(app, "127.0.0.1", 0, certificate)
    server.start()
    try:
        yield AtWork(app, server, ssl.create_default_context(cafile=str(folder / "certificate.pem")))
    finally:
        server.stop()
