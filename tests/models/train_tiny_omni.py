"""Trains the tiny Omni: a Qwen2.5-Omni of 1.7 million parameters that really sees, hears and answers, for the tests.

    python -m tests.models.train_tiny_omni [--folder tests/models/tiny_omni] [--seed 3] [--steps 1100]

Eyes and ears are taught first, by themselves, then all of it on the requests that the engines get, with the words of
`describe.prompts`. Most of the time the fixed words are shortened to a few, which saves most of the work, and sometimes
only some go missing: what is said must come from the picture, the sound and the question, whatever the fixed words are.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BatchFeature, Qwen2_5OmniProcessor
from transformers import Qwen2_5OmniThinkerForConditionalGeneration as Thinker

from describe.prompts import Prompt, prompt_for
from describe.request import Directions, Request
from tests.models.checkpoint import write_checkpoint, write_figures
from tests.models.conversing import inputs_for
from tests.models.learning import ahead, learn
from tests.models.lessons import SKILLS, Lesson, lesson
from tests.models.measure_tiny_omni import FOLDER, load, measure
from tests.models.senses_first import teach_ears, teach_eyes
from tests.models.tiny_config import tiny_thinker_config
from tests.models.tiny_processor import TURN_ENDS, make_processor

_EAR_STEPS, _EYE_STEPS = 160, 900
_BATCH = 24
_SIZES, _SIZE_PARTS = ((160, 120), (320, 240), (640, 480), (214, 120)), (0.84, 0.1, 0.02, 0.04)
_SKILL_PARTS = {
    "describe": 0.34,
    "read": 0.1,
    "ask": 0.12,
    "sound": 0.12,
    "find": 0.18,
    "clip": 0.14,
}
_WHOLE_PROMPTS = 0.15
_MOST_WORDS_LEFT = 12
_TOLD_EVERY = 25
_RATE = 2e-3
_LESSONS_READ = 1500


@dataclass(frozen=True, slots=True)
class Batch:
    """What the model is given, and which tokens it is to write: -100 everywhere else, as long as the longest answer."""

    skills: list[str]
    inputs: BatchFeature
    answers: Tensor


def train(folder: Path, seed: int, steps: int) -> None:
    """Train, write the checkpoint and its figures into the folder, and print how it goes."""
    torch.set_num_threads(1)  # on two busy cores two threads wait for each other: five times slower was measured
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    start, start_cpu = time.monotonic(), time.process_time()
    processor = make_processor(folder, _texts(rng))
    thinker = Thinker(tiny_thinker_config(processor))
    _tell("ears", teach_ears(thinker, processor, _EAR_STEPS, rng))
    _tell("eyes", teach_eyes(thinker, processor, _EYE_STEPS, rng))
    batches = ahead(_batches(processor, rng, steps))
    right: dict[str, list[bool]] = {skill: [] for skill in SKILLS}
    slow = ("model.visual.", "model.audio_tower.")
    losses = learn(thinker.named_parameters(), lambda: _loss(thinker, next(batches), right), steps, _RATE, slow)
    _tell("all", losses, right)
    write_checkpoint(folder, thinker, processor)
    figures = {
        "parameters": sum(value.numel() for value in thinker.parameters()),
        "seed": seed,
        "steps": steps,
        "minutes": round((time.monotonic() - start) / 60, 1),
        "processor_minutes": round((time.process_time() - start_cpu) / 60, 1),
    }
    print(figures, flush=True)
    measured = measure(*load(folder), count=200, seed=seed + 1000)
    write_figures(folder, {**figures, "right_of_200_new": measured})
    print(measured)


def _texts(rng: np.random.Generator) -> Iterator[str]:
    """Yield what the tokenizer is to be good at."""
    for number in range(_LESSONS_READ):
        one = lesson(SKILLS[number % len(SKILLS)], rng, (32, 24))
        prompt = prompt_for(one.request)
        yield from (prompt.fixed, prompt.request, one.answer, "system\n", "user\n", "assistant\n")


def _batches(processor: Qwen2_5OmniProcessor, rng: np.random.Generator, steps: int) -> Iterator[Batch]:
    names, parts = list(_SKILL_PARTS), list(_SKILL_PARTS.values())
    for _ in range(steps):
        is_whole = bool(rng.random() < _WHOLE_PROMPTS)
        chosen = zip(rng.choice(names, _BATCH, p=parts), rng.choice(len(_SIZES), _BATCH, p=_SIZE_PARTS), strict=True)
        taught = [(str(skill), lesson(str(skill), rng, _SIZES[size])) for skill, size in chosen]
        yield _batch(processor, taught, rng, is_whole=is_whole)


def _batch(
    processor: Qwen2_5OmniProcessor, taught: list[tuple[str, Lesson]], rng: np.random.Generator, *, is_whole: bool
) -> Batch:
    lessons = [one for _, one in taught]
    asked = [(_varied(one.request, rng, is_whole=is_whole), one.request) for one in lessons]
    words = [one.answer + TURN_ENDS for one in lessons]
    inputs = inputs_for(processor, asked, words)
    ids, lengths = inputs["input_ids"], [len(processor.tokenizer(one)["input_ids"]) for one in words]
    answers = torch.full((len(lessons), max(lengths)), -100)
    for row, length in enumerate(lengths):
        answers[row, -length:] = ids[row, -length:]
    return Batch([skill for skill, _ in taught], inputs, answers)


def _varied(request: Request, rng: np.random.Generator, *, is_whole: bool) -> Prompt:
    """Return the request's prompt with words of the fixed part gone; those that tell the directions all stay."""
    prompt = prompt_for(request)
    other = Directions.SIDES if request.directions is Directions.CLOCK else Directions.CLOCK
    common = set(prompt_for(replace(request, directions=other)).fixed.split())
    words = prompt.fixed.split()
    tells = np.array([word not in common for word in words])
    if is_whole:
        stays = rng.random(len(words)) > rng.choice((0.0, 0.1))
    else:
        first, count = rng.integers(len(words)), rng.integers(_MOST_WORDS_LEFT)
        stays = np.arange(len(words)) - first < count
        stays &= np.arange(len(words)) >= first
    return replace(prompt, fixed=" ".join(word for word, stay in zip(words, stays | tells, strict=True) if stay))


def _loss(thinker: Thinker, batch: Batch, right: dict[str, list[bool]]) -> Tensor:
    """Return how far the model is from writing the answers; note which it writes rightly before it learns from them."""
    states = thinker.model(**batch.inputs).last_hidden_state
    written = thinker.lm_head(states[:, -batch.answers.shape[1] - 1 : -1])
    is_right = ((written.argmax(-1) == batch.answers) | (batch.answers == -100)).all(1)
    for skill, is_one in zip(batch.skills, is_right.tolist(), strict=True):
        right[skill].append(is_one)
    return nn.functional.cross_entropy(written.flatten(0, 1), batch.answers.flatten())


def _tell(what: str, losses: Iterator[float], right: dict[str, list[bool]] | None = None) -> None:
    start, recent = time.monotonic(), list[float]()
    for step, loss in enumerate(losses, 1):
        recent.append(loss)
        if step % _TOLD_EVERY == 0:
            parts = " ".join(f"{skill} {np.mean(one[-100:]):.0%}" for skill, one in (right or {}).items() if one)
            print(f"{what} {step}: {np.mean(recent):.3f} ({time.monotonic() - start:.0f} s) {parts}", flush=True)
            recent.clear()


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the tiny Omni.")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--steps", type=int, default=1100)
    chosen = parser.parse_args()
    train(chosen.folder, chosen.seed, chosen.steps)


if __name__ == "__main__":
    main()
