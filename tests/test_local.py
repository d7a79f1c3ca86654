"""A model in its own process: it may crash, hang, be killed or fill the memory, and its owner stays well."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest

from camera.frame import frame_of
from describe.describer import DescriberFailed, NonsenseWritten, OutOfMemory
from describe.engines.local import Deadlines, LocalDescriber
from describe.engines.work import ModelSpec
from describe.request import Request
from tests.fake_models import change, spec
from tests.waiting import eventually

pytestmark = pytest.mark.slow

QUICK = Deadlines(first_s=4.0, least_s=4.0, next_s=4.0, loading_s=30.0)
START_S = 60.0


def request() -> Request:
    return Request((frame_of(np.full((480, 640, 3), 90, np.uint8), 0.0, 1),))


@contextmanager
def model(made: ModelSpec, deadlines: Deadlines = QUICK, most_memory_mb: float = 1500.0) -> Iterator[LocalDescriber]:
    describer = LocalDescriber(made, deadlines, random.Random(4), most_memory_mb)
    try:
        yield describer
    finally:
        pid = describer.process
        describer.close()
        assert pid is None or not is_running(pid)


def is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def ready(describer: LocalDescriber) -> LocalDescriber:
    eventually(lambda: describer.is_ready, START_S)
    return describer


def words(describer: LocalDescriber) -> str:
    return "".join(piece.text for piece in describer.describe(request())).strip()


def test_it_loads_in_the_background_and_then_describes(tmp_path: Path) -> None:
    with model(spec(tmp_path, loading_s=0.3)) as describer:
        assert not describer.is_ready
        with pytest.raises(DescriberFailed, match="being loaded"):
            words(describer)
        assert words(ready(describer)) == "A red door ahead."
        assert describer.trouble == ""


@pytest.mark.parametrize("fault", ["crash", "hang", "stop", "bug"])
def test_whatever_it_does_is_an_error_in_time_and_the_next_request_is_answered(tmp_path: Path, fault: str) -> None:
    made = spec(tmp_path, fault=fault)
    with model(made) as describer:
        ready(describer)
        with pytest.raises(DescriberFailed):
            words(describer)
        change(made)
        eventually(lambda: describer.is_ready, START_S)
        assert words(describer) == "A red door ahead."


@pytest.mark.parametrize("fault", ["crash", "hang", "stop"])
def test_what_was_written_before_the_fault_is_kept(tmp_path: Path, fault: str) -> None:
    with model(spec(tmp_path, fault_after=fault)) as describer:
        pieces = ready(describer).describe(request())
        assert next(pieces).text == "A "
        with pytest.raises(DescriberFailed):
            list(pieces)


def test_a_picture_that_does_not_fit_is_tried_once_more_smaller(tmp_path: Path) -> None:
    with model(spec(tmp_path, fault="memory")) as describer:
        assert words(ready(describer)) == "A red door ahead."
        assert describer.is_ready


def test_a_model_for_which_every_picture_is_too_large_says_so(tmp_path: Path) -> None:
    with model(spec(tmp_path, fault="memory always")) as describer, pytest.raises(OutOfMemory):
        words(ready(describer))


def test_one_that_the_system_kills_for_its_memory_is_asked_with_smaller_pictures_afterwards(tmp_path: Path) -> None:
    made = spec(tmp_path, fault="killed")
    with model(made) as describer:
        ready(describer)
        with pytest.raises(OutOfMemory):
            words(describer)
        change(made, fault="memory")
        eventually(lambda: describer.is_ready, START_S)
        assert words(describer) == "A red door ahead."


def test_closing_the_answer_stops_the_work_within_a_word(tmp_path: Path) -> None:
    with model(spec(tmp_path, words=" ".join(["word"] * 200), word_s=0.02)) as describer:
        pieces = ready(describer).describe(request())
        assert [next(pieces).text for _ in range(5)] == ["word "] * 5
        pieces.close()  # type: ignore[attr-defined]  # a generator, which Iterator does not promise
        assert words_of_next(describer) == "word "
        assert len((tmp_path / "written").read_text().split()) < 100


def words_of_next(describer: LocalDescriber) -> str:
    pieces = describer.describe(request())
    first = next(pieces).text
    pieces.close()  # type: ignore[attr-defined]  # see above
    return first


def test_a_request_that_is_let_go_ends_at_once_in_another_thread(tmp_path: Path) -> None:
    with model(spec(tmp_path, first_s=3600), Deadlines(first_s=60)) as describer:
        ready(describer)
        done = threading.Event()

        def ask() -> None:
            assert words(describer) == ""
            done.set()

        threading.Thread(target=ask, daemon=True).start()
        assert not done.wait(0.3)
        describer.cancel()
        assert done.wait(5.0)


def test_three_answers_of_nonsense_in_a_row_start_it_anew(tmp_path: Path) -> None:
    made = spec(tmp_path, fault="nonsense")
    with model(made) as describer:
        first = ready(describer).process
        for _ in range(3):
            with pytest.raises(NonsenseWritten):
                words(describer)
        change(made)
        eventually(lambda: describer.is_ready and describer.process != first, START_S)
        assert words(describer) == "A red door ahead."


def test_one_that_grows_without_end_is_started_anew_between_two_answers(tmp_path: Path) -> None:
    with model(spec(tmp_path, fault="grow"), most_memory_mb=100) as describer:
        first = ready(describer).process
        assert words(describer) == "A red door ahead."
        assert words(describer) == "A red door ahead."
        eventually(lambda: describer.is_ready and describer.process != first, START_S)


def test_missing_files_are_told_and_not_tried_again_and_again(tmp_path: Path) -> None:
    with model(spec(tmp_path, absent="config.json is missing")) as describer:
        eventually(lambda: describer.is_hopeless, START_S)
        assert "config.json is missing" in describer.trouble
        assert describer.process is None
        with pytest.raises(DescriberFailed, match=r"config\.json"):
            words(describer)


def test_without_the_libraries_it_says_what_to_install(tmp_path: Path) -> None:
    made = ModelSpec("model", tmp_path, loader="no_such_library:load")
    with model(made) as describer:
        eventually(lambda: describer.is_hopeless, START_S)
        assert "scripts/setup models" in describer.trouble


def test_loading_that_comes_to_a_stop_is_ended(tmp_path: Path) -> None:
    with model(spec(tmp_path, loading_s=3600), Deadlines(loading_s=4.0)) as describer:
        eventually(lambda: "came to a stop" in describer.trouble, START_S)


def test_one_that_is_killed_while_idle_comes_back(tmp_path: Path) -> None:
    with model(spec(tmp_path)) as describer:
        first = ready(describer).process
        assert first is not None
        os.kill(first, signal.SIGKILL)
        eventually(lambda: describer.process not in (None, first) and describer.is_ready, START_S)
        assert words(describer) == "A red door ahead."


def test_three_loads_that_fail_are_enough(tmp_path: Path) -> None:
    with model(spec(tmp_path, dies_loading=True)) as describer:
        pids = set()

        def is_given_up() -> bool:
            pids.add(describer.process)
            return describer.is_hopeless

        eventually(is_given_up, 60.0)
        assert len(pids - {None}) <= 3
        assert "memory" in describer.trouble
