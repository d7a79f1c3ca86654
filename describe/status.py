"""What works now and what was said last: one frozen value, for whoever shows it."""

import threading
from dataclasses import dataclass
from enum import StrEnum

from camera.figures import Figures


class State(StrEnum):
    """What it is doing, in words for a person."""

    STARTING = "starting"
    WATCHING = "watching"
    DESCRIBING = "describing"
    SPEAKING = "speaking"
    TROUBLE = "in trouble"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Caption:
    """A sentence that began to sound at `at_s` seconds since the start, or could not be made heard then.

    `engine` is what described the picture that it is about, empty where it is about none.
    """

    at_s: float
    text: str
    is_heard: bool = True
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that can be shown. A trouble is a sentence, empty while that part is well.

    `camera_reason` says more of the camera's trouble, for whoever mends it, without credentials. `model_reason` says
    why no model describes yet, or any more, and how much of it is loaded; empty where one does, or none is wanted.
    `is_paused`: the listener wants to hear nothing but answers and alerts.
    `figures` says what the pictures are like; None while there are none.
    """

    state: State = State.STARTING
    camera: str = ""
    sound: str = ""
    engine: str = ""
    camera_trouble: str = ""
    camera_reason: str = ""
    picture_trouble: str = ""
    describer_trouble: str = ""
    model_reason: str = ""
    voice_trouble: str = ""
    silent_because: str = ""
    frame_taken_at: float | None = None
    captions: tuple[Caption, ...] = ()
    looks: int = 0
    is_paused: bool = False
    figures: Figures | None = None

    @property
    def troubles(self) -> tuple[str, ...]:
        """The sentences of all parts that are not well."""
        every = (self.camera_trouble, self.picture_trouble, self.describer_trouble, self.voice_trouble)
        return tuple(trouble for trouble in every if trouble)


class Board:
    """Where the loop puts the newest status and any thread reads it."""

    def __init__(self) -> None:
        self._status = Status()
        self._lock = threading.Lock()

    def put(self, status: Status) -> None:
        """Put this in place of what stood there."""
        with self._lock:
            self._status = status

    def get(self) -> Status:
        """Return the newest status."""
        with self._lock:
            return self._status
