"""The tiny Omni that other tests run the engines with: that it is whole, small, and really sees, hears and answers."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the libraries for models are not installed")

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import Qwen2_5OmniProcessor
from transformers import Qwen2_5OmniThinkerForConditionalGeneration as Thinker

from camera.quality import fault_of
from tests.models.drawings import draw, draw_clip, draw_sign
from tests.models.lessons import SKILLS, lesson
from tests.models.measure_tiny_omni import FOLDER, answers, load, right_part
from tests.models.sounds import QUESTIONS, RATE_HZ, question_sound

SEED = 20_000
MOST_BYTES = 8_000_000
COUNTS = {"describe": 300, "clip": 100, "sound": 60, "ask": 60, "find": 60, "read": 60}
LEAST = {"find": 0.6, "read": 0.9}
"""Of what it learned less well; everything else has to be right 95 times in 100."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (FOLDER / "model.safetensors").exists(), reason="the tiny Omni has not been trained yet"),
]
Model = tuple[Thinker, Qwen2_5OmniProcessor]


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


def test_the_checkpoint_is_small_and_holds_nothing_that_could_run() -> None:
    files = list(FOLDER.iterdir())
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES
    assert {file.suffix for file in files} <= {".json", ".safetensors", ".md"}
    assert sum(file.suffix == ".safetensors" for file in files) == 1


def test_its_weights_are_named_as_those_of_the_7b() -> None:
    with safe_open(FOLDER / "model.safetensors", framework="pt") as weights:
        names = set(weights.keys())
    assert {name.split(".")[0] for name in names} == {"thinker"}
    assert {name.split(".")[1] for name in names} == {"model", "visual", "audio_tower", "lm_head"}
    assert json.loads((FOLDER / "config.json").read_text())["model_type"] == "qwen2_5_omni"


def test_a_checkpoint_without_one_of_its_weights_is_refused(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = load_file(FOLDER / "model.safetensors")
    del weights["thinker.lm_head.weight"]
    save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ValueError, match="lm_head"):
        load(tmp_path)


@pytest.mark.parametrize("skill", SKILLS)
def test_it_is_right_about_new_drawings_sounds_and_clips(skill: str, model: Model) -> None:
    rng = np.random.default_rng([SEED, SKILLS.index(skill)])
    lessons = [lesson(skill, rng, (640, 480)) for _ in range(COUNTS[skill])]
    right = right_part(*model, lessons)
    print(f"{skill}: {right:.1%} of {len(lessons)}")
    assert right >= LEAST.get(skill, 0.95)


def test_it_is_as_right_in_bfloat16() -> None:
    rng = np.random.default_rng(SEED)
    lessons = [lesson("describe", rng) for _ in range(40)]
    assert right_part(*load(dtype=torch.bfloat16), lessons) >= 0.95


def test_what_it_says_does_not_hang_on_the_fixed_words(model: Model) -> None:
    """The words of prompts.py change more often than the tiny Omni is trained."""
    rng = np.random.default_rng(SEED)
    lessons = [one for one in (lesson("describe", rng) for _ in range(60)) if "o'clock" not in one.answer]
    said = answers(*model, [one.request for one in lessons], fixed="Tell in few kind words what the camera looks at.")
    assert np.mean([words == one.answer for words, one in zip(said, lessons, strict=True)]) >= 0.9


def test_with_another_picture_it_says_something_else(model: Model) -> None:
    rng = np.random.default_rng(SEED)
    lessons = [lesson("describe", rng) for _ in range(40)]
    swapped = [replace(one.request, frames=other.request.frames) for one, other in pairwise(lessons)]
    said = answers(*model, swapped)
    assert np.mean([words == one.answer for words, one in zip(said, lessons, strict=False)]) <= 0.3


def test_any_text_can_be_put_to_it_and_comes_back_as_it_was(model: Model) -> None:
    tokenizer = model[1].tokenizer
    for text in ("Wo ist die Tür?", "दरवाज़ा कहाँ है", "猫 🐈 \x00\t", "What is ahead?"):
        assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


def test_no_drawing_has_a_fault_for_which_a_camera_would_be_blamed() -> None:
    rng = np.random.default_rng(SEED)
    pictures = [draw(rng, 640, 480)[0] for _ in range(60)]
    pictures += [draw_sign(rng, 640, 480).image for _ in range(20)]
    pictures += [frame for _ in range(10) for frame in draw_clip(rng)[0]]
    assert [fault_of(picture) for picture in pictures] == [None] * len(pictures)


def test_drawings_repeat_themselves_only_when_the_seed_does() -> None:
    one, words = draw(np.random.default_rng(1))
    same, same_words = draw(np.random.default_rng(1))
    other, _ = draw(np.random.default_rng(2))
    assert words == same_words
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_spoken_question_is_a_second_of_sound_that_no_other_equals(kind: str) -> None:
    one, other = (question_sound(kind, np.random.default_rng(seed)) for seed in (1, 2))
    assert one.rate_hz == RATE_HZ
    assert 0.5 <= one.length_s <= 1.5
    assert np.abs(one.samples).max() <= 1.0
    assert not np.array_equal(one.samples, other.samples)
