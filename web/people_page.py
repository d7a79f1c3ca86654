"""The page about who may come in: phones that were let in, programs with tokens, and how another phone comes in."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, g, render_template
from werkzeug.wrappers import Response

from describe import helper_acts
from web.ago import ago
from web.box import the_box
from web.certificate import fingerprint_at
from web.door import the_door
from web.forms import posted, tell_if_possible
from web.notices import Notice, go_on_to
from web.sessions import Session
from web.tokens import SCOPES, Scope, Token, the_tokens

pages = Blueprint("people", __name__)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that was let in, as the page shows it."""

    id: str
    name: str
    is_own: bool
    seen: str
    began: str


def told_apart(names: Sequence[str]) -> list[str]:
    """Return the names, those that come again with a number: whoever hears only a link has to know which it is."""
    return [
        f"{name} ({names[:at].count(name) + 1})" if names[:at].count(name) else name for at, name in enumerate(names)
    ]


@pages.get("/people")
def page() -> str:
    """Show who may come in."""
    sessions = the_door().sessions
    phones, tokens = sessions.list(), the_tokens().all()
    return render_template(
        "people.html",
        phones=[
            Phone(
                one.id,
                name,
                one.id == g.session.id,
                ago(sessions.seconds_since(one.seen)),
                ago(sessions.seconds_since(one.began)),
            )
            for one, name in zip(phones, told_apart([one.name for one in phones]), strict=True)
        ],
        tokens=[
            (one, name, _may(one), _used(one))
            for one, name in zip(tokens, told_apart([one.name for one in tokens]), strict=True)
        ],
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
    tell_if_possible(helper_acts.SENDS_AWAY)
    _revoke(phone)
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
        tell_if_possible(helper_acts.SENDS_ALL_AWAY)
    for one in others:
        _revoke(one)
    return go_on_to("people.page", Notice("Only this phone is let in now."))


def _revoke(phone: Session) -> None:
    the_door().sessions.revoke(phone.id)
    if (look_in := the_box().look_in) is not None:
        look_in.leave(phone.id)


def _may(token: Token) -> str:
    return ". ".join(SCOPES[scope] for scope in Scope if scope in token.scopes)


def _used(token: Token) -> str:
    if token.used_at is None:
        return "never used"
    return f"last used: {ago(the_door().sessions.seconds_since(token.used_at)).lower()}"


def _phone(session_id: str) -> Session:
    return next((one for one in the_door().sessions.list() if one.id == session_id), None) or abort(404)
