"""What a person can ask for, whichever way it comes in: frozen values."""

from dataclasses import dataclass
from enum import StrEnum

from describe.speech.sound import Sound


class Act(StrEnum):
    """What needs no words of its own. The value is the name in files, addresses and maps of keys."""

    DESCRIBE = "describe"
    MORE = "more"
    SHORTER = "shorter"
    REPEAT = "repeat"
    STOP = "stop"
    PAUSE = "pause"
    GO_ON = "go-on"
    READ = "read"
    WHO = "who"
    CODES = "codes"
    COLOUR = "colour"
    LIGHT = "light"
    LOUDER = "louder"
    SOFTER = "softer"
    FASTER = "faster"
    SLOWER = "slower"
    STATE = "state"
    WHY_QUIET = "why-quiet"
    BASED_ON = "based-on"
    FORGET = "forget"
    LOCK = "lock"
    UNLOCK = "unlock"
    ALLOW_LOOK = "allow-look"
    FORBID_LOOK = "forbid-look"


ONLY_AT_THE_BOX = frozenset({Act.LOCK, Act.UNLOCK, Act.ALLOW_LOOK})
"""What no helper and no program may ask for from afar."""


@dataclass(frozen=True, slots=True)
class Do:
    """One of the acts."""

    act: Act


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about what the camera sees, in words or as speech (mono, 16 kHz).

    Where it is not `is_aloud` its answer goes only to whoever asked; the listener hears that a helper asks.
    """

    question: str = ""
    sound: Sound | None = None
    is_aloud: bool = True


@dataclass(frozen=True, slots=True)
class Find:
    """Where is this thing? `is_aloud` as in a question."""

    thing: str
    is_aloud: bool = True


@dataclass(frozen=True, slots=True)
class Tell:
    """Say these words to the listener: what a helper did, or an answer from elsewhere."""

    words: str


Question = Ask | Find
Command = Do | Question | Tell


def is_aloud(command: Command) -> bool:
    """Say whether the listener hears the answer."""
    return command.is_aloud if isinstance(command, Question) else True
