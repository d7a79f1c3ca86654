"""Sound as a value, and the two machines it goes through: a synthesizer makes it, a player makes it heard.

VoiceError
├── SynthesizerError   no sound could be made of a text
└── PlayerError        a sound could not be made heard
"""

import threading
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono samples from -1 to 1."""


class VoiceError(Exception):
    """Something between a sentence and the ear failed."""


class SynthesizerError(VoiceError):
    """No sound could be made of a text."""


class PlayerError(VoiceError):
    """A sound could not be made heard."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Mono float32 samples and their rate in Hz."""

    samples: Samples
    rate_hz: int

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate_hz


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is to sound. `voice` is a name that the synthesizer knows, or empty for its own choice by language."""

    words_per_minute: int = 180
    volume: float = 1.0
    voice: str = ""
    language: str = "en"


class Synthesizer(Protocol):
    """Makes sound of text."""

    def synthesize(self, text: str, style: Style) -> Sound:
        """Return the spoken text at full volume; raise SynthesizerError. Never returns silence for words."""
        ...

    def close(self) -> None:
        """Let go of what it holds; may be called twice."""
        ...


class Player(Protocol):
    """Makes sound heard."""

    @property
    def name(self) -> str:
        """Where the sound goes, for people."""
        ...

    @property
    def trouble(self) -> str:
        """What keeps the sound from where it belongs, in words; empty when all is well."""
        ...

    @property
    def is_audible(self) -> bool:
        """Whether what was played last reached a loudspeaker; before the first sound, whether it would."""
        ...

    def play(self, sound: Sound, volume: float, stopped: threading.Event) -> float:
        """Play at volume 0 to 1 and return when it was played to its end or within 100 ms of `stopped` being set.

        Returns the seconds that it took, which is the only proof of having been heard; raises PlayerError.
        """
        ...

    def probe(self) -> None:
        """Find out without a sound whether it would play, and mend its `trouble` if so; raise PlayerError if not.

        May take seconds, like play(), and is called when nothing is played.
        """
        ...

    def close(self) -> None:
        """Let go of the device or finish the file; may be called twice."""
        ...
