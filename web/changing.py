"""Changes settings for somebody who is not the listener: saved, told to the listener, and only if both can be.

NotChanged         the settings are as they were
  SettingsLocked   the listener has locked them
  TooBusy          the listener cannot be told now, so it was not done
"""

from collections.abc import Callable
from dataclasses import dataclass

from describe.change_words import HELPER, change_sentence
from describe.choices import only_at_the_box
from describe.commands import Tell
from describe.controls.key_map import KeyMapError, keys_about_looking
from describe.settings import Settings
from describe.settings_file import Change, SettingsChanged, SettingsNotKept, version_of
from web.box import Box


class NotChanged(Exception):
    """The settings are as they were; the words say why."""


class SettingsLocked(NotChanged):
    """The listener has locked the settings."""


class TooBusy(NotChanged):
    """The listener cannot be told at the moment."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What holds now, its version, and what the listener hears: nothing where all was like that already.

    `warning` says that it will not last, where it will not.
    """

    settings: Settings
    version: str
    words: str
    warning: str = ""


def change(box: Box, changes: dict[str, object], expected: str | None = None, who: str = HELPER) -> Changed:
    """Put these fields in place and tell the listener who did it.

    Raises SettingsError for a value that is no good, SettingsChanged where the version is not the expected one any
    more, and NotChanged.
    """
    _require_unlocked(box)
    if kept := only_at_the_box() & changes.keys():
        raise SettingsLocked(f"Only the listener changes this, at the box: {', '.join(sorted(kept))}.")
    _require_same_keys_for_looking(box, changes)
    return _told(box, lambda: box.settings.change_from(expected, changes), who)


def undo(box: Box, version: str, who: str = HELPER) -> Changed:
    """Take back the change that led to this version, and tell the listener; raises as change() does."""
    _require_unlocked(box)
    return _told(box, lambda: box.settings.undo(version), who, is_undo=True)


def _require_unlocked(box: Box) -> None:
    if box.settings.snapshot().is_locked:
        raise SettingsLocked("The listener has locked the settings. They can be unlocked only at the box.")


def _require_same_keys_for_looking(box: Box, changes: dict[str, object]) -> None:
    if "keys" not in changes:
        return
    try:
        is_same = keys_about_looking(str(changes["keys"])) == keys_about_looking(box.settings.snapshot().keys)
    except KeyMapError:
        return  # it is refused as a value that is no good
    if not is_same:
        raise SettingsLocked("Only the listener chooses which keys let somebody see pictures, at the box.")


def _told(box: Box, make: Callable[[], Change], who: str, *, is_undo: bool = False) -> Changed:
    """Make the change and tell the listener; where that cannot be, put back what was: nothing behind anybody's back."""
    warning = ""
    try:
        done = make()
    except SettingsNotKept as error:
        done, warning = error.change, f"{str(error).capitalize()}."
    version = version_of(done.after)
    words = change_sentence(done.before, done.after, who, is_undo=is_undo)
    if words and box.inbox.put(Tell(words)) is None:
        _put_back(box, done.before, version)
        raise TooBusy("The box is still busy with what was asked before, so nothing was changed. Try again.")
    return Changed(done.after, version, words, warning)


def _put_back(box: Box, before: Settings, version: str) -> None:
    try:
        box.settings.change_from(version, before.model_dump())
    except SettingsChanged as error:
        raise TooBusy("Two changes came at once. Look at what holds now, and try again.") from error
    except SettingsNotKept:
        return  # it holds for this session, as what it replaces did
