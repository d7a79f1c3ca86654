"""Lets helpers look only, or lets them change settings again; both are asked for at the box and nowhere else."""

from collections.abc import Callable, Mapping

from describe import phrases
from describe.settings_file import SettingsError, SettingsNotKept

Change = Callable[[Mapping[str, object]], object]


def locked(change: Change) -> str:
    """Lock the settings, and return the words for it."""
    return _put(change, True, phrases.LOCKED)


def unlocked(change: Change) -> str:
    """Open the settings to helpers again, and return the words for it."""
    return _put(change, False, phrases.UNLOCKED)


def _put(change: Change, is_locked: bool, words: str) -> str:
    try:
        change({"is_locked": is_locked})
    except SettingsNotKept:
        return f"{words} {phrases.SETTINGS_NOT_SAVED}"
    except SettingsError:
        return phrases.NOT_CHANGED
    return words
