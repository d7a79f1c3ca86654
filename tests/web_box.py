"""A box as the page sees it, with real parts and a clock that only moves when it is told to."""

from pathlib import Path

from camera.clock import SimulatedClock
from describe.inbox import Inbox
from describe.journal import Journal
from describe.settings_file import SettingsFile
from describe.status import Board
from web.box import Box


def new_box(folder: Path) -> Box:
    clock = SimulatedClock()
    return Box(SettingsFile(folder / "settings.json"), Board(), Journal(clock), Inbox(), clock, folder)
