"""Models that do in their own process what a test says, without torch. The spec's folder holds the script."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from describe.describer import DescriberUnavailable, NonsenseWritten, OutOfMemory
from describe.engines.work import ModelSpec
from describe.request import Piece, Request

Progress = Callable[[float, str], None]


def spec(folder: Path, name: str = "model", **script: object) -> ModelSpec:
    """Return what makes a scripted model; see ScriptedModel for what a script can say."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "script.json").write_text(json.dumps(script))
    return ModelSpec(name, folder, loader="tests.fake_models:load")


def change(made: ModelSpec, **script: object) -> None:
    """Let the model do something else from its next request, or its next start, on."""
    whole = made.folder / "script.new"
    whole.write_text(json.dumps(script))
    whole.replace(made.folder / "script.json")


def load(made: ModelSpec, progress: Progress) -> "ScriptedModel":
    script = _script(made.folder)
    progress(0.5, "half of it")
    time.sleep(_seconds(script, "loading_s"))
    if "absent" in script:
        raise DescriberUnavailable(str(script["absent"]))
    if script.get("dies_loading"):
        os.kill(os.getpid(), signal.SIGKILL)
    return ScriptedModel(made.folder)


class ScriptedModel:
    """Writes `words` one by one, each after `word_s`, the first after `first_s`; or does what `fault` names."""

    name = "scripted"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = b""

    def describe(self, request: Request, is_stopped: Callable[[], bool]) -> Iterator[Piece]:
        script = _script(self._folder)
        time.sleep(_seconds(script, "first_s"))
        self._fail(str(script.get("fault", "")), request)
        for word in str(script.get("words", "A red door ahead.")).split(" "):
            yield Piece(word + " ")
            with (self._folder / "written").open("a") as file:
                file.write(word + "\n")
            time.sleep(_seconds(script, "word_s"))
            self._fail(str(script.get("fault_after", "")), request)

    def _fail(self, fault: str, request: Request) -> None:
        if fault == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif fault == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif fault == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        elif fault == "hang":
            time.sleep(3600)
        elif fault == "nonsense":
            raise NonsenseWritten("!!!!")
        elif fault == "bug":
            raise KeyError("a bug in a library")
        elif fault == "memory":
            if request.picture_tokens is None:
                raise OutOfMemory("this picture is too large")
        elif fault == "memory always":
            raise OutOfMemory("every picture is too large")
        elif fault == "grow":
            self._kept += b"x" * 60_000_000


def _script(folder: Path) -> dict[str, object]:
    script: dict[str, object] = json.loads((folder / "script.json").read_text())
    return script


def _seconds(script: dict[str, object], name: str) -> float:
    return float(str(script.get(name, 0.0)))
