"""A form knows of a setting what its declaration says, for those that are there and for those that are yet to come."""

from enum import StrEnum

import pytest
from pydantic import BaseModel, Field

from describe.choices import Choice, Kind, WrongValue, choice_named, choices, choices_on, only_at_the_box
from describe.settings import Settings
from describe.shown import AT_THE_BOX, shown_on


class Matter(StrEnum):
    PEOPLE = "people"
    DOORS = "doors"


class Later(BaseModel):
    """Settings as a later version may have them."""

    matters: frozenset[Matter] = Field(
        frozenset({Matter.PEOPLE}),
        title="What matters",
        description="Told first.",
        json_schema_extra=shown_on("what-to-say", words={"people": "People", "doors": "Doors and stairs"}),
    )
    wishes: tuple[str, ...] = Field(
        (), title="Wishes", description="One a line.", json_schema_extra=shown_on("what-to-say")
    )
    is_careful: bool = Field(
        False, title="Careful", description="Says less.", json_schema_extra=shown_on("what-to-say")
    )
    port: int = Field(1, title="Port", description="A number.", ge=1, le=9, json_schema_extra=shown_on("camera"))
    secret: str = Field("", title="Secret", description="Of the box.", json_schema_extra=AT_THE_BOX)


def named(name: str, model: type[BaseModel] = Settings) -> Choice:
    choice = choice_named(name, model)
    assert choice is not None
    return choice


def test_every_setting_that_a_page_shows_has_a_name_and_an_explanation() -> None:
    assert {choice.page for choice in choices()} >= {"voice", "what-to-say"}
    for choice in choices():
        assert choice.title
        assert choice.help.endswith(".")
        assert choice.kind is not Kind.ONE_OF or choice.options, choice.name


def test_every_step_is_a_value_that_the_settings_take_and_that_forms_carry_both_ways() -> None:
    for choice in choices():
        for option in choice.options:
            value = choice.value_of(option.value)
            settings = Settings.model_validate({choice.name: value})
            assert choice.text_of(getattr(settings, choice.name)) == option.value
            assert choice.words_of(getattr(settings, choice.name)) == option.label


def test_what_is_delivered_is_one_of_the_steps() -> None:
    for choice in choices():
        default = getattr(Settings(), choice.name)
        if choice.kind is Kind.ONE_OF:
            assert choice.text_of(default) in {option.value for option in choice.options}, choice.name


def test_slower_and_faster_go_to_the_next_step_also_from_between_two() -> None:
    speed = named("words_per_minute")
    assert [option.label for option in (speed.step(180, -1), speed.step(180, 1)) if option] == ["Slow", "Fast"]
    assert [option.label for option in (speed.step(200, -1), speed.step(200, 1)) if option] == ["Normal", "Fast"]
    assert speed.step(80, -1) is None
    assert speed.step(450, 1) is None


def test_what_silences_is_asked_about_and_what_is_louder_is_not() -> None:
    volume, sounds = named("volume"), named("sounds")
    assert volume.silences(100, 30)
    assert not volume.silences(10, 30)
    assert not volume.silences(100, 50)
    assert sounds.silences(True, False)
    assert not sounds.silences(False, True)
    assert not named("words_per_minute").silences(450, 80)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("words_per_minute", "9000"),
        ("words_per_minute", ""),
        ("words_per_minute", "nan"),
        ("words_per_minute", "180.5"),
        ("dwell_s", "fast"),
        ("detail", "endless"),
        ("voice", "x" * 201),
    ],
)
def test_what_is_no_value_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(WrongValue, match=rf"^{named(name).title}: .*\.$"):
        named(name).value_of(text)


def test_settings_that_are_yet_to_come_have_forms_by_themselves() -> None:
    assert [(choice.name, choice.kind) for choice in choices_on("what-to-say", Later)] == [
        ("matters", Kind.SOME_OF),
        ("wishes", Kind.LINES),
        ("is_careful", Kind.SWITCH),
    ]
    matters, wishes, port = named("matters", Later), named("wishes", Later), named("port", Later)
    assert Later.model_validate({"matters": matters.value_of("people\ndoors")}).matters == set(Matter)
    assert matters.words_of(frozenset(Matter)) == "Doors and stairs, People"
    assert matters.words_of(frozenset()) == "Nothing"
    assert wishes.value_of(" a free chair \n\n my bus") == ("a free chair", "my bus")
    assert (port.kind, port.value_of("3")) == (Kind.NUMBER, 3)
    assert named("is_careful", Later).words_of(True) == "On"


def test_what_only_the_listener_changes_has_no_form() -> None:
    assert only_at_the_box(Later) == {"secret"}
    assert only_at_the_box() == {"schema_number", "is_safety_told", "is_locked"}
    assert choice_named("is_locked") is None
