"""Measures what part of new lessons the tiny Omni answers right, word for word, with plain greedy `generate`.

python -m tests.models.measure_tiny_omni [FOLDER] [--count 200] [--seed 1000] [--bfloat16]
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoProcessor, Qwen2_5OmniProcessor
from transformers import Qwen2_5OmniThinkerForConditionalGeneration as Thinker

from describe.prompts import prompt_for
from describe.request import Request
from tests.models.conversing import inputs_for
from tests.models.lessons import SKILLS, Lesson, lesson

FOLDER = Path(__file__).with_name("tiny_omni")
_AT_ONCE = 25
_SIZE = (640, 480)


def load(folder: Path = FOLDER, dtype: torch.dtype = torch.float32) -> tuple[Thinker, Qwen2_5OmniProcessor]:
    """Load model and processor as those of the 7B are loaded; raise ValueError if a weight is missing or too many."""
    loaded: Any = Thinker.from_pretrained(  # a pair, because of output_loading_info, which its signature does not know
        folder, dtype=dtype, local_files_only=True, use_safetensors=True, output_loading_info=True
    )
    thinker, report = loaded
    if faults := {kind: keys for kind, keys in report.items() if keys}:
        raise ValueError(f"the checkpoint does not fit: {faults}")
    return thinker.eval(), AutoProcessor.from_pretrained(folder, local_files_only=True)  # type: ignore[no-untyped-call]


def answers(
    thinker: Any, processor: Any, requests: list[Request], fixed: str | None = None
) -> list[str]:  # their methods for this are not typed
    """Return what the model says to each request, with other `fixed` words before it if there are any."""
    said: list[str] = []
    for start in range(0, len(requests), _AT_ONCE):
        asked = [(prompt_for(request), request) for request in requests[start : start + _AT_ONCE]]
        if fixed is not None:
            asked = [(replace(prompt, fixed=fixed), request) for prompt, request in asked]
        inputs = inputs_for(processor, asked).to(thinker.dtype)
        with torch.inference_mode():
            written = thinker.generate(**inputs, max_new_tokens=max(prompt.most_tokens for prompt, _ in asked))
        said += processor.batch_decode(written[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
    return said


def right_part(thinker: Thinker, processor: Qwen2_5OmniProcessor, lessons: list[Lesson]) -> float:
    """Return the part of the lessons that is answered word for word."""
    said = answers(thinker, processor, [one.request for one in lessons])
    return float(np.mean([one.answer == words for one, words in zip(lessons, said, strict=True)]))


def measure(thinker: Thinker, processor: Qwen2_5OmniProcessor, count: int, seed: int) -> dict[str, float]:
    """Return the part of `count` new lessons that is right, by skill, on pictures of 640 x 480."""
    found = {}
    for skill in SKILLS:
        rng = np.random.default_rng([seed, SKILLS.index(skill)])
        found[skill] = right_part(thinker, processor, [lesson(skill, rng, _SIZE) for _ in range(count)])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what the tiny Omni gets right.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--bfloat16", action="store_true")
    chosen = parser.parse_args()
    model = load(chosen.folder, torch.bfloat16 if chosen.bfloat16 else torch.float32)
    print(json.dumps(measure(*model, chosen.count, chosen.seed), indent=2))


if __name__ == "__main__":
    main()
