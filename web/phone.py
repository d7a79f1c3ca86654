"""Use this phone as the camera: the page, and what its script sends, one picture after the other."""

import base64
import binascii
import logging
import math

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from camera.errors import BadPicture, CameraLost
from camera.pushed import MOST_BYTES as MOST_BYTES_A_FRAME
from camera.pushed import PushedCamera
from describe.describer import DescriberError
from describe.posted import MOST_BYTES as MOST_BYTES_A_PHOTO
from describe.posted import PhotosBusy
from web.access import takes_up_to, uses_camera
from web.box import the_box
from web.notices import Notice, go_on_to
from web.strict_json import refuse

NO_PICTURE = "Choose a picture first, or take one."
BUSY = "I am busy with another picture. Try again in a moment."
FAILED = "I cannot describe this picture now. Try again in a moment."
NOTHING = "I see nothing there that I can put into words."

log = logging.getLogger(__name__)
pages = Blueprint("phone", __name__, url_prefix="/phone")


@pages.get("")
@uses_camera
def page() -> str:
    """Show the button that starts the camera, and a way to send one picture without a script."""
    return render_template("phone.html", has_photos=the_box().photos is not None)


@pages.post("/start")
def start() -> Response:
    """Let this phone be the camera from now on; return the number that stands for it."""
    return jsonify(sender=_phone().begin(), now=the_box().clock())


@pages.post("/now")
def now() -> Response:
    """Return the moment on the box's clock: the script works out from it when its pictures were taken."""
    return jsonify(now=the_box().clock())


@pages.post("/frame")
@takes_up_to(MOST_BYTES_A_FRAME)
def frame() -> Response:
    """Take one picture and acknowledge it, with what was said since; only then does the script send the next one."""
    box, phone, heard_until_s = the_box(), _phone(), _number("X-Heard-Until")
    try:
        taken = phone.push(_sender(), request.get_data(), _number("X-Taken-At"), _digest())
    except CameraLost as error:
        refuse(409, str(error))
    except BadPicture as error:
        refuse(400, str(error))
    status = box.board.get()
    return jsonify(
        now=box.clock(),
        age_s=round(taken.age_s(box.clock()), 3),
        troubles=status.troubles,
        said=[{"text": one.text, "at_s": one.at_s} for one in status.captions if one.at_s > heard_until_s],
    )


@pages.post("/stop")
def stop() -> Response:
    """Take note that this phone is no longer the camera."""
    phone = _phone()
    phone.end(_sender())
    return jsonify(now=the_box().clock())


@pages.post("/picture")
@takes_up_to(MOST_BYTES_A_PHOTO)
def picture() -> ResponseReturnValue:
    """Describe one picture that was chosen or taken."""
    photos, file = the_box().photos, request.files.get("picture")
    if photos is None:
        abort(503)
    content = file.read() if file else b""
    if not content:
        return _wrong(NO_PICTURE, 400)
    try:
        words = " ".join(photos.describe(content))
    except BadPicture as error:
        return _wrong(str(error), 400)
    except PhotosBusy:
        return _wrong(BUSY, 429)
    except DescriberError:
        log.exception("a posted picture was not described")
        return _wrong(FAILED, 503)
    return go_on_to("phone.page", Notice(words or NOTHING, "Described"))


def _wrong(words: str, status: int) -> tuple[str, int]:
    return render_template("phone.html", has_photos=True, problems=[("picture", words)]), status


def _phone() -> PushedCamera:
    phone = the_box().phone
    if phone is None:
        abort(503)
    return phone


def _sender() -> int:
    given = request.headers.get("X-Sender", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        refuse(400, "Start the camera first.")
    return int(given)


def _number(header: str) -> float:
    try:
        given = float(request.headers.get(header, "nan"))
    except ValueError:
        given = math.nan
    if not math.isfinite(given):
        refuse(400, f"The header {header} is no number.")
    return given


def _digest() -> bytes:
    """Return the SHA-256 in the header Content-Digest of RFC 9530."""
    given = request.headers.get("Content-Digest", "")
    try:
        return base64.b64decode(given.removeprefix("sha-256=:").removesuffix(":"), validate=True)
    except (ValueError, binascii.Error):
        refuse(400, "The header Content-Digest is no SHA-256: the picture could be damaged.")
