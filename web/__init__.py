"""Showing: the caregiver's page. The narrator works without it."""

from collections.abc import Callable

from flask import Flask

from describe.commands import Tell
from web import (
    about_page,
    answers,
    api,
    api_photos,
    api_settings,
    ask,
    camera_page,
    describer_page,
    getting_in,
    help_page,
    history_page,
    keys_page,
    look_page,
    notices,
    now,
    people_page,
    phone,
    programs_page,
    server_page,
    setting,
    voice,
    what_to_say,
)
from web.access import take_tokens
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
from web.tokens import Tokens, keep_tokens
from web.tries import Tries
from web.uploads import RequestInMemory

PARTS = (
    getting_in.pages,
    now.pages,
    ask.pages,
    voice.pages,
    what_to_say.pages,
    setting.pages,
    camera_page.pages,
    look_page.pages,
    describer_page.pages,
    server_page.pages,
    keys_page.pages,
    history_page.pages,
    people_page.pages,
    programs_page.pages,
    about_page.pages,
    help_page.pages,
    phone.pages,
    api.pages,
    api_photos.pages,
    api_settings.pages,
)


def create_app(box: Box, names: Callable[[], frozenset[str]] = own_names) -> Flask:
    """Return the app that shows this box; what it keeps beside the box and its folder may be lost without harm.

    `names` returns the names by which it may be called.
    """
    app = Flask(__name__)
    app.request_class = RequestInMemory
    app.config.update(PREFERRED_URL_SCHEME="https", MAX_FORM_MEMORY_SIZE=256 * 1024, MAX_FORM_PARTS=100)
    app.extensions["lookaloud"] = box
    app.jinja_env.globals.update(menu=menu, help_names=help_page.PURPOSES)
    notices.keep(app)
    answers.keep(app)
    give_rows(app)
    programs_page.keep(app)
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
    tokens = Tokens(box.folder / "tokens.json", dates)
    keep_tokens(app, tokens)
    take_tokens(app, tokens)
    guard(app)
    answer_errors(app)
    for part in PARTS:
        app.register_blueprint(part)
    return app
