"""The pages that let a program in by a token, which is shown once, and send it away again."""

from dataclasses import dataclass

from flask import Blueprint, Flask, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from describe import helper_acts
from web.forms import posted, require_unlocked, tell_if_possible, tell_listener
from web.kept import Kept
from web.notices import Notice, go_on_to
from web.tokens import LONGEST_NAME, SCOPES, Scope, Token, TooManyTokens, the_tokens

pages = Blueprint("programs", __name__)

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
    return redirect(url_for("programs.made_token", made=_made().put(Made(g.session.id, name, text))), 303)


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
    tell_if_possible(helper_acts.SENDS_PROGRAM_AWAY)
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


def _made() -> Kept[Made]:
    made: Kept[Made] = current_app.extensions[_MADE]
    return made


def _take_back(text: str) -> None:
    made = the_tokens().check(text)
    if made is not None:
        the_tokens().revoke(made.id)


def _token(token_id: str) -> Token:
    return next((one for one in the_tokens().all() if one.id == token_id), None) or abort(404)
