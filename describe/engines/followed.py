"""Has the ladder follow what a person chooses as the describer, without a restart."""

import logging
import threading
from collections.abc import Callable, Hashable

from describe.engines.ladder import Ladder
from describe.engines.rungs import EngineError, Rungs
from describe.journal import Journal, Kind
from describe.settings import Settings

EVERY_S = 0.5
"""A change is followed within a second."""

log = logging.getLogger(__name__)

Find = Callable[[str, Settings], Rungs]
"""Returns the models that a choice means; raises EngineError. May take a second."""


class FollowedEngine:
    """One thread that looks twice a second whether the choice is another, and offers the ladder what it means.

    `installed` and `key_state` are compared with their last values: a model that came in decides anew what `auto` is,
    and a new key is tried at once. `given` is a choice that holds until the settings name another.
    """

    def __init__(
        self,
        ladder: Ladder,
        settings: Callable[[], Settings],
        find: Find,
        installed: Callable[[], Hashable],
        key_state: Callable[[], Hashable],
        journal: Journal,
        given: str | None = None,
    ) -> None:
        self._ladder = ladder
        self._settings = settings
        self._find = find
        self._installed = installed
        self._key_state = key_state
        self._journal = journal
        self._given = given
        self._at_start = settings().engine
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="choosing a model", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Follow no longer; what is being found out is let be."""
        self._closing.set()
        self._thread.join(0.5)

    def _follow(self) -> None:
        choice: Hashable = None
        installed: Hashable = None
        while not self._closing.is_set():
            settings = self._settings()
            engine = self._engine(settings)
            newly = (engine, settings.server, settings.server_model, self._key_state())
            newly_installed = self._installed()
            if newly != choice or newly_installed != installed:
                self._offer(engine, settings, keeps_same=newly == choice)
                choice, installed = newly, newly_installed
            self._closing.wait(EVERY_S)

    def _engine(self, settings: Settings) -> str:
        if settings.engine != self._at_start:
            self._given = None
        return self._given or settings.engine

    def _offer(self, engine: str, settings: Settings, *, keeps_same: bool) -> None:
        try:
            rungs = self._find(engine, settings)
        except EngineError as error:
            self._refuse(str(error), keeps_same=keeps_same)
        except Exception as error:  # outermost line: whatever it is, the listener must hear that there is no model
            log.exception("no model could be chosen")
            self._refuse(f"no model could be chosen: {error}", keeps_same=keeps_same)
        else:
            self._journal.note(Kind.ENGINE, rungs.why)
            self._ladder.offer(rungs.models, keeps_same=keeps_same)

    def _refuse(self, why: str, *, keeps_same: bool) -> None:
        self._journal.note(Kind.TROUBLE, why)
        if not keeps_same:
            self._ladder.offer(())
        self._ladder.refuse()
