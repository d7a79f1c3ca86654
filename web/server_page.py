"""The page about a server that describes: its address, the model on it, and its key, which is never shown."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from describe import helper_acts
from describe.describer import DescriberUnavailable
from describe.engines.shelf import ModelShelf
from describe.servers.address import parse_server_address
from describe.servers.key import Key, is_key_given
from web.box import the_box
from web.forms import Refusal, attempt, posted, saved, tell_listener
from web.notices import Notice, go_on_to

pages = Blueprint("server", __name__)


@pages.get("/describer/server")
def page() -> str:
    """Show which server it is, and whether a key is kept."""
    settings = the_box().settings.snapshot()
    return _page(_shown(settings.server), settings.server_model)


@pages.post("/describer/server")
def choose() -> Response | tuple[str, int]:
    """Take another server, or another model on it."""
    form = posted("server", "server_model", "version")
    server, wanted = form["server"].strip(), form["server_model"].strip()
    try:
        if server:
            parse_server_address(server)
    except DescriberUnavailable as error:  # its words never repeat what was typed, and it may hold a password
        return _page("", wanted, [("server", str(error))]), 400
    done = attempt({"server": server, "server_model": wanted}, form["version"])
    if isinstance(done, Refusal):
        return _page(server, wanted, [("", done.words)]), done.status
    return saved("server.page", done)


@pages.post("/describer/server/key")
def keep_key() -> Response | tuple[str, int]:
    """Keep a key for the present server, in place of any other."""
    form, settings, shelf = posted("key"), the_box().settings.snapshot(), _shelf()
    try:
        if not form["key"].strip():
            raise DescriberUnavailable("Type the key that the server's owner gave you.")  # noqa: TRY301  told below
        key = Key(form["key"].strip())
        if not settings.server:
            raise DescriberUnavailable("Save the address of the server first: a key is kept for one server.")  # noqa: TRY301
        parse_server_address(settings.server)
    except DescriberUnavailable as error:
        return _page(_shown(settings.server), settings.server_model, [("key", str(error))]), 400
    tell_listener(helper_acts.KEEPS_KEY)
    try:
        shelf.keys.keep(settings.server, key)
    except OSError as error:
        words = f"The key could not be kept: {error.strerror}. What was kept before still is."
        return _page(_shown(settings.server), settings.server_model, [("key", words)]), 500
    return go_on_to("server.page", Notice("A key is kept. It is shown to nobody.", "Saved"))


@pages.post("/describer/server/key/forget")
def forget_key() -> Response:
    """Remove the key."""
    posted()
    tell_listener(helper_acts.FORGETS_KEY)
    try:
        _shelf().keys.forget()
    except OSError as error:
        return go_on_to("server.page", Notice(f"The key could not be removed: {error.strerror}.", "Not done"))
    return go_on_to("server.page", Notice("No key is kept any more."))


def _page(server: str, server_model: str, problems: list[tuple[str, str]] | None = None) -> str:
    box, shelf = the_box(), _shelf()
    return render_template(
        "describer_server.html",
        server=server,
        server_model=server_model,
        is_kept=shelf.keys.has(box.settings.snapshot().server),
        is_given=is_key_given(shelf.environ),
        version=box.settings.version,
        problems=problems or [],
        errors=dict(problems or []),
    )


def _shown(server: str) -> str:
    """Return the address, but nothing where it was put into the settings by hand and may hold a password."""
    try:
        parse_server_address(server)
    except DescriberUnavailable:
        return ""
    return server


def _shelf() -> ModelShelf:
    return the_box().models or abort(404)
