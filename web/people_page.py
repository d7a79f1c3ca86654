"""The page about who may come in: phones that were let in, programs with tokens, and how another phone comes in."""

from dataclasses import dataclass

from flask import Blueprint, Flask, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from describe import helper_acts
from describe.commands import Tell
from web.ago import ago
from web.box import the_box
from web.certificate import fingerprint_at
from web.door import the_door
from web.forms import posted, require_unlocked, tell_listener
from web.kept import Kept
from web.notices import Notice, go_on_to
from web.sessions import Session
from web.tokens import LONGEST_NAME, SCOPES, Scope, Token, TooManyTokens, the_tokens

pages = Blueprint("people", __name__)

_MADE = "lookaloud.tokens.made"


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A token that was just made and not yet shown, and the session of the browser that made it."""

    session_id: str
    name: str
    token: str


def keep(app: Flask) -> None:
    """Give this app a place for tokens between the making and the page that shows them."""
    app.extensions[_MADE] = Kept[Made](most=5)


@pages.get("/people")
def page() -> str:
    """Show who may come in."""
    sessions = the_door().sessions
    return render_template(
        "people.html",
        phones=[
            (one, one.id == g.session.id, ago(sessions.seconds_since(one.seen)), ago(sessions.seconds_since(one.began)))
            for one in sessions.list()
        ],
        tokens=[(one, _may(one), _used(one)) for one in the_tokens().all()],
        fingerprint=fingerprint_at(the_box().folder / "certificate.pem"),
    )


@pages.get("/people/phones/<session_id>/revoke")
def ask_to_revoke(session_id: str) -> str:
    """Ask before a phone is let in no more."""
    phone = _phone(session_id)
    return render_template("people_revoke.html", phone=phone, is_own=phone.id == g.session.id)


@pages.post("/people/phones/<session_id>/revoke")
def revoke(session_id: str) -> Response:
    """Let a phone in no more, from its next request on."""
    posted()
    phone = _phone(session_id)
    _say(helper_acts.SENDS_AWAY)
    the_door().sessions.revoke(phone.id)
    return go_on_to("people.page", Notice(f"{phone.name} is let in no more."))


@pages.get("/people/others/revoke")
def ask_to_revoke_others() -> str:
    """Ask before all other phones are let in no more."""
    return render_template("people_revoke_others.html")


@pages.post("/people/others/revoke")
def revoke_others() -> Response:
    """Let all other phones in no more."""
    posted()
    sessions = the_door().sessions
    others = [one for one in sessions.list() if one.id != g.session.id]
    if others:
        _say(helper_acts.SENDS_ALL_AWAY)
    for one in others:
        sessions.revoke(one.id)
    return go_on_to("people.page", Notice("Only this phone is let in now."))


@pages.get("/people/tokens/new")
def new_token() -> str:
    """Ask for what a program is called and what it may do."""
    return _new_token("", frozenset())


@pages.post("/people/tokens/new")
def make_token() -> Response | tuple[str, int]:
    """Make a token and go on to the page that shows it, this once."""
    form = posted("name", *(f"scopes.{scope}" for scope in Scope))
    name = " ".join(form["name"].split())
    scopes = frozenset(scope for scope in Scope if form[f"scopes.{scope}"] == "on")
    problems = [] if 0 < len(name) <= LONGEST_NAME else [("name", f"Give it a name of at most {LONGEST_NAME} letters.")]
    problems += [] if scopes else [("scopes", "Choose at least one thing that it may do.")]
    if problems:
        return _new_token(name[:LONGEST_NAME], scopes, problems), 400
    require_unlocked()
    try:
        text = the_tokens().make(name, scopes)
    except TooManyTokens:
        return _new_token(name, scopes, [("", "There are too many tokens. Remove one first.")]), 409
    except OSError as error:
        return _new_token(name, scopes, [("", f"The token could not be kept: {error.strerror}.")]), 500
    try:
        tell_listener(helper_acts.LETS_PROGRAM_IN)
    except BaseException:
        _take_back(text)
        raise
    return redirect(url_for("people.made_token", made=_made().put(Made(g.session.id, name, text))), 303)


@pages.get("/people/tokens/made")
def made_token() -> str:
    """Show a new token, to the browser that made it, once."""
    made = _made().take(request.args.get("made", ""))
    if made is None or made.session_id != g.session.id:
        abort(404)
    return render_template("token_made.html", name=made.name, token=made.token)


@pages.get("/people/tokens/<token_id>/revoke")
def ask_to_revoke_token(token_id: str) -> str:
    """Ask before a program is let in no more."""
    return render_template("people_revoke_token.html", token=_token(token_id))


@pages.post("/people/tokens/<token_id>/revoke")
def revoke_token(token_id: str) -> Response:
    """Let a program in no more, from its next request on."""
    posted()
    token = _token(token_id)
    _say(helper_acts.SENDS_PROGRAM_AWAY)
    the_tokens().revoke(token.id)
    return go_on_to("people.page", Notice(f"{token.name} is let in no more."))


def _new_token(name: str, scopes: frozenset[Scope], problems: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "token_new.html",
        name=name,
        scopes=list(SCOPES.items()),
        chosen=scopes,
        longest=LONGEST_NAME,
        problems=problems or [],
        errors=dict(problems or []),
    )


def _say(words: str) -> None:
    """Let the listener hear it where that can be: to let somebody in no more must work also while the box is busy."""
    the_box().inbox.put(Tell(words))


def _made() -> Kept[Made]:
    made: Kept[Made] = current_app.extensions[_MADE]
    return made


def _take_back(text: str) -> None:
    made = the_tokens().check(text)
    if made is not None:
        the_tokens().revoke(made.id)


def _may(token: Token) -> str:
    return ". ".join(SCOPES[scope] for scope in Scope if scope in token.scopes)


def _used(token: Token) -> str:
    if token.used_at is None:
        return "never used"
    return f"last used: {ago(the_door().sessions.seconds_since(token.used_at)).lower()}"


def _phone(session_id: str) -> Session:
    return next((one for one in the_door().sessions.list() if one.id == session_id), None) or abort(404)


def _token(token_id: str) -> Token:
    return next((one for one in the_tokens().all() if one.id == token_id), None) or abort(404)
