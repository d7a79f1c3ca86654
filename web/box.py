"""What the page may touch of the running program, and nothing else of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from camera.pushed import PushedCamera
from describe.engines.shelf import ModelShelf
from describe.history.store import HistoryStore
from describe.inbox import Inbox
from describe.journal import Journal
from describe.looking_in import LookIn
from describe.posted import PostedPhotos
from describe.settings_file import SettingsFile
from describe.speech.pyttsx3_ import SpeechVoice
from describe.status import Board


@dataclass(frozen=True, slots=True)
class Box:
    """The store, the board, the journal and the inbox; and where the page keeps what is its own, in a private folder.

    `clock` is the narrator's; captions and journal count from `journal.began_at` on it. `voices` returns those that can
    be chosen, and may raise SynthesizerError. `phone` takes the pictures of a phone that is used as the camera,
    `photos` describes single pictures, `look_in` shows what the camera sees after the listener's yes. Without `models`
    or `history` there are no pages about them.
    """

    settings: SettingsFile
    board: Board
    journal: Journal
    inbox: Inbox
    clock: Callable[[], float]
    folder: Path
    voices: Callable[[], tuple[SpeechVoice, ...]] | None = None
    models: ModelShelf | None = None
    history: HistoryStore | None = None
    phone: PushedCamera | None = None
    photos: PostedPhotos | None = None
    look_in: LookIn | None = None


def the_box() -> Box:
    """Return the box that the app at hand serves."""
    box: Box = current_app.extensions["lookaloud"]
    return box
