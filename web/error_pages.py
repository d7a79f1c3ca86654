"""Answers what goes wrong in plain words, without a trace of the inside: that goes into the log."""

import logging

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from web.access import is_api

log = logging.getLogger(__name__)

WORDS = {
    400: ("I do not understand that", "Go back and try again."),
    401: ("You have to come in first", "Load the page again."),
    403: ("That did not come from this page", "Go back, load the page again, and try once more."),
    404: ("There is no such page", "Nothing was changed. All pages are in the menu."),
    405: ("That cannot be done here", "Nothing was changed. All pages are in the menu."),
    408: ("That took too long", "Go back and try again."),
    409: ("Somebody else changed this meanwhile", "Load the page again to see what is true now."),
    413: ("That is too much", "Send less, or fewer things at once."),
    415: ("I cannot read this kind of thing", "Send it in another form."),
    421: ("That is not my name", "Use the address that Lookaloud shows where it was started."),
    429: ("Too many tries", "Wait a minute, then try again."),
    503: ("I am busy", "Wait a moment, then try again."),
}
OF_THE_API = {
    401: ("This needs a token that is good", "Make one on the page Who may come in, and send it as a bearer token."),
    403: ("This token may not do that", "Make one that may on the page Who may come in."),
    404: ("There is no such thing", "What there is stands in the description of this interface."),
    405: ("That cannot be done here", "What can be done stands in the description of this interface."),
}
FAILED = ("Something went wrong in me", "The narration goes on. Try again in a moment.")


def answer_errors(app: Flask) -> None:
    """Let this app answer every error in words."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _answer_failure)


def _answer(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    if status < 400:
        return error
    title, remedy = WORDS.get(status, FAILED if status >= 500 else WORDS[400])
    headers = [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]
    if is_api():
        title, remedy = OF_THE_API.get(status, (title, remedy))
        return jsonify(error=f"{title}. {remedy}"), status, headers
    return render_template("error.html", title=title, remedy=remedy, status=status), status, headers


def _answer_failure(error: Exception) -> ResponseReturnValue:
    log.error("the page failed at %s %.200r", request.method, request.path, exc_info=error)
    if is_api():
        return jsonify(error=". ".join(FAILED)), 500
    return render_template("error.html", title=FAILED[0], remedy=FAILED[1], status=500), 500
