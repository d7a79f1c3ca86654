"""The describer on a server, against a real one: `transformers serve` with the tiny Omni, in a process of its own."""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from camera.frame import Frame, frame_of
from describe.describer import DescriberError
from describe.engines.server import ServerDescriber
from describe.request import Request, Task
from describe.servers.trouble import Deadlines
from tests.fakes import tone

TINY_OMNI = Path(__file__).parent / "models" / "tiny_omni"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (TINY_OMNI / "model.safetensors").exists(), reason="the tiny Omni has not been trained yet"),
    pytest.mark.skipif(
        importlib.util.find_spec("torch") is None, reason="the libraries of the models are not installed"
    ),
]

RED, BLUE = (205, 35, 40), (35, 75, 205)
STARTING_S = 90.0
PATIENT = Deadlines(first_s=30.0, between_s=30.0, total_s=60.0)
SERVE = "import sys; from transformers.cli.transformers import main; sys.argv = ['transformers', *sys.argv[1:]]; main()"


@dataclass(frozen=True)
class Served:
    """Where the server is, and what it was told to serve."""

    url: str
    model: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    model = tmp_path_factory.mktemp("served") / "tiny-omni"
    shutil.copytree(TINY_OMNI, model)
    # `transformers serve` would load the whole of an Omni, with a voice that the tiny one does not have.
    thinker = json.loads((model / "config.json").read_text())["thinker_config"]
    thinker["architectures"] = ["Qwen2_5OmniThinkerForConditionalGeneration"]
    (model / "config.json").write_text(json.dumps(thinker))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = ["serve", str(model), "--device", "cpu", "--host", "127.0.0.1", "--port", str(port)]
    environ = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(model.parent), "OMP_NUM_THREADS": "2"}
    log = model.parent / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-c", SERVE, *arguments], env=environ, stdout=output, stderr=output
        ) as process,
    ):
        try:
            wait_for(port, process, log)
            yield Served(f"http://127.0.0.1:{port}", str(model))
        finally:
            process.kill()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + STARTING_S
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(log.read_text(errors="replace")[-2000:])


@pytest.fixture
def on(served: Served) -> Iterator[ServerDescriber]:
    made = ServerDescriber(served.url, served.model, deadlines=PATIENT)
    yield made
    made.close()


def drawn(colour: tuple[int, int, int]) -> Frame:
    """A circle on the left."""
    rows, columns = np.mgrid[:240, :320]
    picture = np.full((240, 320, 3), 215, np.uint8)
    picture[(rows - 125) ** 2 + (columns - 66) ** 2 < 48**2] = colour
    return frame_of(picture, 0.0, 1)


def said(on: ServerDescriber, request: Request) -> str:
    pieces = [piece.text for piece in on.describe(request)]
    assert len(pieces) > 1
    return "".join(pieces)


def test_the_probe_finds_that_it_sees_and_hears(on: ServerDescriber, served: Served) -> None:
    found = on.probe(60.0)
    assert (found.model, found.sees, found.hears) == (served.model, True, True)


def test_it_says_what_is_drawn(on: ServerDescriber) -> None:
    assert "red circle" in said(on, Request((drawn(RED),)))
    assert "blue circle" in said(on, Request((drawn(BLUE),)))


def test_the_same_question_has_the_same_answer(on: ServerDescriber) -> None:
    look = Request((drawn(RED),), Task.ASK, question="What colour is it?")
    assert said(on, look) == said(on, look)


def test_a_spoken_question_and_a_clip_are_taken(on: ServerDescriber) -> None:
    look = drawn(RED)
    assert said(on, Request((look,), Task.ASK, question_sound=tone(0.5)))
    assert said(on, Request((look,), clip=(look, look, look, look)))


def test_an_answer_that_is_not_wanted_any_more_leaves_the_server_free(on: ServerDescriber) -> None:
    pieces = on.describe(Request((drawn(RED),), Task.READ))
    next(pieces)
    pieces.close()
    assert said(on, Request((drawn(RED),)))


def test_another_model_than_the_served_one_is_refused_in_its_own_words(served: Served) -> None:
    other = ServerDescriber(served.url, "another", deadlines=PATIENT)
    with pytest.raises(DescriberError, match="Server is pinned to"):
        other.probe(30.0)
    other.close()
