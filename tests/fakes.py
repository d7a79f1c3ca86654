"""The edges of speech, small and quick: synthesizers and players that keep their promise, or break it on purpose."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from describe.speech.samples import RATE_HZ
from describe.speech.sound import PlayerError, Sound, Style, SynthesizerError


def tone(length_s: float, rate_hz: int = RATE_HZ) -> Sound:
    moments_s = np.arange(round(length_s * rate_hz)) / rate_hz
    return Sound((0.5 * np.sin(2 * np.pi * 330 * moments_s)).astype(np.float32), rate_hz)


class ToneSynthesizer:
    """Gives a tone for every text. `during` is called while a text is being made into sound and may raise."""

    def __init__(self, length_s: float = 0.05, during: Callable[[str], None] = lambda _: None) -> None:
        self._length_s = length_s
        self._during = during
        self.texts: list[str] = []
        self.is_closed = False

    def synthesize(self, text: str, style: Style) -> Sound:
        self.texts.append(text)
        self._during(text)
        return tone(self._length_s)

    def close(self) -> None:
        self.is_closed = True


class FailingSynthesizer(ToneSynthesizer):
    """Fails a number of times, then works."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self._failures = failures

    def synthesize(self, text: str, style: Style) -> Sound:
        if len(self.texts) < self._failures:
            self.texts.append(text)
            raise SynthesizerError("the synthesizer is ill")
        return super().synthesize(text, style)


class TimedPlayer:
    """Plays to nobody in real time, and remembers what it was given and when it began and ended."""

    is_audible = True

    def __init__(self) -> None:
        self.played: list[Sound] = []
        self.began_at: list[float] = []
        self.ended_at: list[float] = []
        self.volumes: list[float] = []
        self.probes = 0
        self.is_closed = False

    @property
    def name(self) -> str:
        return "a test"

    @property
    def trouble(self) -> str:
        return ""

    def play(self, sound: Sound, volume: float, stopped: threading.Event) -> float:
        began_at = time.monotonic()
        self.played.append(sound)
        self.volumes.append(volume)
        self.began_at.append(began_at)
        took_s = self.pass_time(sound, stopped)
        self.ended_at.append(time.monotonic())
        return took_s

    def pass_time(self, sound: Sound, stopped: threading.Event) -> float:
        stopped.wait(sound.length_s)
        return sound.length_s

    def probe(self) -> None:
        self.probes += 1

    def close(self) -> None:
        self.is_closed = True


class HastyPlayer(TimedPlayer):
    """Returns at once, as a player does whose sound card is gone; after so many sounds it is well."""

    def __init__(self, hasty: int) -> None:
        super().__init__()
        self._hasty = hasty

    def pass_time(self, sound: Sound, stopped: threading.Event) -> float:
        if len(self.played) <= self._hasty:
            return 0.0
        return super().pass_time(sound, stopped)


class SlowPlayer(TimedPlayer):
    """Never comes to an end, but stops when it is told to."""

    def pass_time(self, sound: Sound, stopped: threading.Event) -> float:
        stopped.wait(60)
        return sound.length_s


class HangingPlayer(TimedPlayer):
    """Hangs in its first sounds, deaf to everything, until it is released."""

    def __init__(self, hanging: int) -> None:
        super().__init__()
        self._hanging = hanging
        self.released = threading.Event()

    def pass_time(self, sound: Sound, stopped: threading.Event) -> float:
        if len(self.played) <= self._hanging:
            self.released.wait(60)
            return 0.0
        return super().pass_time(sound, stopped)


class BrokenPlayer(TimedPlayer):
    """Raises for its first sounds, or until it is mended."""

    def __init__(self, broken: int, error: Exception | None = None) -> None:
        super().__init__()
        self._broken = broken
        self._error = error or PlayerError("the card was unplugged")

    def pass_time(self, sound: Sound, stopped: threading.Event) -> float:
        if len(self.played) <= self._broken:
            raise self._error
        return super().pass_time(sound, stopped)

    def probe(self) -> None:
        super().probe()
        if len(self.played) < self._broken:
            raise self._error

    def mend(self) -> None:
        self._broken = 0


class HandClock:
    """A clock that is moved by hand, from any thread."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += max(0.0, seconds)


class TimedStop(threading.Event):
    """A stop that comes at a moment of a clock that is moved by hand; to wait for it moves that clock."""

    def __init__(self, clock: HandClock, stops_at: float = math.inf) -> None:
        super().__init__()
        self._clock = clock
        self._stops_at = stops_at

    def wait(self, timeout: float | None = None) -> bool:
        if not self.is_set():
            self._clock.wait(min(math.inf if timeout is None else timeout, self._stops_at - self._clock()))
        if self._clock() >= self._stops_at:
            self.set()
        return self.is_set()


@contextmanager
def threads_that_fail(is_failing: Callable[[str], bool]) -> Iterator[None]:
    """A system that cannot start a new thread."""
    start = threading.Thread.start

    def start_or_fail(thread: threading.Thread) -> None:
        if is_failing(thread.name):
            raise RuntimeError("can't start new thread")
        start(thread)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading.Thread, "start", start_or_fail)
        yield
