"""Showing: the caregiver's page. The narrator works without it."""

from collections.abc import Callable

from flask import Flask

from describe.commands import Tell
from web import answers, ask, getting_in, help_page, notices, now, setting, voice, what_to_say
from web.access_log import AccessLog
from web.box import Box
from web.dates import Dates
from web.door import Door, hang
from web.error_pages import answer_errors
from web.guard import guard
from web.hosts import Hosts, own_names
from web.menu import menu
from web.pairing import Pairing
from web.rows import give_rows
from web.sessions import Sessions
from web.tries import Tries

PARTS = (
    getting_in.pages,
    now.pages,
    ask.pages,
    voice.pages,
    what_to_say.pages,
    setting.pages,
    help_page.pages,
)


def create_app(box: Box, names: Callable[[], frozenset[str]] = own_names) -> Flask:
    """Return the app that shows this box; what it keeps beside the box and its folder may be lost without harm.

    `names` returns the names by which it may be called.
    """
    app = Flask(__name__)
    app.config.update(PREFERRED_URL_SCHEME="https", MAX_FORM_MEMORY_SIZE=64 * 1024, MAX_FORM_PARTS=100)
    app.extensions["lookaloud"] = box
    app.jinja_env.globals.update(menu=menu, help_names=help_page.PURPOSES)
    notices.keep(app)
    answers.keep(app)
    give_rows(app)
    dates = Dates(box.clock)
    hang(
        app,
        Door(
            sessions=Sessions(box.folder / "sessions.json", box.clock, dates),
            pairing=Pairing(
                box.clock,
                Tries(box.folder / "tries.json", box.clock),
                lambda words: box.inbox.put(Tell(words)) is not None,
            ),
            hosts=Hosts(box.clock, names),
            log=AccessLog(box.folder / "access.jsonl"),
        ),
    )
    guard(app)
    answer_errors(app)
    for part in PARTS:
        app.register_blueprint(part)
    return app
