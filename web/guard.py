"""Stands before every route: refuses what is not for us, not from us, too much, or from somebody who was not let in."""

from urllib.parse import quote

from flask import Flask, abort, g, make_response, redirect, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response

from web.access import Access, access_here, is_api, scopes_of
from web.access_log import Event
from web.cookies import ASKING, SESSION
from web.csrf import csrf_field, csrf_token, has_proof, is_from_elsewhere, is_surely_from_here
from web.door import the_door
from web.filled_in import own_path, sent
from web.getting_in import once_more, way_in
from web.headers import protect

MOST_FIELDS = 100
READING = {"GET", "HEAD", "OPTIONS"}
METHODS = READING | {"POST", "PUT", "PATCH", "DELETE"}


def guard(app: Flask) -> None:
    """Let nothing reach this app's routes but by check(); whatever is not marked as open needs a session or a token."""
    app.before_request(check)
    app.after_request(protect)
    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token)


def check() -> Response | None:
    """Return an answer in place of the route's own, or None; abort with what is wrong."""
    access = access_here()
    request.max_content_length = access.longest_body
    if not the_door().hosts.is_ours(request.headers.get("Host", ""), request.scheme, request.environ["SERVER_PORT"]):
        abort(421)
    if request.method not in METHODS:
        raise MethodNotAllowed
    if is_api():
        _check_program(access)
        return None
    return _check_browser(access)


def _check_program(access: Access) -> None:
    _check_fields()
    if access.is_open:
        return
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    scopes = scopes_of(token.strip()) if kind.lower() == "bearer" and token.strip() else frozenset()
    if not scopes and token:
        the_door().log.note(Event.WRONG_TOKEN, request.remote_addr or "")
    if not scopes or not access.scope:
        abort(401)
    if access.scope not in scopes:
        abort(403)


def _check_browser(access: Access) -> Response | None:
    token = request.cookies.get(SESSION, "")
    g.session = the_door().sessions.of(token) if token else None
    g.cookie = token if g.session else request.cookies.get(ASKING, "")
    is_change = request.method not in READING
    if is_change and is_from_elsewhere():
        abort(403)
    _check_fields()
    if g.session is None and not access.is_open:
        return _send_to_the_door()
    if not is_change or has_proof():
        return None
    filled_in = sent()
    if filled_in is None or g.session is None or not is_surely_from_here():
        abort(403)
    return make_response(once_more(filled_in), 403)  # the form is older than the session


def _send_to_the_door() -> Response:
    """Lead to the page where a browser comes in; a form that was sent too late is kept there."""
    if filled_in := sent():
        return way_in(own_path(request.path), filled_in, status=401)
    if request.method not in READING:
        abort(401)
    here = quote(request.full_path.rstrip("?"), safe="/")
    return redirect(f"/pair?next={here}")


def _check_fields() -> None:
    """Refuse more fields than a form of ours has, and a field that comes twice."""
    for fields in (request.args, request.form):
        pairs = list(fields.items(multi=True))
        if len(pairs) > MOST_FIELDS:
            abort(413)
        if len(pairs) > len(fields):
            abort(400)
