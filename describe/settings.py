"""What a person can choose: one frozen value that describes itself."""

from pydantic import BaseModel, ConfigDict, Field

from describe.request import Detail, Directions

SCHEMA = 1
"""Raised when the meaning of a field changes."""


class Settings(BaseModel):
    """All choices. Titles and descriptions are the labels and help texts that people read; ranges are safe to use."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_number: int = Field(SCHEMA, title="Form", description="The form of this file.", ge=1, le=SCHEMA)
    camera: str = Field(
        "",
        title="Camera",
        description="A number, a video file, a folder, or an rtsp or http address. Empty: the first webcam.",
        max_length=1000,
    )
    words_per_minute: int = Field(
        180, title="Speed", description="How fast the voice speaks, in words a minute.", ge=80, le=450
    )
    volume: int = Field(
        100, title="Loudness", description="How loud the voice is, in percent. It cannot be silent.", ge=10, le=100
    )
    voice: str = Field("", title="Voice", description="The name of a voice. Empty: one that fits.", max_length=200)
    sounds: bool = Field(True, title="Sounds", description="Short soft sounds for ready, nothing new and trouble.")
    detail: Detail = Field(Detail.NORMAL, title="How much", description="How many words a description may take.")
    directions: Directions = Field(
        Directions.SIDES,
        title="Directions",
        description="Whether a describing model says left, ahead and right, or the hours of a clock face.",
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
        description="While everything moves, seconds after which there is a description all the same.",
        ge=4,
        le=60,
    )
    fresh_s: float = Field(
        4.0,
        title="Freshness",
        description="How many seconds old a picture may be when its description begins to sound.",
        ge=2,
        le=10,
    )
    repeat_s: float = Field(
        60.0, title="Memory", description="Seconds within which the same thing is not said again.", ge=5, le=3600
    )
    utterances_per_minute: int = Field(
        4,
        title="How often",
        description="How many times a minute it may speak by itself. Answers and alerts do not count.",
        ge=1,
        le=60,
    )
    is_safety_told: bool = Field(
        False, title="Safety message heard", description="Whether the safety message was heard to its end once."
    )
