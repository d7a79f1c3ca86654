"""What a person can ask for, whichever way it comes in: frozen values."""

from dataclasses import dataclass

from describe.speech.sound import Sound


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about what the camera sees, in words or as speech (mono, 16 kHz)."""

    question: str = ""
    sound: Sound | None = None


@dataclass(frozen=True, slots=True)
class Find:
    """Where is this thing?"""

    thing: str


Command = Ask | Find
