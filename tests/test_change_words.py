"""The listener hears in one sentence what a helper changed."""

import pytest

from describe.change_words import change_sentence
from describe.choices import only_at_the_box
from describe.settings import Settings

OTHERS: dict[str, object] = {"detail": "rich", "directions": "clock"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words_per_minute": 140}, "Your helper made the voice slower."),
        ({"words_per_minute": 240}, "Your helper made the voice faster."),
        ({"volume": 50}, "Your helper made the voice softer."),
        ({"sounds": False}, "Your helper turned my sounds off."),
        ({"detail": "brief"}, "Your helper asked me for few words."),
        ({"camera": "0"}, "Your helper chose another camera."),
        ({"volume": 50, "detail": "rich"}, "Your helper made the voice softer and asked me for many words."),
        ({}, ""),
    ],
)
def test_a_change_is_told_in_one_sentence(changes: dict[str, object], sentence: str) -> None:
    assert change_sentence(Settings(), Settings.model_validate(changes)) == sentence


def test_what_is_taken_back_is_told_as_such() -> None:
    sentence = change_sentence(Settings(words_per_minute=140), Settings(), is_undo=True)
    assert sentence == "Your helper took the last change back and made the voice faster."


def test_there_are_words_for_every_setting() -> None:
    for name in Settings.model_fields.keys() - only_at_the_box():
        value = getattr(Settings(), name)
        other: object = f"{value}x" if isinstance(value, str) else value
        if isinstance(value, int | float):
            other = not value if isinstance(value, bool) else value + 1
        after = Settings().model_copy(update={name: OTHERS.get(name, other)})
        sentence = change_sentence(Settings(), after, "Anna")
        assert sentence.startswith("Anna ")
        assert len(sentence.split()) >= 4
        assert "_" not in sentence
