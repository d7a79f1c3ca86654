"""Pictures, sounds and clips to give to models in tests."""

import numpy as np

from camera.frame import Frame, frame_of
from describe.speech.sound import Sound

SEED = 17
RATE_HZ = 16000


def scene(height: int, width: int, seed: int = SEED) -> Frame:
    """Return a picture like a camera's: smooth, with edges, and a little noise."""
    rng = np.random.default_rng(seed)
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    picture = np.stack([across, down, (across + down) / 2], axis=2) * 160 + 40
    left = (seed * 37) % max(1, width // 2)
    picture[height // 4 : height // 2, left : left + width // 3] = rng.integers(0, 256, 3)
    picture += rng.normal(scale=4, size=picture.shape)
    return frame_of(picture.clip(0, 255).astype(np.uint8), taken_at=float(seed), number=seed)


def clip_of(count: int, size: tuple[int, int] = (240, 320)) -> tuple[Frame, ...]:
    return tuple(scene(*size, seed=number) for number in range(count))


def tone(seconds: float, hz: float = 440.0, rate_hz: int = RATE_HZ) -> Sound:
    moments = np.arange(round(seconds * rate_hz)) / rate_hz
    noise = np.random.default_rng(SEED).normal(scale=0.01, size=moments.shape)
    return Sound((0.3 * np.sin(2 * np.pi * hz * moments) + noise).astype(np.float32), rate_hz)
