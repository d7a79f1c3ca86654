"""Teaches the tiny Omni's eyes and ears by themselves, before they are heard of in words.

What is where in each cell of a picture, and which question a sound is, can be taught much sooner cell by cell than
through sentences, and without the cost of the language model. The heads that are taught along are thrown away.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BatchFeature, Qwen2_5OmniProcessor
from transformers import Qwen2_5OmniThinkerForConditionalGeneration as Thinker

from tests.models.drawings import COLOURS, SHAPES, WORDS, Clip, Drawing, draw_happening, draw_sign, draw_things
from tests.models.learning import ahead, learn
from tests.models.sounds import QUESTIONS, RATE_HZ, question_sound

_KINDS = (*(f"{colour} {shape}" for colour in COLOURS for shape in SHAPES), *WORDS)
_NOTHING = len(_KINDS)
_MOVES = ("stays", "left", "right", "comes", "goes")
_Mark = tuple[float, float, str, str]
"""Where something has its middle, what it is, and how it moves."""
_BATCH, _CLIPS = 20, 4
_SIZE = (160, 120)
_RATE = 2e-3


@dataclass(frozen=True, slots=True)
class _EyeBatch:
    """Pictures and clips of pairs of frames; what is in each of their cells, and how it moves (-100: nothing does)."""

    pictures: BatchFeature
    clips: BatchFeature
    kinds: Tensor
    moves: Tensor


def teach_eyes(
    thinker: Thinker, processor: Qwen2_5OmniProcessor, steps: int, rng: np.random.Generator
) -> Iterator[float]:
    """Teach the picture encoder what has its middle in which cell, and how it moves; yield the loss of each step."""
    head = nn.Linear(thinker.lm_head.in_features, len(_KINDS) + 1 + len(_MOVES))
    weight = torch.ones(len(_KINDS) + 1)
    weight[_NOTHING] = 0.2
    batches = ahead(_eye_batch(processor, rng) for _ in range(steps))

    def loss_of() -> Tensor:
        batch = next(batches)
        looks = thinker.get_image_features(**batch.pictures).pooler_output
        looks += thinker.get_video_features(**batch.clips).pooler_output
        kinds, moves = head(torch.cat(looks)).split((len(_KINDS) + 1, len(_MOVES)), dim=1)
        what = nn.functional.cross_entropy(kinds, batch.kinds, weight)
        return what + nn.functional.cross_entropy(moves, batch.moves, ignore_index=-100)

    return learn([*thinker.model.visual.named_parameters(), *head.named_parameters("head")], loss_of, steps, _RATE)


def teach_ears(
    thinker: Thinker, processor: Qwen2_5OmniProcessor, steps: int, rng: np.random.Generator
) -> Iterator[float]:
    """Teach the sound encoder which question it hears; yield the loss of each step."""
    head = nn.Linear(thinker.lm_head.in_features, len(QUESTIONS))

    def loss_of() -> Tensor:
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


def _eye_batch(processor: Qwen2_5OmniProcessor, rng: np.random.Generator) -> _EyeBatch:
    drawings = [_drawing(rng) for _ in range(_BATCH)]
    clips = [draw_happening(rng, 4, *_SIZE) for _ in range(_CLIPS)]
    size = dict(processor.image_processor.size)
    pictures = processor.image_processor([one.image for one in drawings], return_tensors="pt")
    moving = processor.video_processor(
        [np.stack(clip.frames) for clip in clips], size=size, cap_pixels_per_frame=False, return_tensors="pt"
    )
    rows, columns = (int(side) // processor.image_processor.merge_size for side in pictures["image_grid_thw"][0, 1:])
    kinds, moves = [], []
    for marks in (*map(_marks, drawings), *(pair for clip in clips for pair in _pairs(clip))):
        cells = np.full((2, rows, columns), -100)
        cells[0] = _NOTHING
        for x, y, kind, move in marks:
            at = (min(int(y * rows), rows - 1), min(int(x * columns), columns - 1))
            cells[0][at], cells[1][at] = _KINDS.index(kind), _MOVES.index(move)
        kinds.append(cells[0].ravel())
        moves.append(cells[1].ravel())
    return _EyeBatch(pictures, moving, *(torch.from_numpy(np.concatenate(one)) for one in (kinds, moves)))


def _drawing(rng: np.random.Generator) -> Drawing:
    return draw_sign(rng, *_SIZE) if rng.random() < 0.25 else draw_things(rng, int(rng.integers(1, 3)), *_SIZE)


def _marks(drawing: Drawing) -> list[_Mark]:
    """Return what is where on a drawing, where nothing moves."""
    signs = [(*drawing.word_at, drawing.word, "stays")] if drawing.word else []
    return [*signs, *((thing.x, thing.y, thing.name, "stays") for thing in drawing.things)]


def _pairs(clip: Clip) -> Iterator[list[_Mark]]:
    """Return what is where and how it moves on each pair of frames, which the encoder takes as one."""
    for first, last in zip(clip.shown[::2], clip.shown[1::2], strict=True):
        thing = last or first
        if thing is None:
            yield []
            continue
        way = last.x - first.x if first and last else 0.0
        move = "comes" if not first else "goes" if not last else "left" if way < 0 else "right" if way else "stays"
        yield [(thing.x, thing.y, thing.name, move)]
