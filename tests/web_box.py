"""A box as the page sees it, with real parts and a clock that only moves when it is told to."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from camera.clock import SimulatedClock
from describe.commands import Tell
from describe.engines.download import Downloads
from describe.engines.shelf import ModelShelf
from describe.engines.sources import FolderSource, Source
from describe.engines.store import ModelStore
from describe.history.store import FILE, HistoryStore
from describe.inbox import Inbox
from describe.journal import Journal
from describe.looking_in import LookIn
from describe.servers.key import KeptKeys
from describe.settings_file import SettingsFile
from describe.status import Board
from tests.test_choose import LAPTOP
from web.box import Box
from web.cookies import SESSION
from web.csrf import proof_for
from web.door import door_of


def new_box(folder: Path, source: Callable[[str], Source] = lambda _: FolderSource(Path("none"))) -> Box:
    """Return a box with an empty store of models, which come from `source`, and a history that is off."""
    clock, store = SimulatedClock(), ModelStore(folder / "models")
    inbox, journal = Inbox(), Journal(clock)
    return Box(
        SettingsFile(folder / "settings.json"),
        Board(),
        journal,
        inbox,
        clock,
        folder,
        models=ModelShelf(store, Downloads(store, source), lambda: LAPTOP, KeptKeys(folder)),
        history=HistoryStore(folder / FILE),
        look_in=LookIn(clock, lambda words: inbox.put(Tell(words)) is not None, journal),
    )


def heard(box: Box) -> list[str]:
    """Return what the listener hears of what helpers did, and let the box be free for more."""
    words = []
    while order := box.inbox.take():
        assert isinstance(order.command, Tell)
        words.append(order.command.words)
    return words


def let_in(app: Flask) -> FlaskClient:
    """Return a browser that was let in; it sends the proof that changes need, as a script of ours would."""
    token = door_of(app).sessions.new("a test")
    client = app.test_client()
    client.set_cookie(SESSION, token, domain="localhost", secure=True)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = proof_for(token)
    return client


def cookie_of_a_session(app: Flask) -> dict[str, str]:
    """Return the name and value of a cookie that lets in, for a browser driven by a test."""
    return {"name": SESSION, "value": door_of(app).sessions.new("a test")}
