"""What is done to samples on their way: another rate, silence off the ends, a soft end, whole numbers."""

import numpy as np
from numpy.typing import NDArray

from describe.speech.sound import Samples, Sound

RATE_HZ = 22050
"""The rate of all outputs. It is what espeak and most voices give, so that nearly nothing has to be converted."""
SILENCE_LEVEL = 0.004
"""Less than this, 48 dB below full, is taken for silence."""
LEAD_S = 0.01
"""Silence that is left before the first word: none is wanted, but a soft first consonant must survive."""
PAUSE_S = 0.15
"""Silence that is left after the last word: the pause that tells two sentences apart."""
FADE_S = 0.005
"""How long a sound takes to fall silent when it is cut: shorter clicks, longer is heard as a word."""


def is_silent(sound: Sound) -> bool:
    """Say whether there is nothing to be heard in a sound."""
    return not bool((np.abs(sound.samples) > SILENCE_LEVEL).any())


def trimmed(sound: Sound) -> Sound:
    """Return the sound with LEAD_S before and PAUSE_S after what can be heard, at most."""
    heard = np.flatnonzero(np.abs(sound.samples) > SILENCE_LEVEL)
    if not len(heard):
        return sound
    first = max(0, int(heard[0]) - int(LEAD_S * sound.rate_hz))
    return Sound(sound.samples[first : int(heard[-1]) + 1 + int(PAUSE_S * sound.rate_hz)], sound.rate_hz)


def at_rate(sound: Sound, rate_hz: int) -> Samples:
    """Return the samples at another rate, with straight lines between them: good enough for speech."""
    if sound.rate_hz == rate_hz or not len(sound.samples):
        return sound.samples
    count = max(1, round(len(sound.samples) * rate_hz / sound.rate_hz))
    places = np.arange(count) * (sound.rate_hz / rate_hz)
    between: NDArray[np.float64] = np.interp(places, np.arange(len(sound.samples)), sound.samples)
    return between.astype(np.float32)


def cut_softly(samples: Samples, end: int, rate_hz: int) -> Samples:
    """Return the samples up to `end`, fading out at the end."""
    kept = samples[: max(0, end)].copy()
    fade = min(len(kept), int(FADE_S * rate_hz))
    if fade:
        kept[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return kept


def as_int16(samples: Samples) -> NDArray[np.int16]:
    """Return samples as little-endian 16-bit numbers; what is too loud is clipped."""
    return np.round(np.clip(samples, -1.0, 1.0) * 32767.0).astype(np.dtype("<i2"))
