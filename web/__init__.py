"""Showing: the caregiver's page. The narrator works without it."""

from flask import Flask

from web.box import Box


def create_app(box: Box) -> Flask:
    """Return the app that shows this box; it holds no state but what is in the box and its folder."""
    app = Flask(__name__)
    app.extensions["lookaloud"] = box
    return app
