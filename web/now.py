"""The page Now: what it is doing, what is wrong, what it said last, and the big buttons."""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from describe.commands import Act, Do
from describe.status import Caption, State, Status
from web.ago import ago
from web.answers import TooMuchAtOnce, ask, asked
from web.box import Box, the_box
from web.notices import Notice, go_on_to
from web.state_words import TroubleShown, doing, troubles_of

pages = Blueprint("now", __name__)

ACTS = {
    Act.DESCRIBE: "Describe now",
    Act.READ: "Read what is written",
    Act.REPEAT: "Say it again",
    Act.STOP: "Stop talking",
    Act.PAUSE: "Pause",
    Act.GO_ON: "Go on",
}
"""What can be asked for on this page, and the label of its button."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that was said: since when, how long ago, and by what it was seen."""

    at_s: float
    text: str
    ago: str
    by: str
    is_heard: bool


@dataclass(frozen=True, slots=True)
class View:
    """All that the page shows and that can change while it is open."""

    doing: str
    why: str
    is_paused: bool
    troubles: tuple[TroubleShown, ...]
    said: tuple[Said, ...]

    def tag(self) -> str:
        """Return a name for what is shown, the same for as long as nothing but the time goes on."""
        lasting = (self.doing, self.why, self.is_paused, self.troubles, [(one.at_s, one.is_heard) for one in self.said])
        return hashlib.sha256(repr(lasting).encode()).hexdigest()[:16]


@pages.get("/")
def page() -> str:
    """Show what happens now, and the answer to what was just asked for."""
    return render_template("now.html", view=view_of(the_box()), acts=ACTS, asked=asked(request.args.get("answer", "")))


@pages.get("/now/part")
def part() -> Response:
    """Return what can change, for the page that is open; nothing where it is as that page has it."""
    view = view_of(the_box())
    response = make_response(render_template("now_part.html", view=view))
    response.set_etag(view.tag())
    response.make_conditional(request)
    return response


@pages.get("/pause")
def pause() -> str:
    """Ask first: whoever pauses silences."""
    return render_template("pause.html")


@pages.post("/do/<act>")
def do(act: str) -> AnyResponse:
    """Have it done; the page that comes next shows what it answered."""
    wanted = next((known for known in ACTS if known == act), None)
    if wanted is None:
        abort(404)
    try:
        word = ask(Do(wanted), ACTS[wanted])
    except TooMuchAtOnce as error:
        return go_on_to("now.page", Notice(str(error), "Not done"))
    return go_on_to("now.page", answer=word)


def view_of(box: Box) -> View:
    """Return what there is to show of this box."""
    status = box.board.get()
    now_s = box.clock() - box.journal.began_at
    is_paused = status.is_paused or status.state is State.PAUSED
    return View(
        doing(status),
        _why(status),
        is_paused,
        troubles_of(status),
        tuple(_said(caption, now_s) for caption in reversed(status.captions)),
    )


def _why(status: Status) -> str:
    if status.state is not State.WATCHING or not status.silent_because:
        return ""
    return f"Why: {status.silent_because}."


def _said(caption: Caption, now_s: float) -> Said:
    by = "the built-in senses" if caption.engine == "senses" else caption.engine
    return Said(caption.at_s, caption.text, ago(max(0.0, now_s - caption.at_s)), by, caption.is_heard)
