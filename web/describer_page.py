"""The page about the describer: which one, and which models lie here."""

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from describe import helper_acts
from describe.engines.model_errors import ModelError
from describe.engines.rungs import AUTO, SENSES, SERVER
from describe.engines.shelf import ModelShelf
from web.box import the_box
from web.describer_words import SENSES_WORDS, ModelLine, describes_now, engine_name, lines
from web.forms import Refusal, attempt, posted, saved, tell_listener
from web.notices import Notice, go_on_to

pages = Blueprint("describer", __name__)

OWN = "own"
"""What was chosen elsewhere, such as a folder: it can be kept."""


@pages.get("/describer")
def page() -> str:
    """Show who describes, and which models there are."""
    return _page()


@pages.post("/describer")
def choose() -> Response | tuple[str, int]:
    """Have another one describe."""
    form = posted("engine", "version")
    engine = the_box().settings.snapshot().engine if form["engine"] == OWN else form["engine"]
    if engine not in {value for value, *_ in _options()} and form["engine"] != OWN:
        return _page([("engine", "Choose one of these.")]), 400
    if engine == SERVER and not the_box().settings.snapshot().server:
        return _page([("engine", "Type the address of the server first, below.")]), 400
    done = attempt({"engine": engine}, form["version"])
    if isinstance(done, Refusal):
        return _page([("", done.words)]), done.status
    return saved("describer.page", done)


@pages.get("/describer/models/<name>")
def model(name: str) -> str:
    """Show one model: what it is like, what it needs, and the buttons for it."""
    return _model(_line(name))


@pages.post("/describer/models/<name>/get")
def get(name: str) -> Response | tuple[str, int]:
    """Begin to bring a model here."""
    form, line, shelf = posted("is_read"), _line(name), _shelf()
    if not line.is_for_all and form["is_read"] != "on":
        return _model(line, [("is_read", "Read its licence first, and tick that you may use it.")]), 400
    if shelf.downloads.now.is_busy:
        notice = Notice("Another model is on its way. Wait for it, or stop it.", "Not done")
        return go_on_to("describer.download", notice)
    tell_listener(helper_acts.GETS_DESCRIBER)
    shelf.downloads.begin(line.name)
    return go_on_to("describer.download", Notice("It has begun. You can leave this page: it goes on."))


@pages.get("/describer/download")
def download() -> str:
    """Show how far the download is."""
    return render_template("describer_download.html", now=_shelf().downloads.now)


@pages.get("/describer/download/part")
def download_part() -> str:
    """Return what changes on that page, for one that is open."""
    return render_template("_download.html", now=_shelf().downloads.now)


@pages.post("/describer/download/stop")
def stop() -> Response:
    """Stop the download; what has come is kept for the next try."""
    posted()
    if _shelf().downloads.now.is_busy:
        tell_listener(helper_acts.STOPS_DOWNLOAD)
        _shelf().downloads.cancel()
    return go_on_to("describer.download", Notice("It is being stopped."))


@pages.get("/describer/models/<name>/remove")
def ask_to_remove(name: str) -> str:
    """Ask before a model is removed."""
    return render_template("describer_remove.html", line=_line(name), is_used=_is_used(name))


@pages.post("/describer/models/<name>/remove")
def remove(name: str) -> Response:
    """Remove a model from the disk."""
    posted()
    line = _line(name)
    tell_listener(helper_acts.REMOVES_DESCRIBER)
    try:
        free = _shelf().store.remove(line.name)
    except ModelError as error:
        return go_on_to("describer.page", Notice(f"{error} {error.remedy}", "Not done"))
    return go_on_to("describer.page", Notice(f"{line.name} is removed. {free / 1e9:.1f} GB are free again."))


def _page(problems: list[tuple[str, str]] | None = None) -> str:
    box, shelf = the_box(), _shelf()
    settings, status = box.settings.snapshot(), box.board.get()
    options = _options()
    is_listed = settings.engine in {value for value, *_ in options}
    return render_template(
        "describer.html",
        now=describes_now(status.engine),
        trouble=status.describer_trouble,
        reason=status.model_reason,
        options=options if is_listed else [(OWN, f"As it is now: {engine_name(settings.engine)}"), *options],
        chosen=settings.engine if is_listed else OWN,
        lines=lines(shelf.store.installed(), shelf.machine()),
        download=shelf.downloads.now,
        version=box.settings.version,
        problems=problems or [],
        errors=dict(problems or []),
    )


def _model(line: ModelLine, problems: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "describer_model.html",
        line=line,
        download=_shelf().downloads.now,
        problems=problems or [],
        errors=dict(problems or []),
    )


def _options() -> list[tuple[str, str, str]]:
    """Return what can be chosen: value, label and a hint."""
    return [
        (AUTO, "The best that fits", "A model if one is here, a server if one is set, else the built-in senses."),
        (SENSES, "The built-in senses only", SENSES_WORDS),
        *((name, f"The model {name}", "") for name in sorted(_shelf().store.names())),
        (SERVER, "A server", "Pictures are sent to it to be described."),
    ]


def _line(name: str) -> ModelLine:
    """Return the model of this name, or answer that there is no such page."""
    shelf = _shelf()
    found = next((line for line in lines(shelf.store.installed(), shelf.machine()) if line.name == name), None)
    return found or abort(404)


def _is_used(name: str) -> bool:
    return name in {the_box().settings.snapshot().engine, the_box().board.get().engine}


def _shelf() -> ModelShelf:
    return the_box().models or abort(404)
