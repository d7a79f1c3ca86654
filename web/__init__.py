"""Showing: the caregiver's page. The narrator works without it."""

from flask import Flask

from web import notices
from web.box import Box
from web.kept import Kept
from web.menu import menu


def create_app(box: Box) -> Flask:
    """Return the app that shows this box; what it keeps beside the box and its folder may be lost without harm."""
    app = Flask(__name__)
    app.extensions["lookaloud"] = box
    app.extensions["notices"] = Kept[notices.Notice]()
    app.jinja_env.globals.update(menu=menu, view_names=app.view_functions)
    app.context_processor(lambda: {"notice": notices.notice_at_hand()})
    return app
