"""Louder, softer, faster, slower: one named step, told in the new way of speaking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from describe import phrases
from describe.commands import Act
from describe.request import Detail
from describe.settings import Settings
from describe.settings_file import SettingsError
from describe.steps import LOUDNESS, SPEED, neighbour, next_step

Change = Callable[[Mapping[str, object]], object]


@dataclass(frozen=True, slots=True)
class _Way:
    """Which setting goes which way, and what is said where it goes no farther."""

    field: str
    steps: dict[str, int]
    is_up: bool
    at_the_end: str


_WAYS = {
    Act.LOUDER: _Way("volume", LOUDNESS, True, phrases.LOUDEST),
    Act.SOFTER: _Way("volume", LOUDNESS, False, phrases.SOFTEST),
    Act.FASTER: _Way("words_per_minute", SPEED, True, phrases.FASTEST),
    Act.SLOWER: _Way("words_per_minute", SPEED, False, phrases.SLOWEST),
}
ADJUSTS = frozenset(_WAYS)


def adjusted(act: Act, settings: Callable[[], Settings], change: Change) -> str:
    """Take this step and return the words for it."""
    way = _WAYS[act]
    step = next_step(way.steps, getattr(settings(), way.field), is_up=way.is_up)
    if step is None:
        return way.at_the_end
    name, value = step
    return _changed(way.field, value, f"{name.capitalize()}.", settings, change)


def more_or_less(settings: Callable[[], Settings], change: Change, *, is_more: bool) -> str:
    """Have all that follows told in more words, or in fewer, and return the words for it."""
    detail = neighbour(list(Detail), settings().detail, is_up=is_more)
    if detail is None:
        return phrases.MOST_ALREADY if is_more else phrases.LEAST_ALREADY
    words = phrases.MORE_FROM_NOW if is_more else phrases.LESS_FROM_NOW
    return _changed("detail", Detail(detail), words, settings, change)


def _changed(field: str, value: object, words: str, settings: Callable[[], Settings], change: Change) -> str:
    try:
        change({field: value})
    except SettingsError:
        # Where only the disk refuses, it holds for now; where somebody else is changing it, it does not.
        return f"{words} {phrases.SETTINGS_NOT_SAVED}" if getattr(settings(), field) == value else phrases.NOT_CHANGED
    return words
