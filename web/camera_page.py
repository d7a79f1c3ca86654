"""The page about the camera: which one, which way up, and what its pictures are like."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from camera.address import parse_live_address
from camera.errors import CameraAddressError
from camera.webcam import list_webcams
from web.box import the_box
from web.camera_words import camera_name, what_it_sees
from web.forms import Refusal, attempt, posted, saved

pages = Blueprint("camera", __name__)

FIRST, KEEP, TYPED = "first", "keep", "typed"
BEGINNINGS = ("rtsp://", "rtsps://", "http://", "https://")
NO_ADDRESS = "This is no address of a camera. Most of them begin with rtsp:// or http://."


@dataclass(frozen=True, slots=True)
class _Wrong:
    field: str
    words: str


@pages.get("/camera")
def page() -> str:
    """Show which camera is used, and what its pictures are like."""
    return _page()


@pages.post("/camera")
def choose() -> Response | tuple[str, int]:
    """Use another camera."""
    form = posted("which", "address", "version")
    address = _address(form["which"], form["address"])
    if isinstance(address, _Wrong):
        return _page([(address.field, address.words)]), 400
    done = attempt({"camera": address}, form["version"])
    if isinstance(done, Refusal):
        return _page([("", done.words)]), done.status
    return saved("camera.page", done)


def _page(problems: list[tuple[str, str]] | None = None) -> str:
    """Return the page; an address that was typed is not put back into its field, as it may hold a password."""
    box = the_box()
    camera, status = box.settings.snapshot().camera, box.board.get()
    webcams = [(webcam.address, f"Webcam: {webcam.label}") for webcam in list_webcams()]
    known = {"", *(address for address, _ in webcams)}
    options = [
        *([] if camera in known else [(KEEP, f"As it is now: {camera_name(camera)}")]),
        (FIRST, "The first webcam that is there"),
        *webcams,
    ]
    return render_template(
        "camera.html",
        used=status.camera or camera_name(camera),
        sees=what_it_sees(status, box.clock()),
        options=options,
        chosen=FIRST if not camera else camera if camera in known else KEEP,
        can_ask=box.look_in is not None,
        version=box.settings.version,
        problems=problems or [],
        errors=dict(problems or []),
    )


def _address(which: str, typed: str) -> str | _Wrong:
    """Return what goes into the settings."""
    if which == KEEP:
        return the_box().settings.snapshot().camera
    if which == FIRST:
        return ""
    if which != TYPED:
        is_there = which in {webcam.address for webcam in list_webcams()}
        return which if is_there else _Wrong("which", "Choose one of these cameras.")
    if not typed.strip():
        return _Wrong("address", "Type the address of the camera.")
    try:
        parse_live_address(typed)
    except CameraAddressError as error:
        has_beginning = typed.strip().lower().startswith(BEGINNINGS)
        return _Wrong("address", str(error) if has_beginning else NO_ADDRESS)
    return typed.strip()
