"""Erases everything that is kept about the people who use this box, while it goes on running."""

from pathlib import Path

from describe.erasing import erase
from describe.history.store import HistoryError
from describe.settings_file import SettingsError
from web.box import Box
from web.door import the_door
from web.tokens import the_tokens


def erase_everything(box: Box) -> tuple[Path, ...]:
    """Forget it here and remove it from the disk; return what could not be removed.

    Nobody is let in any more; the narration goes on, with everything as delivered. Models stay: they tell nothing.
    """
    door = the_door()
    door.pairing.close()
    door.sessions.revoke_all()
    the_tokens().revoke_all()
    box.journal.forget()
    if box.look_in is not None:
        box.look_in.forbid()
    left: list[Path] = []
    try:
        box.settings.forget()
        if box.history is not None:
            box.history.wipe()
        if box.models is not None:
            box.models.keys.forget()
    except (SettingsError, HistoryError, OSError):
        left.append(box.settings.path.parent)
    return (*left, *erase({box.settings.path.parent, box.folder}))
