"""What it has to report of itself when asked: its state, why it is quiet, and what its last words were based on."""

import re
from collections.abc import Callable

from describe import phrases
from describe.describer import DescriberError
from describe.journal import Journal
from describe.obeying.battery import battery_of
from describe.obeying.means import Means
from describe.obeying.state_words import SENSES, state_words
from describe.obeying.why_quiet import ago, why_quiet
from describe.request import Request, Task
from describe.senses.asked import evidence
from describe.senses.faces import LOOKS
from describe.senses.places import Kind, sought
from describe.status import Board
from describe.teller import Told

_DOUBT = re.compile(r"\b(?:could|may|might|perhaps|maybe|seems?|unsure|not sure)\b", re.IGNORECASE)


class Reports:
    """Answers from the board, the journal and what was told last."""

    def __init__(
        self,
        board: Board,
        journal: Journal,
        last_told: Callable[[], Told | None],
        clock: Callable[[], float],
        means: Means,
    ) -> None:
        self._board = board
        self._journal = journal
        self._last_told = last_told
        self._clock = clock
        self._means = means

    @property
    def is_blind(self) -> bool:
        """Whether the camera has a trouble that was told."""
        return bool(self._board.get().camera_trouble)

    def is_for_senses(self, thing: str) -> bool:
        """Say whether the senses look for this rather than the describer: what is written, or all where no model is."""
        if self._means.senses is None:
            return False
        what = sought(thing)
        return self._board.get().engine == SENSES or (what.kind is Kind.TEXT and what.is_written)

    def state(self) -> str:
        """Return what is on."""
        return state_words(self._board.get(), battery_of(self._means.power), self._means.wall_clock())

    def why_quiet(self) -> str:
        """Return why it is quiet."""
        return why_quiet(self._board.get(), self._journal.entries(), self._clock() - self._journal.began_at)

    def basis(self) -> Callable[[], tuple[str, ...]] | None:
        """Return what finds out what the last words about a picture were based on; None where there were none.

        The senses look at that same picture once more, so it may take half a second.
        """
        told = self._last_told()
        return None if told is None else lambda: (*self._origin(told), *self._seen_in(told))

    def _origin(self, told: Told) -> tuple[str, ...]:
        is_of_senses = told.engine == SENSES
        origin = phrases.BASED_ON_SENSES if is_of_senses else phrases.BASED_ON_MODEL.format(engine=told.engine)
        age = phrases.BASED_ON_AGE.format(ago=ago(self._clock() - told.request.frame.taken_at))
        is_doubtful = any(_DOUBT.search(sentence) for sentence in told.sentences)
        return (origin, age, phrases.BASED_ON_DOUBT) if is_doubtful else (origin, age)

    def _seen_in(self, told: Told) -> tuple[str, ...]:
        if self._means.senses is None:
            return ()
        request = Request(told.request.frames, Task.DESCRIBE)
        try:
            return evidence(self._means.senses.observe(request), min(LOOKS, len(request.frames)))
        except DescriberError:
            return (phrases.SENSES_FAILED,)
