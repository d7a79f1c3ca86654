"""What can be chosen where only the box knows it, such as the voices that are installed."""

from collections.abc import Callable
from dataclasses import replace

from describe.choices import Choice, Option
from describe.speech.sound import SynthesizerError
from web.box import Box


def on_this_box(choice: Choice, box: Box) -> Choice:
    """Return the choice with what this box has; with no more options than declared where it has, or tells, nothing."""
    options_of = _KNOWN.get(choice.values_of)
    if options_of is None:
        return choice
    return replace(choice, options=(*choice.options, *options_of(box)))


def _voices(box: Box) -> tuple[Option, ...]:
    try:
        voices = box.voices() if box.voices else ()
    except SynthesizerError:
        return ()
    named = sorted((voice.language, voice.name, voice.id) for voice in voices)
    return tuple(Option(id_, f"{name} ({language})" if language else name) for language, name, id_ in named)


_KNOWN: dict[str, Callable[[Box], tuple[Option, ...]]] = {"voices": _voices}
"""By the name that a declaration gives to it."""
