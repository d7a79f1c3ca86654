"""Makes the senses and the ladder, and has it climb to what a person chose."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camera.clock import Clock
    from describe.engines.followed import FollowedEngine
    from describe.engines.ladder import Ladder, Pace
    from describe.engines.rungs import Rungs
    from describe.engines.senses import SensesDescriber
    from describe.engines.store import ModelStore
    from describe.engines.turns import Turns
    from describe.journal import Journal
    from describe.posted import PostedPhotos
    from describe.servers.key import KeptKeys
    from describe.settings import Settings


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


def follow_engine(
    ladder: "Ladder", engine: str | None, settings: "Callable[[], Settings]", journal: "Journal"
) -> "FollowedEngine":
    """Have the ladder climb to what was chosen, and to what is chosen later; close it to end that.

    `engine` is the choice on the command line: it holds until a person chooses another describer.
    """
    from describe.engines.followed import FollowedEngine
    from describe.engines.rungs import EngineError

    def find(chosen: str, present: "Settings") -> "Rungs":
        try:
            return _rungs(chosen, present)
        except EngineError as error:
            print(f"lookaloud: {error}", file=sys.stderr)
            raise

    return FollowedEngine(ladder, settings, find, model_store().names, kept_keys().state, journal, engine)


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


def _rungs(engine: str, settings: "Settings") -> "Rungs":
    """Return the models that this choice of a describer means; raise EngineError."""
    from describe.engines.machine import look
    from describe.engines.rungs import rungs_for

    server = engine if engine.startswith(("http://", "https://")) else settings.server
    return rungs_for(engine, settings, model_store(), look, kept_keys().for_server(os.environ, server))


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


def kept_keys() -> "KeptKeys":
    """Return where the key for a model server is kept, if one is: beside the settings."""
    from platformdirs import user_config_path

    from describe.servers.key import KeptKeys

    return KeptKeys(user_config_path("lookaloud", appauthor=False))


def question_line() -> Path:
    """Return where the running Lookaloud takes questions: in the user's own folder, not where others may write."""
    from platformdirs import user_data_path

    return user_data_path("lookaloud", appauthor=False) / "questions"
