"""Makes what the page needs besides the running program: models to be brought here, the history, looking in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from describe.cli.describers import kept_keys, model_store
from describe.cli.pair import page_folder

if TYPE_CHECKING:
    from camera.clock import Clock
    from describe.engines.download import Download
    from describe.engines.shelf import ModelShelf
    from describe.engines.sources import Source
    from describe.history.store import HistoryStore
    from describe.inbox import Inbox
    from describe.journal import Journal
    from describe.looking_in import LookIn
    from describe.settings_file import SettingsFile
    from describe.status import Board


@contextmanager
def keeping_history(
    settings: "SettingsFile", board: "Board", journal: "Journal", inbox: "Inbox", clock: "Clock"
) -> "Iterator[HistoryStore]":
    """Keep what is said, as long as the settings want that, until the end of the block."""
    from describe.history.keeping import HistoryKeeper
    from describe.history.store import FILE, HistoryStore

    store = HistoryStore(page_folder() / FILE)
    with closing(HistoryKeeper(store, settings.snapshot, journal, board, inbox, clock).start()):
        yield store


@contextmanager
def model_shelf(inbox: "Inbox") -> "Iterator[ModelShelf]":
    """Give the models of this user; one that is on its way at the end of the block is let go, and goes on next time."""
    import os

    from describe.engines.download import Downloads
    from describe.engines.machine import look
    from describe.engines.shelf import KnownMachine, ModelShelf

    store = model_store()
    with closing(Downloads(store, _hub, lambda end: _tell(end, inbox))) as downloads:
        yield ModelShelf(store, downloads, KnownMachine(look), kept_keys(), os.environ)


def new_look_in(clock: "Clock", inbox: "Inbox", journal: "Journal") -> "LookIn":
    """Return where a helper may look through the camera, if the listener says yes."""
    from describe.commands import Tell
    from describe.looking_in import LookIn

    return LookIn(clock, lambda words: inbox.put(Tell(words)) is not None, journal)


def _hub(name: str) -> "Source":
    from describe.engines.hub import HubSource
    from describe.engines.presets import preset_named

    preset = preset_named(name)
    return HubSource(preset.repository if preset else name, preset.revision if preset else "")


def _tell(end: "Download", inbox: "Inbox") -> None:
    """Let the listener hear what became of it; that it was stopped was heard when it was asked for."""
    from describe import phrases
    from describe.commands import Tell
    from describe.engines.download import Stage

    words = {Stage.DONE: phrases.DOWNLOAD_DONE, Stage.FAILED: phrases.DOWNLOAD_FAILED}.get(end.stage)
    if words:
        inbox.put(Tell(words))
