"""What a describer is asked for, and what it answers with."""

from dataclasses import dataclass
from enum import StrEnum

from camera.frame import Frame


class Task(StrEnum):
    """What the words are for."""

    DESCRIBE = "describe"
    READ = "read"


class Detail(StrEnum):
    """How much is said: about 5, 10 and 20 words where a describer can choose."""

    BRIEF = "brief"
    NORMAL = "normal"
    RICH = "rich"


@dataclass(frozen=True, slots=True)
class Request:
    """A question about one picture, or about the last moments.

    Frames come oldest first; the newest, which is asked about, is the last. One frame is a photo and is judged
    alone; several are consecutive looks of a live camera, and what flickers in and out of them is not trusted.
    `said` holds what was spoken lately, newest last.
    """

    frames: tuple[Frame, ...]
    task: Task = Task.DESCRIBE
    detail: Detail = Detail.NORMAL
    language: str = "en"
    said: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.frames:
            raise ValueError("a request needs at least one frame")

    @property
    def frame(self) -> Frame:
        """The newest frame, the one that is asked about."""
        return self.frames[-1]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a description as it is written: text that may end anywhere, even within a word."""

    text: str
