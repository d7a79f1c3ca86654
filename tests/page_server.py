"""The page as a browser meets it: over TLS, let in, with somebody at the box who answers at once."""

import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import trustme
from flask import Flask
from werkzeug.serving import make_server

from camera.clock import SimulatedClock
from camera.pushed import PushedCamera
from describe import phrases
from describe.commands import Act, Ask, Command, Do, Find, Tell
from describe.engines.sources import FolderSource, Source
from describe.engines.turns import Turns
from describe.inbox import Inbox
from describe.looking_in import LookIn
from describe.posted import PostedPhotos
from describe.settings import Settings
from describe.speech.pyttsx3_ import SpeechVoice
from describe.speech.sound import Style
from describe.status import Caption, State, Status
from tests.fakes import ToneSynthesizer
from tests.test_posted import WordyDescriber
from tests.web_box import cookie_of_a_session, new_box
from web import create_app
from web.box import Box

VOICES = (
    SpeechVoice("gmw/en", "English (Great Britain)", "en-gb"),
    SpeechVoice("gmw/en-US", "English (America)", "en-us"),
    SpeechVoice("gmw/de", "German", "de"),
)
STATUS = Status(
    State.WATCHING,
    camera="webcam 0",
    sound="loudspeaker",
    engine="senses",
    silent_because="nothing has changed",
    captions=(
        Caption(400.0, "Lookaloud has started."),
        Caption(407.0, "A sign. It reads: Exit.", engine="senses"),
        Caption(480.0, "A woman with a red coat comes through a door on the left.", engine="smolvlm2-500m"),
        Caption(560.0, "Movement on the right."),
        Caption(590.0, "A table with a cup and a newspaper.", engine="smolvlm2-500m"),
    ),
)
"""Quiet, ten minutes after the start."""
IN_TROUBLE = replace(
    STATUS,
    state=State.TROUBLE,
    camera_trouble=phrases.CAMERA_LOST,
    camera_reason="nothing came for 2 seconds",
    voice_trouble="the player ended with code 1",
)
_ANSWERS = {Act.DESCRIBE: "A table with a cup.", Act.READ: "It reads: Exit.", Act.PAUSE: "Paused."}


@dataclass(slots=True)
class Listener:
    """Takes what is asked for out of the inbox; `heard` is what was to be spoken, `done` everything."""

    inbox: Inbox
    heard: list[str] = field(default_factory=list)
    done: list[Command] = field(default_factory=list)
    is_slow: bool = False

    def attend(self) -> None:
        """Answer whatever waits, unless asked to be slow."""
        while not self.is_slow and (order := self.inbox.take()) is not None:
            self.done.append(order.command)
            words = self._words(order.command)
            self.heard.append(words)
            order.reply(words)

    def _words(self, command: Command) -> str:
        if isinstance(command, Tell):
            return command.words
        if isinstance(command, Ask | Find):
            return "Yes, a chair is on the left."
        assert isinstance(command, Do)
        return _ANSWERS.get(command.act, "Done.")


@dataclass(frozen=True, slots=True)
class ServedPage:
    """An app that is being served: where, for which box, and who listens at it."""

    app: Flask
    box: Box
    url: str
    listener: Listener

    def cookie(self) -> dict[str, str]:
        """Return what lets a browser in, as Playwright takes it."""
        return {**cookie_of_a_session(self.app), "url": self.url}


@contextmanager
def served(
    folder: Path, source: Callable[[str], Source] = lambda _: FolderSource(Path("none"))
) -> Iterator[ServedPage]:
    """Serve a box whose clock stands at ten minutes after its start; models come from `source`."""
    wake = threading.Event()
    box = replace(new_box(folder, source), inbox=Inbox(wake.set), voices=lambda: VOICES)
    photos = PostedPhotos(Turns(WordyDescriber()), Settings, Style, ToneSynthesizer)
    look_in = LookIn(box.clock, lambda words: box.inbox.put(Tell(words)) is not None, box.journal)
    box = replace(box, phone=PushedCamera(box.clock), photos=photos, look_in=look_in)
    assert isinstance(box.clock, SimulatedClock)
    box.clock.wait(600.0)
    box.board.put(STATUS)
    app, listener = create_app(box), Listener(box.inbox)
    is_over = threading.Event()

    def attend() -> None:
        while not is_over.is_set():
            wake.wait()
            wake.clear()
            listener.attend()

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=_context(folder))
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    threads = [threading.Thread(target=attend, name="listener"), serving]
    for thread in threads:
        thread.start()
    try:
        yield ServedPage(app, box, f"https://127.0.0.1:{server.port}", listener)
    finally:
        is_over.set()
        wake.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


def _context(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context
