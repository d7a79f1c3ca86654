"""What was done, told on the page that comes after it: kept here, named in the address by a random word."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from web.kept import Kept

_KEPT = "lookaloud.notices"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the helper. `state` begins the title of the page; `undo` names the change that Undo takes back."""

    words: str
    state: str = "Done"
    undo: str = ""


def keep(app: Flask) -> None:
    """Let this app keep notices, and show each on the page that its address names."""
    app.extensions[_KEPT] = Kept[Notice]()
    app.context_processor(lambda: {"notice": _notices().get(request.args.get("notice", ""))})


def go_on_to(endpoint: str, notice: Notice | None = None, **values: str) -> Response:
    """Return the way to a page of ours after something was posted, with a notice on top of it."""
    named: dict[str, Any] = dict(values)  # Any: url_for takes its own arguments and the address's in one place
    if notice is not None:
        named["notice"] = _notices().put(notice)
    return redirect(url_for(endpoint, **named), 303)


def _notices() -> Kept[Notice]:
    notices: Kept[Notice] = current_app.extensions[_KEPT]
    return notices
