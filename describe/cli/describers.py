"""Makes the senses and the ladder, and has it climb to what a person chose."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camera.clock import Clock
    from describe.engines.ladder import Ladder, Pace
    from describe.engines.rungs import Rungs
    from describe.engines.senses import SensesDescriber
    from describe.engines.store import ModelStore
    from describe.engines.turns import Turns
    from describe.journal import Journal
    from describe.posted import PostedPhotos
    from describe.settings import Settings

log = logging.getLogger(__name__)


def new_describers(clock: "Clock", pace: "Pace | None" = None) -> "tuple[SensesDescriber, Ladder]":
    """Return the senses, and a ladder that begins with them and tames what models write."""
    from describe.engines.heat import hottest_c
    from describe.engines.ladder import Ladder
    from describe.engines.senses import SensesDescriber
    from describe.plain.plain_words import PlainWords
    from describe.plain.reading_check import CheckedReading
    from describe.senses.text import TextReader

    reader = TextReader()
    senses = SensesDescriber(reader)
    return senses, Ladder(
        senses, (), clock, pace, hottest_c, lambda model: PlainWords(model, CheckedReading(model, reader))
    )


def posted_photos(turns: "Turns", settings: "Callable[[], Settings]") -> "PostedPhotos":
    """Return what describes single pictures that are sent in, while the narrator does not need what describes."""
    from describe.cli.parts import style_of
    from describe.posted import PostedPhotos
    from describe.speech.pyttsx3_ import Pyttsx3Synthesizer

    return PostedPhotos(turns, settings, style_of(settings), Pyttsx3Synthesizer)


def climb(ladder: "Ladder", engine: str, settings: "Settings") -> bool:
    """Have the ladder climb to what was chosen and wait until it is there; where it is not to be had, say so."""
    from describe.engines.rungs import EngineError

    try:
        rungs = _rungs(engine, settings)
    except EngineError as error:
        print(f"lookaloud: {error}", file=sys.stderr)
        return False
    ladder.offer(rungs.models)
    _wait_for(ladder)
    return True


def climb_later(ladder: "Ladder", engine: str, settings: "Settings", journal: "Journal") -> None:
    """Find out what describes best here without a second of silence for it, and have the ladder climb there."""
    from describe.engines.rungs import EngineError
    from describe.journal import Kind

    def find_out() -> None:
        try:
            rungs = _rungs(engine, settings)
        except EngineError as error:
            print(f"lookaloud: {error}", file=sys.stderr)
            journal.note(Kind.TROUBLE, str(error))
            ladder.refuse()
            return
        except Exception as error:  # outermost line: whatever it is, the listener must hear that there is no model
            log.exception("no model could be chosen")
            journal.note(Kind.TROUBLE, f"no model could be chosen: {error}")
            ladder.refuse()
            return
        journal.note(Kind.ENGINE, rungs.why)
        ladder.offer(rungs.models)

    threading.Thread(target=find_out, name="choosing a model", daemon=True).start()


def _rungs(engine: str, settings: "Settings") -> "Rungs":
    """Return the models that this choice of a describer means; raise EngineError."""
    from describe.engines.machine import look
    from describe.engines.rungs import rungs_for

    return rungs_for(engine, settings, model_store(), look, os.environ)


def _wait_for(ladder: "Ladder") -> None:
    """Wait until a model is ready, or none will be."""
    from rich.console import Console

    with Console(stderr=True).status("Loading the model") as status:
        while not ladder.is_settled:
            status.update(f"Loading the model: {ladder.trouble}")
            time.sleep(0.05)
            ladder.tend()


def model_store() -> "ModelStore":
    """Return the models of this user."""
    from platformdirs import user_data_path

    from describe.engines.store import ModelStore

    return ModelStore(user_data_path("lookaloud", appauthor=False) / "models")


def question_line() -> Path:
    """Return where the running Lookaloud takes questions: in the user's own folder, not where others may write."""
    from platformdirs import user_data_path

    return user_data_path("lookaloud", appauthor=False) / "questions"
