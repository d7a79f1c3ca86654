"""Puts what a helper asks for into the inbox, and keeps where its answer will be for the pages that show it.

TooMuchAtOnce   the box has too much to do already: nothing was asked
"""

import contextlib
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TimedOut
from dataclasses import dataclass

from flask import Flask, current_app, g

from describe.commands import Command, is_aloud
from web.box import the_box
from web.kept import Kept

SOON_S = 0.5
"""So long an answer is waited for before a page is shown without it: an act that needs no picture takes less."""
MOST = 12
_KEPT = "lookaloud.answers"


class TooMuchAtOnce(Exception):
    """Nothing was asked: the box has enough to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What was asked, in the words of the helper, when (on the box's clock), by whom, and where the answer will be."""

    words: str
    is_question: bool
    at: float
    future: "Future[str]"
    is_aloud: bool = True
    session_id: str = ""

    @property
    def answer(self) -> str:
        """The answer; empty while there is none."""
        if not self.future.done() or self.future.cancelled():
            return ""
        return self.future.result()


def keep(app: Flask) -> None:
    """Let this app keep what is asked."""
    app.extensions[_KEPT] = Kept[Asked](MOST)


def ask(command: Command, words: str, *, is_question: bool = False) -> str:
    """Ask the box; return the word under which the answer is found. Raises TooMuchAtOnce."""
    box = the_box()
    future = box.inbox.put(command)
    if future is None:
        raise TooMuchAtOnce("The box is still busy with what was asked before. Try again in a moment.")
    with contextlib.suppress(TimedOut, CancelledError):
        future.result(SOON_S)
    return _kept().put(Asked(words, is_question, box.clock(), future, is_aloud(command), g.session.id))


def asked(word: str) -> Asked | None:
    """Return what was asked under this word, None where it is long gone."""
    return _kept().get(word)


def questions() -> tuple[Asked, ...]:
    """Return the newest questions of all helpers, newest first."""
    return tuple(asked for _, asked in _kept().newest() if asked.is_question)


def was_aloud() -> bool:
    """Say whether the one who looks at the page now had the last question answered aloud: so the next one is, too."""
    return next((asked.is_aloud for asked in questions() if asked.session_id == g.session.id), True)


def _kept() -> Kept[Asked]:
    kept: Kept[Asked] = current_app.extensions[_KEPT]
    return kept
