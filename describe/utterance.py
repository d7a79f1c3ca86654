"""A sentence on its way to the ear, and what became of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from describe.speech.sound import Sound


class Urgency(IntEnum):
    """What may interrupt what: a higher one silences a lower one."""

    ROUTINE = 0
    ANSWER = 1
    ALERT = 2


def always() -> bool:
    """Be true for ever: the default of Utterance.is_still_true."""
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """One sentence or one sound to be heard.

    It must not start after `expires_at`, nor when `is_still_true` says no, which is asked just before it would
    sound. `frame_at` is the moment its picture was taken, None for what comes from no picture. With `sound` that is
    played in place of synthesized text. `engine` is what described the picture. Moments are on the narrator's clock, in
    seconds.
    """

    text: str
    urgency: Urgency = Urgency.ROUTINE
    expires_at: float = math.inf
    is_still_true: Callable[[], bool] = always
    frame_at: float | None = None
    sound: Sound | None = None
    engine: str = ""


class Fate(StrEnum):
    """What became of an utterance."""

    STARTED = "started"
    HEARD = "heard"
    EXPIRED = "too old when its turn came"
    UNTRUE = "no longer true when its turn came"
    REPLACED = "a newer one took its place"
    INTERRUPTED = "something more urgent came"
    STOPPED = "the listener said stop, or asked for something else"
    FAILED = "it could not be made heard"


@dataclass(frozen=True, slots=True, eq=False)
class VoiceEvent:
    """Something that happened to an utterance, when, and in words what went wrong if it did.

    `latency_s` is, for STARTED, how long it waited between say() and its first sound.
    """

    utterance: Utterance
    fate: Fate
    at: float
    trouble: str = ""
    latency_s: float = 0.0
