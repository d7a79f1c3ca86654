"""The page Voice: how it sounds, and a sample to hear."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from describe.commands import Tell
from describe.phrases import SAMPLE
from web.answers import TooMuchAtOnce, ask
from web.notices import Notice, go_on_to

pages = Blueprint("voice", __name__)


@pages.get("/voice")
def page() -> str:
    """Show how it sounds."""
    return render_template("voice.html")


@pages.post("/voice/try")
def try_it() -> Response:
    """Let the listener hear a sample."""
    try:
        ask(Tell(SAMPLE), "Try it")
    except TooMuchAtOnce as error:
        return go_on_to("voice.page", Notice(str(error), "Not done"))
    return go_on_to("voice.page", Notice(f"Now at the box: “{SAMPLE}”", "Done"))
