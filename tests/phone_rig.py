"""The whole chain of a phone as the camera: Chromium with a drawn camera, the page over TLS, the real narrator."""

import logging
import shutil
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import trustme
from flask import Flask
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from camera.clock import SystemClock
from camera.frame import Frame, Image, frame_of
from camera.pushed import PushedCamera
from camera.source import Camera
from camera.switching import SwitchingCamera
from describe import service
from describe.cli.cameras import news_of
from describe.cli.describers import posted_photos
from describe.engines.ladder import Ladder
from describe.engines.senses import SensesDescriber
from describe.engines.turns import Turns
from describe.inbox import Inbox
from describe.journal import Journal
from describe.narrator import Narrator
from describe.pulling import TakenByThread
from describe.settings_file import SettingsFile
from describe.speech.pyttsx3_ import Pyttsx3Synthesizer
from describe.speech.sound import Style
from describe.speech.voice import Voice
from describe.speech.wav import WavPlayer
from describe.status import Board
from tests.jpegs import jpeg_of
from tests.scripted import noisy, room
from tests.web_box import cookie_of_a_session
from web import create_app
from web.box import Box

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FRAMES = 30


def sign(words: str) -> Image:
    picture = PillowImage.new("RGB", (640, 480), (150, 170, 160))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((100, 160, 540, 320), fill=(250, 250, 245), outline=(20, 20, 20), width=6)
    pen.text((320, 240), words, font=ImageFont.load_default(110), fill=(10, 10, 10), anchor="mm")
    return np.asarray(picture)


def film(path: Path, view: Image) -> Path:
    """Write what Chromium takes for its camera: JPEGs one after the other, each with the noise of a sensor."""
    path.write_bytes(b"".join(jpeg_of(noisy(view, number), 85) for number in range(FRAMES)))
    return path


class RoomCamera:
    """A camera of the box that shows a room, always new."""

    name = "a room"

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._number = 0

    def latest(self, max_age_s: float) -> Frame:
        self._number += 1
        return frame_of(noisy(room(5), self._number), self._clock(), self._number)

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        return ()

    def close(self) -> None:
        pass


@dataclass
class Timed:
    """A camera that notes how old each picture was when the narrator first got it, and when it looked."""

    camera: SwitchingCamera
    clock: Callable[[], float]
    ages_s: list[float] = field(default_factory=list)
    looks_at: list[float] = field(default_factory=list)
    _last: int = -1

    @property
    def name(self) -> str:
        return self.camera.name

    def latest(self, max_age_s: float) -> Frame:
        self.looks_at.append(time.monotonic())
        frame = self.camera.latest(max_age_s)
        if frame.number != self._last and self.camera.name == PushedCamera.name:
            self.ages_s.append(frame.age_s(self.clock()))
        self._last = frame.number
        return frame

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        return self.camera.recent(seconds, every_s)

    def close(self) -> None:
        self.camera.close()


@dataclass(frozen=True)
class Rig:
    """A box that runs: what it shows, what it heard itself say, where its page is."""

    box: Box
    camera: Timed
    url: str
    cookie: dict[str, str]
    sound: Path

    @property
    def said(self) -> list[str]:
        return [caption.text for caption in self.box.board.get().captions]


@contextmanager
def running_box(folder: Path, own: Callable[[Callable[[], float]], Camera] = RoomCamera) -> Iterator[Rig]:
    """Run the loop, the voice into a WAV file and the page, with this camera of its own."""
    clock, ending = SystemClock(), threading.Event()
    settings, board, sound = SettingsFile(folder / "settings.json"), Board(), folder / "voice.wav"
    settings.change(is_safety_told=True)
    with ExitStack() as parts:
        voice = parts.enter_context(closing(Voice(Pyttsx3Synthesizer(), WavPlayer(sound), clock, Style)))
        phone = PushedCamera(clock)
        switching = SwitchingCamera(own(clock), "", lambda: "", lambda _: own(clock), phone, clock)
        camera = Timed(switching, clock)
        parts.enter_context(closing(camera))
        ladder = parts.enter_context(closing(Ladder(SensesDescriber(), (), clock)))
        turns, journal, inbox = Turns(ladder), Journal(clock), Inbox(wake=clock.wake)
        narrator = Narrator(
            camera,
            turns,
            voice,
            clock,
            settings.snapshot,
            journal,
            board,
            pull=lambda words: TakenByThread(words, wake=clock.wake, stop=ladder.cancel),
            inbox=inbox,
            news=lambda: (*ladder.news(), *news_of(switching)),
        )
        box = Box(settings, board, journal, inbox, clock, folder, phone=phone)
        box = replace(box, photos=posted_photos(turns, settings.snapshot))
        app = create_app(box)
        url = parts.enter_context(serve_over_tls(app))
        loop = threading.Thread(
            target=service.run, args=(narrator, voice, clock, settings.snapshot, ending.is_set), name="loop"
        )
        loop.start()
        try:
            yield Rig(box, camera, url, {**cookie_of_a_session(app), "url": url}, sound)
        finally:
            ending.set()
            clock.wake()
            loop.join(10.0)


@contextmanager
def serve_over_tls(app: Flask) -> Iterator[str]:
    """Serve an app on this computer; the address is where."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    serving = threading.Thread(target=server.serve_forever, name="serving")
    serving.start()
    try:
        yield f"https://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@contextmanager
def chromium(camera_film: Path | None) -> Iterator[Browser]:
    """Start Chromium with this film as its camera."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    flags += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    if camera_film:
        flags.append(f"--use-file-for-fake-video-capture={camera_film}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def phone_page(browser: Browser, rig: Rig, *, has_script: bool = True, **options: object) -> Page:
    """Open the page on a phone that was let in."""
    context = browser.new_context(
        ignore_https_errors=True,
        viewport={"width": 390, "height": 844},
        java_script_enabled=has_script,
        **options,  # type: ignore[arg-type]  # of Playwright's many
    )
    context.add_cookies([rig.cookie])  # type: ignore[list-item]  # its own kind of dict
    page = context.new_page()
    page.goto(f"{rig.url}/phone")
    return page
