"""From sound to what a network's ear takes: at its rate, as loudness by pitch, without its minutes of padding.

The processor of Qwen2.5-Omni fills every sound up to 300 seconds first: 230 ms of work for a question that takes one.
"""

import math
from typing import Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from describe.speech.sound import Samples, Sound

SHORTEST_S = 0.1
"""What is shorter makes no token and is filled up with silence."""
LONGEST_S = 30.0
"""Of more, the end is heard: a question is shorter."""


class FeatureExtractor(Protocol):
    """What is used of WhisperFeatureExtractor."""

    sampling_rate: int
    hop_length: int
    n_fft: int
    padding_side: str

    def __call__(
        self, raw_speech: Samples, *, sampling_rate: int, padding: bool, truncation: bool, return_tensors: str
    ) -> dict[str, Tensor]:
        """Return input_features, 1 x pitches x moments."""
        ...


def heard(sounds: list[Sound], extractor: FeatureExtractor) -> dict[str, Tensor]:
    """Return input_features (N x pitches x moments) and feature_attention_mask (N x moments), as the processor would.

    Nothing of silence at the padded side is kept, and the other side ends as it would there.
    """
    each = [_features(at_rate(sound, extractor.sampling_rate), extractor) for sound in sounds]
    longest = max(one.shape[1] for one in each)
    features = torch.stack([functional.pad(one, (0, longest - one.shape[1])) for one in each])
    lengths = torch.tensor([[one.shape[1]] for one in each])
    return {"input_features": features, "feature_attention_mask": (torch.arange(longest) < lengths).long()}


def audio_tokens(moments: int) -> int:
    """Return how many tokens so many moments of sound make. Source: _get_feat_extract_output_lengths."""
    return ((moments - 1) // 2 + 1 - 2) // 2 + 1


def at_rate(sound: Sound, rate_hz: int) -> Samples:
    """Return the samples at another rate, the last LONGEST_S of them, by cutting or filling their spectrum."""
    samples = sound.samples[-int(LONGEST_S * sound.rate_hz) :].astype(np.float32)
    shortest = math.ceil(SHORTEST_S * sound.rate_hz)
    if len(samples) < shortest:
        samples = np.pad(samples, (0, shortest - len(samples)))
    if sound.rate_hz == rate_hz:
        return samples
    length = round(len(samples) * rate_hz / sound.rate_hz)
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    return (np.fft.irfft(spectrum, length) * (length / len(samples))).astype(np.float32)


def _features(samples: Samples, extractor: FeatureExtractor) -> Tensor:
    """Silence enough is added on the padded side that no moment of the sound sees its own reflection there."""
    hop = extractor.hop_length
    added = extractor.n_fft + -(len(samples) + extractor.n_fft) % hop
    is_left = extractor.padding_side == "left"
    padded = np.pad(samples, (added, 0) if is_left else (0, added))
    found = extractor(
        padded, sampling_rate=extractor.sampling_rate, padding=False, truncation=False, return_tensors="pt"
    )["input_features"][0]
    return found[:, math.ceil(added / hop) :] if is_left else found[:, : math.ceil(len(samples) / hop)]
