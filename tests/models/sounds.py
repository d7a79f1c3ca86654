"""Sounds that stand for spoken questions in tests: a tone that rises, one that falls, one that stays."""

import numpy as np

from describe.speech.sound import Sound

QUESTIONS = {"rising": "What colour is it?", "falling": "Where is it?", "steady": "What shape is it?"}
"""What each sound asks."""
RATE_HZ = 16000


def question_sound(kind: str, rng: np.random.Generator | None = None) -> Sound:
    """Return a tone of about a second, mono, 16 kHz, that asks `QUESTIONS[kind]`; no two are alike."""
    rng = rng or np.random.default_rng()
    length = int(RATE_HZ * rng.uniform(0.7, 1.1))
    octaves = rng.uniform(1.2, 2.0) * {"rising": 1.0, "falling": -1.0, "steady": 0.0}[kind]
    start = rng.uniform(400, 800) / 2 ** (octaves / 2)
    pitch = start * 2 ** (octaves * np.linspace(0.0, 1.0, length))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
    tone = np.sin(phase) + rng.uniform(0.1, 0.5) * np.sin(2 * phase) + rng.uniform(0.0, 0.3) * np.sin(3 * phase)
    swell = np.minimum(1.0, np.minimum(np.arange(length), np.arange(length)[::-1]) / (0.03 * RATE_HZ))
    loud = rng.uniform(0.1, 0.4) * tone * swell + rng.normal(0, rng.uniform(0.001, 0.01), length)
    return Sound(np.clip(loud, -1.0, 1.0).astype(np.float32), RATE_HZ)
