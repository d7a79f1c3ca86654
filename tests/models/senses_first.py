"""Teaches the tiny Omni's eyes and ears by themselves, before they are heard of in words.

What is where in each cell of a picture, and which question a sound is, can be taught much sooner cell by cell than
through sentences, and without the cost of the language model. The heads that are taught along are thrown away.
"""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import Qwen2_5OmniProcessor
from transformers import Qwen2_5OmniThinkerForConditionalGeneration as Thinker

from tests.models.drawings import COLOURS, PLACES, SHAPES, WORDS, Drawing, draw_sign, draw_things
from tests.models.learning import learn
from tests.models.sounds import QUESTIONS, RATE_HZ, question_sound

_KINDS = (*(f"{colour} {shape}" for colour in COLOURS for shape in SHAPES), *WORDS)
_NOTHING = len(_KINDS)
_BATCH = 24
_SIZE = (160, 120)
_RATE = 2e-3


def teach_eyes(
    thinker: Thinker, processor: Qwen2_5OmniProcessor, steps: int, rng: np.random.Generator
) -> Iterator[float]:
    """Teach the picture encoder what has its middle in which cell; yield the loss of each step."""
    head = nn.Linear(thinker.lm_head.in_features, (1 + len(PLACES)) * (len(_KINDS) + 1))
    weight = torch.ones(len(_KINDS) + 1)
    weight[_NOTHING] = 0.2

    def loss_of(step: int) -> Tensor:
        drawings = [_drawing(rng) for _ in range(_BATCH)]
        inputs = processor.image_processor([drawing.image for drawing in drawings], return_tensors="pt")
        rows, columns = (int(side) // processor.image_processor.merge_size for side in inputs["image_grid_thw"][0, 1:])
        seen = torch.cat(thinker.get_image_features(**inputs).pooler_output)
        cells = torch.from_numpy(np.concatenate([_cells(drawing, rows, columns) for drawing in drawings]))
        places = torch.from_numpy(np.repeat([_places(drawing) for drawing in drawings], rows * columns, axis=0))
        told = head(seen).unflatten(1, (1 + len(PLACES), len(_KINDS) + 1))
        local = nn.functional.cross_entropy(told[:, 0], cells, weight)
        return local + nn.functional.cross_entropy(told[:, 1:].flatten(0, 1), places.flatten())

    return learn([*thinker.model.visual.named_parameters(), *head.named_parameters("head")], loss_of, steps, _RATE)


def teach_ears(
    thinker: Thinker, processor: Qwen2_5OmniProcessor, steps: int, rng: np.random.Generator
) -> Iterator[float]:
    """Teach the sound encoder which question it hears; yield the loss of each step."""
    head = nn.Linear(thinker.lm_head.in_features, len(QUESTIONS))

    def loss_of(step: int) -> Tensor:
        asked = rng.integers(len(QUESTIONS), size=_BATCH)
        sounds = [question_sound(list(QUESTIONS)[number], rng).samples for number in asked]
        inputs = processor.feature_extractor(
            sounds, sampling_rate=RATE_HZ, padding="longest", return_attention_mask=True, return_tensors="pt"
        )
        mask = inputs["attention_mask"]
        heard = thinker.get_audio_features(inputs["input_features"], mask).last_hidden_state
        _, lengths = thinker.model.audio_tower._get_feat_extract_output_lengths(mask.sum(1))
        whole = torch.stack([part.mean(0) for part in heard.split(lengths.tolist())])
        return nn.functional.cross_entropy(head(whole), torch.from_numpy(asked))

    return learn([*thinker.model.audio_tower.named_parameters(), *head.named_parameters("head")], loss_of, steps, _RATE)


def _drawing(rng: np.random.Generator) -> Drawing:
    return draw_sign(rng, *_SIZE) if rng.random() < 0.25 else draw_things(rng, int(rng.integers(1, 3)), *_SIZE)


def _places(drawing: Drawing) -> list[int]:
    """Return what is at each place; a sign is told as if it were everywhere."""
    if drawing.word:
        return [_KINDS.index(drawing.word)] * len(PLACES)
    there = {thing.place: _KINDS.index(thing.name) for thing in drawing.things}
    return [there.get(place, _NOTHING) for place in PLACES]


def _cells(drawing: Drawing, rows: int, columns: int) -> NDArray[np.int64]:
    """Return what has its middle in each cell, row by row."""
    cells = np.full((rows, columns), _NOTHING, dtype=np.int64)
    for thing in drawing.things:
        cells[int(thing.y * rows), int(thing.x * columns)] = _KINDS.index(thing.name)
    if drawing.word:
        x, y = drawing.word_at
        cells[int(y * rows), int(x * columns)] = _KINDS.index(drawing.word)
    return cells.ravel()
