"""What a person can choose: one frozen value that describes itself."""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from describe.controls.key_map import key_map
from describe.request import Detail, Directions
from describe.shown import AT_THE_BOX, shown_on
from describe.steps import LOUDNESS, SPEED

SCHEMA = 1
"""Raised when the meaning of a field changes."""


class Settings(BaseModel):
    """All choices. Titles and descriptions are the labels and help texts that people read; ranges are safe to use."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_number: int = Field(
        SCHEMA, title="Form", description="The form of this file.", ge=1, le=SCHEMA, json_schema_extra=AT_THE_BOX
    )
    camera: str = Field(
        "",
        title="Camera",
        description="A number, a video file, a folder, or an rtsp or http address. Empty: the first webcam.",
        max_length=1000,
    )
    is_upside_down: bool = Field(
        False,
        title="Upside down",
        description="The camera hangs upside down: turn each picture half round.",
        json_schema_extra=shown_on("camera"),
    )
    is_mirrored: bool = Field(
        False,
        title="Mirror image",
        description="The camera shows a mirror image: swap left and right, so that text can be read.",
        json_schema_extra=shown_on("camera"),
    )
    words_per_minute: int = Field(
        180,
        title="Speed",
        description="How fast the voice speaks, in words a minute.",
        ge=80,
        le=450,
        json_schema_extra=shown_on(
            "voice",
            steps={value: name.capitalize() for name, value in SPEED.items()},
            less="Slower",
            more="Faster",
        ),
    )
    volume: int = Field(
        100,
        title="Loudness",
        description="How loud the voice is, in percent. It cannot be silent.",
        ge=10,
        le=100,
        json_schema_extra=shown_on(
            "voice",
            steps={value: name.capitalize() for name, value in LOUDNESS.items()},
            less="Softer",
            more="Louder",
            asks_up_to=LOUDNESS["soft"],
            asks="The listener may no longer hear the voice. Make it this soft?",
        ),
    )
    voice: str = Field(
        "",
        title="Voice",
        description="The name of a voice. Empty: one that fits.",
        max_length=200,
        json_schema_extra=shown_on("voice", empty="One that fits", values_of="voices"),
    )
    sounds: bool = Field(
        True,
        title="Sounds",
        description="Short soft sounds for ready, nothing new and trouble.",
        json_schema_extra=shown_on(
            "voice",
            asks_up_to=0,
            asks="Without the sounds the listener cannot tell whether all is quiet or something is wrong. "
            "Turn them off?",
        ),
    )
    detail: Detail = Field(
        Detail.NORMAL,
        title="How much",
        description="How many words a description may take.",
        json_schema_extra=shown_on(
            "what-to-say", words={"brief": "Few words", "normal": "A sentence or two", "rich": "Many words"}
        ),
    )
    directions: Directions = Field(
        Directions.SIDES,
        title="Directions",
        description="Whether a describing model says left, ahead and right, or the hours of a clock face.",
        json_schema_extra=shown_on(
            "what-to-say",
            words={"sides": "Left, ahead, right", "clock": "Hours of a clock face: 12 o'clock is ahead"},
        ),
    )
    engine: str = Field(
        "auto",
        title="Describer",
        description="auto, senses, server, the name of a model, or the folder it is in.",
        max_length=500,
    )
    server: str = Field(
        "", title="Server", description="The address of a server with a describing model.", max_length=500
    )
    server_model: str = Field(
        "", title="Model on the server", description="Its name there. Empty: the first one.", max_length=200
    )
    looks_per_s: float = Field(
        5.0, title="Looks a second", description="How often the picture is compared with the last one.", ge=1, le=10
    )
    dwell_s: float = Field(
        8.0,
        title="Longest wait",
        description="While everything moves, I describe after this many seconds all the same.",
        ge=4,
        le=60,
        json_schema_extra=shown_on(
            "what-to-say",
            steps={4: "4 seconds", 8: "8 seconds", 15: "15 seconds", 30: "Half a minute", 60: "A minute"},
        ),
    )
    fresh_s: float = Field(
        4.0,
        title="Freshness",
        description="How many seconds old a picture may be when its description begins to sound.",
        ge=2,
        le=10,
        json_schema_extra=shown_on(
            "what-to-say", steps={2: "2 seconds", 4: "4 seconds", 6: "6 seconds", 10: "10 seconds"}
        ),
    )
    repeat_s: float = Field(
        60.0,
        title="Memory",
        description="Seconds within which the same thing is not said again.",
        ge=5,
        le=3600,
        json_schema_extra=shown_on(
            "what-to-say",
            steps={5: "5 seconds", 60: "A minute", 300: "5 minutes", 900: "15 minutes", 3600: "An hour"},
        ),
    )
    history_hours: int = Field(
        0,
        title="History",
        description="For how many hours the sentences about pictures are kept here, as text. 0: none is kept.",
        ge=0,
        le=168,
    )
    keys: str = Field(
        "",
        title="Keys",
        description="Keys that do something else than as delivered, such as: f=stop, space=repeat, x=nothing.",
        max_length=1000,
    )
    control_device: str = Field(
        "",
        title="Remote control",
        description="The name of a keypad or remote control whose keys it obeys, and nobody else. Empty: none.",
        max_length=100,
        json_schema_extra=shown_on("keys", empty="None", values_of="control devices"),
    )
    lens_pauses: bool = Field(
        False,
        title="Covered lens pauses",
        description="A hand over the lens for two seconds pauses it, and the lens uncovered goes on.",
        json_schema_extra=shown_on("keys"),
    )
    utterances_per_minute: int = Field(
        4,
        title="How often",
        description="How many times a minute it may speak by itself. Answers and alerts do not count.",
        ge=1,
        le=60,
        json_schema_extra=shown_on(
            "what-to-say",
            steps={
                1: "Once a minute",
                2: "Twice a minute",
                4: "4 times a minute",
                8: "8 times a minute",
                60: "Whenever there is something new",
            },
        ),
    )
    is_safety_told: bool = Field(
        False,
        title="Safety message heard",
        description="Whether the safety message was heard to its end once.",
        json_schema_extra=AT_THE_BOX,
    )
    is_locked: bool = Field(
        False,
        title="Locked",
        description="Whether helpers may look but change nothing. Only the listener sets this, at the box.",
        json_schema_extra=AT_THE_BOX,
    )

    @field_validator("keys")
    @classmethod
    def _keys_do_what_there_is(cls, keys: str) -> str:
        key_map(keys)
        return keys
