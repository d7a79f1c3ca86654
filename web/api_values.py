"""What goes into the API and what comes out of it: the declarations from which its OpenAPI file is made."""

from typing import Annotated

from pydantic import Field, JsonValue

from describe.commands import Act
from web.strict_json import Declared

MOST_LETTERS = 500
"""Of a question: more is no question, and a model would be busy with it for long."""

Json = dict[str, object]
"""A JSON object."""

ALOUD = "Whether the answer is spoken at the box, too. If not, the listener hears that somebody asks."

Text = Annotated[str, Field(min_length=1, max_length=MOST_LETTERS, pattern=r"\S")]


class Wrong(Declared):
    """What is wrong, in words."""

    error: str


class Said(Declared):
    """A sentence that was said, or that could not be made heard."""

    text: str
    seconds_ago: float
    is_heard: bool


class State(Declared):
    """What it is doing now."""

    version: str = Field(description="The version of Lookaloud.")
    state: str = Field(description="In words, such as: watching.")
    camera: str
    sound: str
    engine: str = Field(description="Who describes.")
    troubles: list[str] = Field(description="A sentence for each part that is not well.")
    silent_because: str
    picture_age_s: float | None = Field(description="How old the newest picture is; null before the first.")
    looks: int
    is_phone_camera: bool = Field(description="Whether a phone sends its pictures now.")
    said: list[Said] = Field(description="What was said last, the oldest first.")


class Command(Declared):
    """One of the things that need no words of their own."""

    act: Act


class Question(Declared):
    """A question about what the camera sees."""

    question: Text
    aloud: bool = Field(True, description=ALOUD)


class Search(Declared):
    """A thing that is looked for."""

    thing: Text
    aloud: bool = Field(True, description=ALOUD)


class Answer(Declared):
    """What was answered; null where it takes longer than was waited for: at the box it is said when it comes."""

    answer: str | None


class SettingsNow(Declared):
    """The settings as they are. Addresses are shown without the passwords in them."""

    version: str = Field(description="Send it along with a change, so that nobody's change is lost.")
    settings: dict[str, JsonValue]
    told: str = Field("", description="What the listener hears of the change.")
    warning: str = Field("", description="Why the change will not last, where it will not.")


class Sentence(Declared):
    """A line of the answer about a picture."""

    text: str


class End(Declared):
    """The last line of the answer about a picture; without it the answer was cut off."""

    is_whole: bool
    error: str = ""
