"""What was done, told on the page that comes after it: kept here, named in the address by a random word."""

from dataclasses import dataclass

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from web.kept import Kept


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the helper. `state` begins the title of the page; `undo` names the change that Undo takes back."""

    words: str
    state: str = "Done"
    undo: str = ""


def go_on_to(endpoint: str, notice: Notice | None = None, **values: str) -> Response:
    """Return the way to a page of ours after something was posted, with a notice on top of it."""
    if notice is not None:
        values["notice"] = _notices().put(notice)
    return redirect(url_for(endpoint, **values), 303)


def notice_at_hand() -> Notice | None:
    """Return the notice that the address of this request names, None where it names none, or one long gone."""
    return _notices().get(request.args.get("notice", ""))


def _notices() -> Kept[Notice]:
    notices: Kept[Notice] = current_app.extensions["notices"]
    return notices
