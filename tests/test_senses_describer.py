import dataclasses
import json
import subprocess
import sys
import time
from threading import Event, Thread

import cv2
import numpy as np
import pytest

from camera.frame import Image, frame_of
from describe import phrases
from describe.describer import Describer, DescriberError
from describe.engines.senses import CLOSING_S, SensesDescriber
from describe.request import Request, Task
from describe.senses.text import TextReader
from tests.media import PHOTOS, VIDEOS, photo, video
from tests.senses_pictures import framed, plain, with_code, written

SEED = 11
SIZES = ((480, 640), (16, 16), (64, 64), (31, 400), (16, 4096), (360, 640), (240, 320))


@pytest.fixture(scope="module")
def senses() -> SensesDescriber:
    return SensesDescriber()


def said(senses: SensesDescriber, image: Image, task: Task = Task.DESCRIBE) -> str:
    return "".join(piece.text for piece in senses.describe(Request((framed(image),), task))).strip()


def texture(rng: np.random.Generator, kind: int, height: int, width: int) -> Image:
    """Draw something that holds no text and no face: noise, plain, gradients, blobs, squares, stripes, the dark."""
    if kind == 0:
        values = rng.integers(0, 256, (height, width, 3)).astype(np.float64)
    elif kind == 1:
        values = np.full((height, width, 3), rng.choice([0, 255, 128]), dtype=np.float64)
    elif kind == 2:
        values = np.linspace(0, 255, width)[None, :, None] * np.ones((height, 1, 3))
    elif kind == 3:
        blobs = cv2.GaussianBlur(rng.integers(0, 256, (height, width)).astype(np.float64), (0, 0), rng.uniform(1, 8))
        values = np.repeat(((blobs - blobs.mean()) * rng.uniform(1, 12) + 128)[:, :, None], 3, axis=2)
    elif kind == 4:
        squares = rng.integers(0, 256, (max(2, height // 24), max(2, width // 24), 3)).astype(np.uint8)
        values = np.asarray(cv2.resize(squares, (width, height), interpolation=cv2.INTER_NEAREST), dtype=np.float64)
    elif kind == 5:
        stripes = np.sin(np.arange(width) / rng.uniform(1, 30)) * 100 + 128
        values = stripes[None, :, None] + rng.normal(0, 5, (height, width, 3))
    else:
        values = rng.normal(10, 4, (height, width, 3))
    return np.clip(values, 0, 255).astype(np.uint8)


def test_it_is_a_describer_that_can_be_closed_twice() -> None:
    describer: Describer = SensesDescriber()
    assert describer.name == "senses"
    describer.close()
    describer.close()


class SlowReader(TextReader):
    """Takes as long to load as a test lets it."""

    loaded = Event()

    def warm_up(self) -> None:
        self.loaded.wait(60)


def test_who_switches_off_while_it_loads_waits_for_that_once_however_often_it_is_closed() -> None:
    describer = SensesDescriber(SlowReader())
    describer.warm_up()
    began_at = time.monotonic()
    for _ in range(20):
        describer.close()
    SlowReader.loaded.set()
    assert time.monotonic() - began_at < 10 * CLOSING_S


def test_a_door_sign_is_said(senses: SensesDescriber) -> None:
    assert said(senses, written([(200, 180, 90, "EXIT")])) == "A sign says: Exit."


def test_a_poster_is_said_with_its_code(senses: SensesDescriber) -> None:
    assert said(senses, with_code("https://example.org/a"), Task.READ) == "A QR code for example.org."


def test_a_blank_wall_is_not_made_up(senses: SensesDescriber) -> None:
    assert said(senses, plain(), Task.READ) == "I can read no text here."
    assert said(senses, plain()).startswith("I find no face and no text.")


def test_chips_are_read_by_their_name(senses: SensesDescriber) -> None:
    for task in (Task.DESCRIBE, Task.READ):
        words = said(senses, photo("chips.jpg"), task)
        assert "Farmhouse" in words
        assert "White Cheddar" in words


def test_an_upside_down_bag_is_not_turned_into_nonsense(senses: SensesDescriber) -> None:
    words = said(senses, np.ascontiguousarray(np.rot90(photo("chips.jpg"), 2)), Task.READ)
    assert "Farmhouse White Cheddar" in words
    upright = said(senses, photo("chips.jpg"), Task.READ)
    assert set(words.split()) <= set(upright.split())


def test_two_men_are_told_by_their_faces(senses: SensesDescriber) -> None:
    assert said(senses, photo("two_men.jpg")).split()[0] in ("Two", "Three", "Four")


@pytest.mark.parametrize("name", [n for n in PHOTOS if n not in ("chips.jpg", "two_men.jpg", "hotdog.jpg")])
def test_a_photo_without_people_and_text_has_none(senses: SensesDescriber, name: str) -> None:
    for task in (Task.DESCRIBE, Task.READ):
        seen = senses.observe(Request((framed(photo(name)),), task))
        assert (seen.faces, seen.text.blocks, seen.codes) == ((), (), ())


def test_a_receipt_is_only_read_where_every_word_is_printed_on_it(senses: SensesDescriber) -> None:
    seen = senses.observe(Request((framed(photo("hotdog.jpg")),), Task.READ))
    printed = {"snack", "nook", "las", "vegas", "blvd", "hotdog", "t1", "tax1", "total", "cash", "change", "clerk", "1"}
    words = {word.lower().strip(".,") for block in seen.text.blocks for row in block.rows for word in row.split()}
    assert words <= printed


def test_an_observation_can_be_printed_as_json(senses: SensesDescriber) -> None:
    for name in ("two_men.jpg", "chips.jpg"):
        seen = dataclasses.asdict(senses.observe(Request((framed(photo(name)),))))
        assert json.loads(json.dumps(seen)).keys() == seen.keys()


def test_threads_may_ask_at_once(senses: SensesDescriber) -> None:
    page = written([(100, 150, 60, "Platform 4")])
    answers: list[str] = []
    threads = [Thread(target=lambda: answers.append(said(senses, page)), daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == ["A sign says: Platform 4."] * 3


@pytest.mark.slow
def test_nothing_is_found_in_two_hundred_pictures_of_nothing(senses: SensesDescriber) -> None:
    print("seed", SEED)
    rng = np.random.default_rng(SEED)
    for number in range(200):
        height, width = SIZES[number % len(SIZES)]
        picture = texture(rng, int(rng.integers(0, 7)), height, width)
        seen = senses.observe(Request((framed(picture),), (Task.DESCRIBE, Task.READ)[number % 2]))
        assert (seen.faces, seen.text.blocks, seen.codes, seen.movement) == ((), (), (), None), number


def test_a_frame_of_which_half_is_missing_gives_words_or_our_own_error(senses: SensesDescriber) -> None:
    for name in ("two_men.jpg", "chips.jpg"):
        torn = photo(name).copy()
        torn[torn.shape[0] // 2 :] = 128
        try:
            assert said(senses, torn)
        except DescriberError:
            pytest.fail("half a picture is still a picture")


def test_a_picture_of_the_largest_size_is_looked_at(senses: SensesDescriber) -> None:
    large = np.ascontiguousarray(np.repeat(np.repeat(written([(200, 180, 90, "EXIT")]), 6, axis=0), 6, axis=1))
    assert said(senses, large) == "A sign says: Exit."


@pytest.mark.slow
@pytest.mark.parametrize("name", VIDEOS)
def test_no_look_at_a_video_without_text_has_text(senses: SensesDescriber, name: str) -> None:
    looks = [frame_of(image, at, n) for n, (at, image) in enumerate(video(name, 0.5, 1.0))]
    found = [senses.observe(Request((frame,))) for frame in looks]
    assert [(seen.text.blocks, seen.codes, seen.faces) for seen in found] == [((), (), ())] * len(looks)


def test_neither_importing_nor_running_it_brings_in_torch() -> None:
    program = (
        "import sys, numpy\n"
        "from camera.frame import frame_of\n"
        "from describe.engines.senses import SensesDescriber\n"
        "from describe.request import Request\n"
        "heavy = {'rapidocr', 'onnxruntime', 'torch', 'transformers'} & set(sys.modules)\n"
        "assert not heavy, f'loaded before the first look: {heavy}'\n"
        "senses = SensesDescriber()\n"
        "frame = frame_of(numpy.full((480, 640, 3), 200, dtype=numpy.uint8), 0.0, 1)\n"
        "assert list(senses.describe(Request((frame,))))\n"
        "assert 'onnxruntime' in sys.modules\n"
        "print(sorted({'torch', 'torchvision', 'transformers'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("[]", "", 0)


@pytest.mark.parametrize("task", [Task.ASK, Task.FIND])
def test_a_question_is_refused_in_words_and_nothing_is_looked_for(senses: SensesDescriber, task: Task) -> None:
    request = Request((frame_of(np.zeros((480, 640, 3), np.uint8), 0.0, 1),), task, question="What is it?")
    assert [piece.text for piece in senses.describe(request)] == [phrases.NO_MODEL_FOR_QUESTIONS]
