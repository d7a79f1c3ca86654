"""What a page may do with models: see them, bring and remove them, and keep a server's key."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from describe.engines.download import Downloads
from describe.engines.machine import Machine
from describe.engines.store import ModelStore
from describe.servers.key import KeptKeys


class KnownMachine:
    """Looks at the machine once, when somebody first asks: that takes a second of all its cores."""

    def __init__(self, look: Callable[[], Machine]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._machine: Machine | None = None

    def __call__(self) -> Machine:
        """Return what this machine is."""
        with self._lock:
            if self._machine is None:
                self._machine = self._look()
            return self._machine


@dataclass(frozen=True, slots=True)
class ModelShelf:
    """The models that lie here, the one that is on its way, what this machine is, and the key for a server.

    `environ` is the environment in which the program was started: a key that was given there goes before a kept one.
    """

    store: ModelStore
    downloads: Downloads
    machine: Callable[[], Machine]
    keys: KeptKeys
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
