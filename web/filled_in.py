"""Keeps what somebody had filled in while they come in again, in the page itself: nothing is stored here.

On the page it is one hidden field of JSON: where it goes, and the fields.
"""

import json
from dataclasses import dataclass

from flask import request

from web.csrf import FIELD

_SECRET = {"key", "address"}
"""Fields that may hold a server's key or a camera's password: they have to be typed again, as no page shows them."""


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A form that was sent, and where to."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def as_json(self) -> str:
        """Return it for a hidden field."""
        return json.dumps([self.path, *self.fields])


def sent() -> FilledIn | None:
    """Return the form that was sent now; None where it was none, or carried files, which no page can keep."""
    is_form = request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}
    if request.method != "POST" or not is_form or request.files:
        return None
    left_out = {FIELD, *_SECRET}
    return FilledIn(request.path, tuple((name, value) for name, value in request.form.items() if name not in left_out))


def filled_in_of(text: str) -> FilledIn | None:
    """Return what a hidden field held; None where that is no form of ours."""
    try:
        path, *fields = json.loads(text)
        filled_in = FilledIn(own_path(str(path)), tuple((str(name), str(value)) for name, value in fields))
    except (ValueError, TypeError, RecursionError):
        return None
    return filled_in


def own_path(path: str) -> str:
    """Return a path if it leads to a page of ours, and the first page otherwise."""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_own else "/"
