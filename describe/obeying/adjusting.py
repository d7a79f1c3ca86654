"""Louder, softer, faster, slower: one named step of the setting, told in the new way of speaking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from describe import phrases
from describe.choices import choice_named
from describe.commands import Act
from describe.request import Detail
from describe.settings import Settings
from describe.settings_file import SettingsError

Change = Callable[[Mapping[str, object]], object]


@dataclass(frozen=True, slots=True)
class _Way:
    """Which setting goes how many steps, and what is said where it goes no farther."""

    field: str
    by: int
    at_the_end: str


_WAYS = {
    Act.LOUDER: _Way("volume", +1, phrases.LOUDEST),
    Act.SOFTER: _Way("volume", -1, phrases.SOFTEST),
    Act.FASTER: _Way("words_per_minute", +1, phrases.FASTEST),
    Act.SLOWER: _Way("words_per_minute", -1, phrases.SLOWEST),
}
ADJUSTS = frozenset(_WAYS)


def adjusted(act: Act, settings: Callable[[], Settings], change: Change) -> str:
    """Take this step, of those that the page shows, and return the words for it."""
    way = _WAYS[act]
    choice = choice_named(way.field)
    step = choice.step(getattr(settings(), way.field), way.by) if choice else None
    if choice is None or step is None:
        return way.at_the_end
    return _changed(way.field, choice.value_of(step.value), f"{step.label}.", settings, change)


def more_or_less(settings: Callable[[], Settings], change: Change, *, is_more: bool) -> str:
    """Have all that follows told in more words, or in fewer, and return the words for it."""
    details = list(Detail)
    place = details.index(settings().detail) + (1 if is_more else -1)
    if not 0 <= place < len(details):
        return phrases.MOST_ALREADY if is_more else phrases.LEAST_ALREADY
    words = phrases.MORE_FROM_NOW if is_more else phrases.LESS_FROM_NOW
    return _changed("detail", details[place], words, settings, change)


def _changed(field: str, value: object, words: str, settings: Callable[[], Settings], change: Change) -> str:
    try:
        change({field: value})
    except SettingsError:
        # Where only the disk refuses, it holds for now; where somebody else is changing it, it does not.
        return f"{words} {phrases.SETTINGS_NOT_SAVED}" if getattr(settings(), field) == value else phrases.NOT_CHANGED
    return words
