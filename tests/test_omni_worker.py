"""The trained tiny Omni in the process in which the program keeps it: every kind of request, and letting go of one."""

import importlib.util
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from describe.engines.local import LocalDescriber
from describe.engines.offline import offline_environment
from describe.engines.takes import Precision
from describe.engines.work import ModelSpec
from tests.models.lessons import lesson
from tests.waiting import eventually

TINY_OMNI = Path(__file__).parent / "models" / "tiny_omni"
SEED = 30_000
LEAST = {"describe": 0.95, "clip": 0.9, "sound": 0.95, "ask": 0.95}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="the libraries for models are not installed"),
]


@pytest.fixture(scope="module")
def omni() -> Iterator[LocalDescriber]:
    spec = ModelSpec("tiny_omni", TINY_OMNI, Precision.AUTO, offline_environment())
    with closing(LocalDescriber(spec)) as describer:
        eventually(lambda: describer.is_ready, 90.0)
        yield describer


def said(omni: LocalDescriber, skill: str, rng: np.random.Generator) -> tuple[str, str]:
    """Return what it says to a new lesson of this skill, and what would be right."""
    new = lesson(skill, rng, (640, 480))
    return "".join(piece.text for piece in omni.describe(new.request)), new.answer


@pytest.mark.parametrize(("skill", "count"), [("describe", 100), ("clip", 100), ("sound", 20), ("ask", 20)])
def test_pictures_clips_and_questions_reach_it_and_come_back_as_words(
    omni: LocalDescriber, skill: str, count: int
) -> None:
    rng = np.random.default_rng([SEED, count])
    answers = [said(omni, skill, rng) for _ in range(count)]
    right = float(np.mean([words == wanted for words, wanted in answers]))
    print(f"{skill}: {right:.0%} of {count}")
    assert right >= LEAST[skill]


def test_one_that_is_let_go_of_after_a_word_does_not_spoil_the_next(omni: LocalDescriber) -> None:
    rng = np.random.default_rng(SEED)
    process, right = omni.process, 0
    for _ in range(10):
        pieces = iter(omni.describe(lesson("describe", rng, (640, 480)).request))
        assert next(pieces).text
        began_at = time.monotonic()
        pieces.close()  # type: ignore[attr-defined]  # it is a generator
        assert time.monotonic() - began_at < 0.5
        words, wanted = said(omni, "describe", rng)
        right += words == wanted
    assert right >= 9
    assert omni.process == process
