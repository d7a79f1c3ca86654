"""The sound card, by way of miniaudio. Opening, starting and closing may hang in a driver: see player.py."""

import ctypes
import functools
import platform
from collections.abc import Callable, Generator, Sequence
from typing import Protocol

import miniaudio
import numpy as np

from describe.speech.sound import PlayerError, Samples

PERIOD_MS = 20
"""What is asked for at a time. Three of them wait in the device: a stop is heard after 60 ms at the latest."""
PERIODS = 3

Feed = Callable[[int], Samples]
"""Gives the next so many samples, always exactly so many."""


class OutputDevice(Protocol):
    """An output that is open and asks its feed for samples until it is closed."""

    def close(self) -> None:
        """Let go of the device."""
        ...


class MiniaudioDevice:
    """The system's default output, or one of the named back-ends; raises PlayerError if there is none."""

    def __init__(self, feed: Feed, rate_hz: int, backends: Sequence[miniaudio.Backend] = ()) -> None:
        _hush_alsa()
        try:
            self._device = _Device(rate_hz, backends)
            if self._device.backend == "Null" and miniaudio.Backend.NULL not in backends:
                raise PlayerError("this computer has no sound system")
            self._device.start(_asked(feed))
        except miniaudio.MiniaudioError as error:
            raise PlayerError("no sound card answers") from error

    def close(self) -> None:
        """Let go of the device."""
        self._device.close()


class _Device(miniaudio.PlaybackDevice):  # type: ignore[misc]  # the library has no types
    """miniaudio's device, which by itself never lets go of its context: one connection to the sound server each."""

    def __init__(self, rate_hz: int, backends: Sequence[miniaudio.Backend]) -> None:
        self._own_context: object | None = None
        super().__init__(
            miniaudio.SampleFormat.FLOAT32,
            nchannels=1,
            sample_rate=rate_hz,
            buffersize_msec=PERIOD_MS,
            callback_periods=PERIODS,
            backends=list(backends),
            app_name="lookaloud",
        )

    def _make_context(self, *arguments: object) -> object:
        self._own_context = super()._make_context(*arguments)
        return self._own_context

    def close(self) -> None:
        super().close()
        if self._own_context is not None:
            miniaudio.lib.ma_context_uninit(self._own_context)
            self._own_context = None


def _asked(feed: Feed) -> Generator[Samples, int, None]:
    def generate() -> Generator[Samples, int, None]:
        count = yield np.zeros(0, np.float32)
        while True:
            count = yield feed(count)

    primed = generate()
    next(primed)
    return primed


@functools.cache
def _hush_alsa() -> object:
    """Keep ALSA from writing twenty lines to the terminal at every look for a sound card; return what must live on."""
    if platform.system() != "Linux":
        return None
    handler_type = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
    handler = handler_type(lambda *_: None)
    try:
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(handler)
    except OSError:
        return None
    return handler
