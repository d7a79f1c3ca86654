"""What pages that change something have in common: known fields, a lock that holds, a listener who hears."""

from dataclasses import dataclass
from typing import NoReturn

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from describe.commands import Tell
from describe.settings_file import SettingsChanged, SettingsError
from web.box import the_box
from web.changing import Changed, SettingsLocked, TooBusy, change
from web.csrf import FIELD
from web.notices import Notice, go_on_to


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was changed, in words, and the status that goes with it."""

    words: str
    status: int


def posted(*names: str) -> dict[str, str]:
    """Return what the form holds of these fields, empty where one is missing; a field that is none of them is a 400."""
    if not set(request.form) <= {*names, FIELD}:
        abort(400)
    return {name: request.form.get(name, "") for name in names}


def attempt(changes: dict[str, object], version: str) -> Changed | Refusal:
    """Change these settings if they are still those of this version, and tell the listener; or say why not."""
    try:
        return change(the_box(), changes, version)
    except SettingsChanged:
        return Refusal("Somebody else changed the settings meanwhile. This is how they are now: choose again.", 409)
    except SettingsLocked as error:
        return Refusal(str(error), 403)
    except TooBusy as error:
        return Refusal(str(error), 503)
    except SettingsError as error:
        return Refusal(f"{str(error).rstrip('.')}.", 400)


def saved(endpoint: str, changed: Changed) -> Response:
    """Return the way to the page after a change, which says what the listener hears and can be undone."""
    if not changed.words:
        return go_on_to(endpoint, Notice("Nothing had to be changed.", "Done"))
    words = f"Saved. The listener hears: “{changed.words}” {changed.warning}".strip()
    return go_on_to(endpoint, Notice(words, "Saved", undo=changed.version))


def tell_listener(words: str) -> None:
    """Let the listener hear what a helper does now, before it is done; where that cannot be, it is not done."""
    require_unlocked()
    if the_box().inbox.put(Tell(words)) is None:
        _refuse("I am busy", "Nothing was changed. Wait a moment, then try again.", 503)


def tell_if_possible(words: str) -> None:
    """Let the listener hear it where that can be: to let somebody in no more must work also while the box is busy."""
    the_box().inbox.put(Tell(words))


def require_unlocked() -> None:
    """Refuse where the listener has locked everything."""
    if the_box().settings.snapshot().is_locked:
        _refuse("The listener has locked this", "It can be unlocked only at the box.", 403)


def _refuse(title: str, remedy: str, status: int) -> NoReturn:
    abort(make_response(render_template("error.html", title=title, remedy=remedy, status=status), status))
