"""What carrying out an order needs from outside: each is one small thing, and each may be missing."""

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from describe.looking_in import LookIn
from describe.pulling import Taken, TakenAtOnce
from describe.request import Request
from describe.senses.observation import Box, Observation
from describe.senses.places import Sought
from describe.settings_file import SettingsError

Places = tuple[Box, ...]


class Senses(Protocol):
    """The built-in senses, whoever describes."""

    def observe(self, request: Request) -> Observation:
        """Return everything they find; raise DescriberError."""
        ...

    def places(self, what: Sought, request: Request) -> Places:
        """Return where this is in the newest frame; raise DescriberError."""
        ...


def _refuse(_changes: Mapping[str, object]) -> None:
    raise SettingsError("the settings cannot be changed here")


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Means:
    """`change` puts settings in place, or raises SettingsError; `pull` has the senses look in a thread of their own.

    `forget` lets go of what others keep of what was said, or raises HistoryError; `wall_clock` is the time of day;
    `power` is where the system tells of its battery; `look_in` is where a helper may look, if the listener says yes.
    """

    senses: Senses | None = None
    change: Callable[[Mapping[str, object]], object] = _refuse
    forget: Callable[[], None] = _nothing
    pull: Callable[[Generator[Places]], Taken[Places]] = TakenAtOnce
    wall_clock: Callable[[], float] = time.time
    power: Path = Path("/sys/class/power_supply")
    look_in: LookIn | None = None
