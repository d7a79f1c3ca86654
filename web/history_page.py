"""The page about what was said in the last hours: kept only if a person wants that, as text."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from describe import helper_acts
from describe.history.export import as_csv, as_json
from describe.history.store import PAGE, Found, HistoryError, HistoryStore
from web.ago import ago
from web.box import the_box
from web.door import the_door
from web.forms import Refusal, attempt, posted, saved, tell_listener
from web.notices import Notice, go_on_to

pages = Blueprint("history", __name__)

HOURS = {0: "Off: nothing is kept", 1: "1 hour", 12: "12 hours", 24: "A day", 72: "3 days", 168: "A week"}
LONGEST_SEARCH = 100
LAST_PAGE = 10_000


@pages.get("/history")
def page() -> str:
    """Show what was said, and look in it for words."""
    return _page()


@pages.post("/history/look")
def look() -> AnyResponse:
    """Look for words."""
    form = posted("words", "wrong")
    sought = {"words": form["words"][:LONGEST_SEARCH], "wrong": form["wrong"]}
    return go_on_to("history.page", None, **{name: value for name, value in sought.items() if value})


@pages.get("/history/hours")
def hours() -> str:
    """Ask for how long it is kept."""
    return _hours()


@pages.post("/history/hours")
def keep() -> AnyResponse | tuple[str, int]:
    """Keep it for so many hours; where that removes something, ask first."""
    form = posted("hours", "version", "sure")
    if form["hours"] not in {str(hours) for hours in HOURS}:
        return _hours([("hours", "Choose one of these.")]), 400
    wanted = int(form["hours"])
    if not wanted and form["sure"] != "on" and _find_or_none() and the_box().settings.snapshot().history_hours:
        return render_template("history_off.html", version=form["version"]), 200
    done = attempt({"history_hours": wanted}, form["version"])
    if isinstance(done, Refusal):
        return _hours([("", done.words)]), done.status
    return saved("history.page", done)


@pages.post("/history/<int:sentence_id>/mark")
def mark(sentence_id: int) -> AnyResponse:
    """Mark a sentence as wrong, or take the mark back."""
    form = posted("is_wrong", "words", "page", "wrong")
    is_wrong = form["is_wrong"] == "on"
    try:
        is_there = _store().mark(min(sentence_id, 2**62), is_wrong=is_wrong)
    except HistoryError as error:
        return _back(form, Notice(_sentence(error), "Not done"))
    if not is_there:
        return _back(form, Notice("That sentence is no longer kept.", "Not done"))
    return _back(form, Notice("Marked as wrong." if is_wrong else "No longer marked as wrong."))


@pages.get("/history/wipe")
def ask_to_wipe() -> str:
    """Ask before it is removed."""
    return render_template("history_wipe.html")


@pages.post("/history/wipe")
def wipe() -> AnyResponse:
    """Remove everything that is kept; what is said from now on is kept as before."""
    posted()
    tell_listener(helper_acts.WIPES_HISTORY)
    try:
        _store().wipe()
    except HistoryError as error:
        return go_on_to("history.page", Notice(_sentence(error), "Not done"))
    return go_on_to("history.page", Notice("Everything that was kept is removed."))


@pages.get("/history/lookaloud-history.<kind>")
def export(kind: str) -> Response:
    """Give it as a file, for whoever looks at it elsewhere."""
    if kind not in ("json", "csv"):
        abort(404)
    try:
        sentences = _store().all()
    except HistoryError as error:
        return make_response(_page([("", _sentence(error))]), 500)
    text = as_json(sentences) if kind == "json" else as_csv(sentences)
    response = Response(text, mimetype="application/json" if kind == "json" else "text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="lookaloud-history.{kind}"'
    return response


def _page(problems: list[tuple[str, str]] | None = None) -> str:
    words = request.args.get("words", "")[:LONGEST_SEARCH]
    number, only_wrong = _page_number(), request.args.get("wrong") == "on"
    try:
        found = _store().find(words, only_wrong=only_wrong, page=number)
    except HistoryError as error:
        found, problems = Found((), 0), [("", _sentence(error))]
    sessions = the_door().sessions
    return render_template(
        "history.html",
        hours=the_box().settings.snapshot().history_hours,
        kept=_kept_words(the_box().settings.snapshot().history_hours),
        lines=[(one, ago(sessions.seconds_since(one.at))) for one in found.sentences],
        total=found.total,
        words=words,
        wrong=only_wrong,
        number=number,
        last=max(1, -(-found.total // PAGE)),
        problems=problems or [],
    )


def _hours(problems: list[tuple[str, str]] | None = None) -> str:
    box = the_box()
    chosen = box.settings.snapshot().history_hours
    options = list(HOURS.items()) if chosen in HOURS else [(chosen, f"As it is: {chosen} hours"), *HOURS.items()]
    return render_template(
        "history_hours.html",
        options=options,
        chosen=chosen,
        version=box.settings.version,
        problems=problems or [],
        errors=dict(problems or []),
    )


def _kept_words(hours: int) -> str:
    words = HOURS.get(hours, f"{hours} hours")
    return f"{words[:1].lower()}{words[1:]}"


def _find_or_none() -> bool:
    """Say whether something is kept; what cannot be read is something, too."""
    try:
        return bool(_store().find().total)
    except HistoryError:
        return True


def _back(form: dict[str, str], notice: Notice) -> AnyResponse:
    kept = {name: form[name] for name in ("words", "page", "wrong") if form[name]}
    return go_on_to("history.page", notice, **kept)


def _page_number() -> int:
    text = request.args.get("page", "1")
    return min(max(1, int(text)), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:].rstrip('. ')}."


def _store() -> HistoryStore:
    return the_box().history or abort(404)
