"""The page about the box: how each part is, how quick it is, what it decided and why, and how to erase everything."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from describe import doctor, helper_acts, phrases
from describe.commands import Act, Do
from describe.doctor import Finding
from describe.journal import Kind
from describe.journal_words import words_of
from describe.performance import performance_of
from describe.status import Status
from web.ago import ago
from web.box import Box, the_box
from web.cookies import forget_session
from web.describer_words import describes_now
from web.erasing import erase_everything
from web.forms import posted, require_unlocked, tell_listener

pages = Blueprint("about", __name__)

LINES = 25
"""Of the journal on one page."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the box: whether it is well, and in words how it is."""

    name: str
    is_well: bool
    words: str


@pages.get("/about")
def page() -> str:
    """Show how it is."""
    box = the_box()
    return render_template(
        "about.html",
        safety=phrases.SAFETY,
        parts=[*_parts(box.board.get()), *map(_checked, _checks(box))],
        performance=performance_of(box.journal.entries()),
    )


@pages.get("/about/journal")
def journal() -> str:
    """Show what it decided, the newest first, one page at a time."""
    box = the_box()
    lines = [entry for entry in reversed(box.journal.entries()) if entry.kind is not Kind.VIEW]
    number = _page_number()
    now_s = box.clock() - box.journal.began_at
    shown = lines[LINES * (number - 1) : LINES * number]
    return render_template(
        "journal.html",
        lines=[(ago(now_s - entry.at_s), words_of(entry)) for entry in shown],
        number=number,
        last=max(1, -(-len(lines) // LINES)),
    )


@pages.get("/about/erase")
def ask_to_erase() -> str:
    """Ask before everything is erased."""
    return render_template("erase.html")


@pages.post("/about/erase")
def erase() -> Response:
    """Erase everything; nobody is let in any more, not even whoever asked for it."""
    posted()
    require_unlocked()
    the_box().inbox.put(Do(Act.FORGET))  # first, as it silences what waits to be said
    tell_listener(helper_acts.ERASES)
    left = erase_everything(the_box())
    response = make_response(render_template("erased.html", menu=tuple, left=[path.name for path in left]))
    forget_session(response)
    return response


def _page_number() -> int:
    text = request.args.get("page", "1")
    return min(max(1, int(text)), 10_000) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _parts(status: Status) -> list[Part]:
    return [
        _part("Camera", status.camera, status.camera_trouble, status.camera_reason),
        _part("Picture", "It can be seen.", status.picture_trouble),
        _part("Describer", describes_now(status.engine), status.describer_trouble),
        _part("Sound", status.sound, status.voice_trouble),
    ]


def _part(name: str, words: str, trouble: str, reason: str = "") -> Part:
    told = " ".join(_sentence(each) for each in (trouble, reason) if each)
    return Part(name, not trouble, told if trouble else _sentence(words) if words else "Not known yet.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('. ')}."


def _checks(box: Box) -> list[Finding]:
    """Make the checks that cost nothing: what opens a camera or makes a sound is for `lookaloud doctor`."""
    checks = {
        "Disk": lambda: doctor.check_disk(box.settings.path.parent),
        "Settings": lambda: doctor.check_settings(box.settings),
        doctor.VERSIONS: doctor.check_versions,
    }
    models = box.models
    if models is not None:
        checks["Models"] = lambda: doctor.check_models(models.store.installed(), _how_many(len(models.store.names())))
    return [doctor.checked(part, check) for part, check in checks.items()]


def _checked(finding: Finding) -> Part:
    return Part(finding.part, finding.is_well, f"{finding.words} {finding.remedy}".strip())


def _how_many(count: int) -> str:
    return "No model is here." if not count else f"{count} model{'s are' if count > 1 else ' is'} here."
