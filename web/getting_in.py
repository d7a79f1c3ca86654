"""The pages by which a browser comes in, and goes out."""

import secrets

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from describe import helper_words
from describe.commands import Tell
from web.access import open_to_all, takes_up_to
from web.access_log import Event
from web.box import the_box
from web.browser_names import browser_name, device_name
from web.certificate import fingerprint_at
from web.cookies import ASKING, SESSION, set_cookie
from web.door import the_door
from web.filled_in import FilledIn, filled_in_of, own_path
from web.forms import posted
from web.notices import Notice, go_on_to
from web.pairing import Asked, Verdict

pages = Blueprint("getting_in", __name__)

LONGEST_BODY = 64 * 1024
"""Bytes: what was filled in on another page comes along, twice quoted."""

CARRIED = ("next", "filled-in")
"""What every form here carries: where it goes on to, and what was filled in there."""
WRONG = "That code is not right, or it is not good any more. Let the box say the code again."
TOO_MANY = "Those were too many tries. Wait a minute. Then let the box say the code again."
WRONG_LINK = "That link was used, or it is not good any more. Type the code, or ask at the box for a new link."
GROUPS_SAID = 4
"""Of the fingerprint: 64 bits, more than anybody can forge and as much as anybody wants to hear."""
SAID_FINGERPRINT = "The box says how the fingerprint begins."
SAID = {
    Asked.SAID: "The box says the code now.",
    Asked.CLOSED: "",
    Asked.TOO_SOON: "The box has just said it. Wait a moment, then try again.",
    Asked.UNHEARD: "The box is busy. Wait a moment, then try again.",
}


@pages.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Say that the page is alive, and nothing else."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


@pages.get("/pair")
@open_to_all
def pair() -> ResponseReturnValue:
    """Ask for the code, or take the link that somebody followed."""
    if g.session:
        return redirect(own_path(request.args.get("next", "/")), 303)
    return way_in(own_path(request.args.get("next", "/")), link=request.args.get("link", "")[:100])


@pages.post("/pair")
@open_to_all
@takes_up_to(LONGEST_BODY)
def come_in() -> ResponseReturnValue:
    """Let the browser in whose person typed what the box said."""
    form = posted("code", *CARRIED)
    verdict = the_door().pairing.try_code(g.cookie, form["code"][:40], _address())
    return _outcome(verdict, WRONG)


@pages.post("/pair/link")
@open_to_all
@takes_up_to(LONGEST_BODY)
def come_in_by_link() -> ResponseReturnValue:
    """Let the browser in that followed the link in the terminal."""
    form = posted("link", *CARRIED)
    verdict = the_door().pairing.try_link(form["link"][:100], _address())
    return _outcome(verdict, WRONG_LINK)


@pages.post("/pair/look")
@open_to_all
@takes_up_to(LONGEST_BODY)
def look() -> ResponseReturnValue:
    """See whether the door is open now, without losing what was filled in."""
    posted(*CARRIED)
    return way_in(_next(), _filled_in())


@pages.post("/pair/say")
@open_to_all
@takes_up_to(LONGEST_BODY)
def say() -> ResponseReturnValue:
    """Have the box say the code, once more where it said it before."""
    posted(*CARRIED)
    device = device_name(browser_name(request.user_agent.string))
    asked = the_door().pairing.ask(g.cookie, lambda digits: helper_words.code_is(digits, device))
    return way_in(_next(), _filled_in(), done=SAID[asked])


@pages.post("/fingerprint")
def say_fingerprint() -> ResponseReturnValue:
    """Have the box say how its certificate's fingerprint begins, for whoever compares it with what a browser shows."""
    posted()
    groups = fingerprint_at(the_box().folder / "certificate.pem").split()[:GROUPS_SAID]
    is_said = bool(groups) and the_box().inbox.put(Tell(helper_words.fingerprint_is(groups))) is not None
    return go_on_to("people.page", Notice(SAID_FINGERPRINT if is_said else SAID[Asked.UNHEARD]))


@pages.post("/out")
def go_out() -> ResponseReturnValue:
    """Let this browser in no more until it comes in anew."""
    posted()
    the_door().sessions.revoke(g.session.id)
    the_door().log.note(Event.WENT_OUT, _address(), g.session.name)
    response = redirect("/pair", 303)
    response.delete_cookie(SESSION, secure=True, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def way_in(
    goes_on_to: str,
    filled_in: FilledIn | None = None,
    *,
    link: str = "",
    error: str = "",
    done: str = "",
    status: int = 200,
) -> Response:
    """Return the page where a browser comes in, and goes on to where it was, with what it had filled in."""
    is_new = not g.cookie
    if is_new:
        g.cookie = secrets.token_urlsafe(32)
    is_open = the_door().pairing.look(g.cookie)
    page = render_template(
        "pair.html",
        is_open=is_open,
        goes_on_to=goes_on_to,
        filled_in=filled_in.as_json() if filled_in else "",
        link=link,
        error=error,
        problems=[("code" if is_open and not link else "", error)] if error else [],
        notice=Notice(done) if done else None,
    )
    response = make_response(page, status)
    if is_new:
        set_cookie(response, ASKING, g.cookie)
    return response


def once_more(filled_in: FilledIn) -> str:
    """Return a page that sends again what was filled in, at a person's word."""
    return render_template("again.html", filled_in=filled_in)


def _outcome(verdict: Verdict, wrong: str) -> ResponseReturnValue:
    door, name = the_door(), browser_name(request.user_agent.string)
    filled_in = _filled_in()
    if verdict is Verdict.TOO_MANY:
        door.log.note(Event.SLOWED, _address(), name)
        return way_in(_next(), filled_in, error=TOO_MANY, status=429)
    if verdict is Verdict.WRONG:
        door.log.note(Event.REFUSED, _address(), name)
        return way_in(_next(), filled_in, error=wrong, status=401)
    door.log.note(Event.CAME_IN, _address(), name)
    the_box().inbox.put(Tell(helper_words.came_in(device_name(name))))
    g.cookie = door.sessions.new(name)
    response = make_response(once_more(filled_in)) if filled_in else redirect(_next(), 303)
    set_cookie(response, SESSION, g.cookie)
    response.delete_cookie(ASKING, secure=True, httponly=True, samesite="Lax")
    return response


def _next() -> str:
    return own_path(request.form.get("next", "/"))


def _filled_in() -> FilledIn | None:
    return filled_in_of(request.form.get("filled-in", ""))


def _address() -> str:
    return request.remote_addr or ""
