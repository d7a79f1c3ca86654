"""The page on which a helper sees what the camera sees, after the listener's yes at the box."""

from flask import Blueprint, Response, abort, g, render_template
from werkzeug.wrappers import Response as AnyResponse

from describe.looking_in import NOT_ALLOWED, LookIn, LookRefused
from web.box import the_box
from web.csrf import is_from_elsewhere
from web.forms import posted, require_unlocked
from web.notices import Notice, go_on_to

pages = Blueprint("look", __name__, url_prefix="/camera")


@pages.get("/look")
def page() -> str:
    """Show the picture where that is allowed, or how it stands."""
    return render_template("look.html", standing=_look_in().standing(g.session.id))


@pages.post("/look")
def ask() -> AnyResponse:
    """Ask the listener."""
    posted()
    require_unlocked()
    try:
        _look_in().ask(g.session.id)
    except LookRefused as error:
        return go_on_to("look.page", Notice(str(error), "Not asked"))
    return go_on_to("look.page", Notice("Asked. The listener hears it.", "Asked"))


@pages.get("/picture")
def picture() -> Response:
    """Return the newest picture to the one session that may see it, and words to everybody else.

    What another site's page embeds is refused: it would use up the one picture.
    """
    if is_from_elsewhere() or the_box().settings.snapshot().is_locked:
        return _refused(NOT_ALLOWED)
    try:
        content = _look_in().picture(g.session.id)
    except LookRefused as error:
        return _refused(str(error))
    return Response(content, mimetype="image/jpeg")


def _refused(words: str) -> Response:
    return Response(f"{words}\n", 403, mimetype="text/plain")


def _look_in() -> LookIn:
    return the_box().look_in or abort(404)
