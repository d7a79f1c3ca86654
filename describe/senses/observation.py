"""What the senses found in a picture: plain values that can be printed as JSON, without any words for people."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture, in fractions of its width and height from the top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """How far its middle is from the left edge, 0 to 1."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Face:
    """One frontal face, and the share of the looks in which it was found at this place."""

    box: Box
    held: float


class Script(StrEnum):
    """The letters that a text is written in."""

    LATIN = "latin"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Rows of text that belong together, in reading order, cleaned for speech.

    `letter_height` is that of its tallest row, in fractions of the picture's height.
    """

    rows: tuple[str, ...]
    confidence: float
    box: Box
    letter_height: float
    script: Script


@dataclass(frozen=True, slots=True)
class Text:
    """All text that was read with confidence, in reading order.

    `unread` counts lines that look like text but could not be read with confidence; `is_cut` says that there were
    more lines than were looked at.
    """

    blocks: tuple[TextBlock, ...] = ()
    unread: int = 0
    is_cut: bool = False


class Subject(StrEnum):
    """What a code is about."""

    SITE = "site"
    WIFI = "wifi"
    PHONE = "phone"
    MAIL = "mail"
    MESSAGE = "message"
    CONTACT = "contact"
    EVENT = "event"
    PLACE = "place"
    LOGIN = "login"
    PAYMENT = "payment"
    DIGITS = "digits"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Code:
    """One code. `content` is cleaned and short, and never holds a password or a secret."""

    kind: str
    subject: Subject
    content: str
    box: Box


class Course(StrEnum):
    """Where a movement goes, where that is clear."""

    UNCLEAR = "unclear"
    LEFT_TO_RIGHT = "left to right"
    RIGHT_TO_LEFT = "right to left"
    CLOSER = "closer"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that moved while the camera stood still."""

    box: Box
    course: Course


class Level(StrEnum):
    """How light the picture is."""

    DARK = "dark"
    DIM = "dim"
    ORDINARY = "ordinary"
    BRIGHT = "bright"


class Side(StrEnum):
    """A third of the picture."""

    LEFT = "left"
    AHEAD = "ahead"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Light:
    """How light the picture is, and its brightest third where that clearly outshines the others."""

    level: Level
    brightest: Side | None


@dataclass(frozen=True, slots=True)
class Colour:
    """An ordinary colour name and the share of the picture that has it."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything the senses found. Faces run from the nearest to the farthest, colours from the largest share."""

    faces: tuple[Face, ...]
    text: Text
    codes: tuple[Code, ...]
    movement: Movement | None
    light: Light
    colours: tuple[Colour, ...]
