"""What a describer is asked for, and what it answers with."""

from dataclasses import dataclass
from enum import StrEnum

from camera.frame import Frame
from describe.speech.sound import Sound


class Task(StrEnum):
    """What the words are for."""

    DESCRIBE = "describe"
    READ = "read"
    ASK = "ask"
    FIND = "find"
    WHO = "who"


class Detail(StrEnum):
    """How much is said: about 5, 10 and 20 words where a describer can choose."""

    BRIEF = "brief"
    NORMAL = "normal"
    RICH = "rich"


class Directions(StrEnum):
    """How it is said where something is: left, ahead, right; or the hours of a clock face, 12 being ahead."""

    SIDES = "sides"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was asked a moment ago, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Request:
    """A question about one picture, or about the last moments.

    Frames come oldest first; the newest, which is asked about, is the last. One frame is a photo and is judged
    alone; several are consecutive looks of a live camera, and what flickers in and out of them is not trusted.
    `said` holds what was spoken lately, newest last.

    ASK asks `question`, or what is spoken in `question_sound` (mono, 16 kHz) to a describer that takes sound; FIND
    looks for the thing that `question` names. `exchanges` are the questions and answers of the last two minutes,
    newest last. `clip` holds the last seconds at two frames a second, oldest first, its last frame being `frame`, with
    the sound of those seconds in `clip_sound` where there is a microphone: for a describer that takes clips.
    `picture_tokens` bounds what a model spends on each picture; None leaves that to the model.
    """

    frames: tuple[Frame, ...]
    task: Task = Task.DESCRIBE
    detail: Detail = Detail.NORMAL
    language: str = "en"
    said: tuple[str, ...] = ()
    question: str = ""
    question_sound: Sound | None = None
    exchanges: tuple[Exchange, ...] = ()
    directions: Directions = Directions.SIDES
    clip: tuple[Frame, ...] = ()
    clip_sound: Sound | None = None
    picture_tokens: int | None = None

    def __post_init__(self) -> None:
        if not self.frames:
            raise ValueError("a request needs at least one frame")

    @property
    def frame(self) -> Frame:
        """The newest frame, the one that is asked about."""
        return self.frames[-1]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a description as it is written: text that may end anywhere, even within a word.

    A describer with a voice of its own may add the `sound` of that text. What `is_quick` is the first word of one who
    knows less, and gives way to what comes after it; it ends with a whole sentence.
    """

    text: str
    sound: Sound | None = None
    is_quick: bool = False
