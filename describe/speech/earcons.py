"""Short soft sounds, made in code: said faster than a word, and never mistaken for one."""

from enum import StrEnum
from functools import cache

import numpy as np

from describe.speech.samples import RATE_HZ
from describe.speech.sound import Samples, Sound

PEAK = 0.25
"""Half as loud as speech: a sign, no alarm."""
FADE_S = 0.012
"""Every note swells and fades for this long, so that none begins or ends with a click."""


class Earcon(StrEnum):
    """What a sound says."""

    READY = "ready"
    WORKING = "working"
    NOTHING_NEW = "nothing new"
    TROUBLE = "trouble"
    WATCHED = "watched"


_NOTES: dict[Earcon, tuple[tuple[float, float], ...]] = {
    Earcon.READY: ((523.25, 0.11), (659.25, 0.11), (783.99, 0.16)),
    Earcon.WORKING: ((440.0, 0.07), (0.0, 0.06), (440.0, 0.07)),
    Earcon.NOTHING_NEW: ((293.66, 0.14),),
    Earcon.TROUBLE: ((392.0, 0.13), (277.18, 0.22)),
    Earcon.WATCHED: ((587.33, 0.07), (0.0, 0.05), (783.99, 0.09)),
}
"""Hz (0 is a rest) and seconds of each note: rising, repeated, one low, falling by an uneasy tritone, two short
and apart going up."""
_LEVELS = {Earcon.WATCHED: 0.5}
"""Softer than the others is what comes again and again."""


@cache
def earcon(kind: Earcon) -> Sound:
    """Return the sound of at most 0.4 s, the same object every time; its samples are read-only."""
    level = np.float32(_LEVELS.get(kind, 1.0))
    samples = np.concatenate([_note(pitch_hz, length_s) * level for pitch_hz, length_s in _NOTES[kind]])
    samples.flags.writeable = False
    return Sound(samples, RATE_HZ)


@cache
def tone(pitch_hz: float, length_s: float) -> Sound:
    """Return one note, the same object every time: for what is followed by ear, such as light."""
    samples = _note(pitch_hz, length_s)
    samples.flags.writeable = False
    return Sound(samples, RATE_HZ)


def _note(pitch_hz: float, length_s: float) -> Samples:
    count = int(length_s * RATE_HZ)
    moments_s = np.arange(count) / RATE_HZ
    tone = np.sin(2 * np.pi * pitch_hz * moments_s) + 0.2 * np.sin(4 * np.pi * pitch_hz * moments_s)
    edge = np.minimum(np.arange(count), np.arange(count)[::-1]) / (FADE_S * RATE_HZ)
    envelope = 0.5 - 0.5 * np.cos(np.pi * np.clip(edge, 0.0, 1.0))
    return (tone / 1.2 * envelope * PEAK).astype(np.float32)
