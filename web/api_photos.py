"""Describes a picture that a program posts: a service for a shortcut on a phone, or for another program."""

import itertools
import json
import logging
from collections.abc import Iterator

from flask import Blueprint, Response, request

from camera.errors import BadPicture
from describe.describer import AskedToWait, DescriberError
from describe.posted import MOST_BYTES, PhotosBusy, PostedPhotos
from describe.request import Task
from describe.speech.sound import SynthesizerError
from web.access import needs, takes_up_to
from web.api_values import MOST_LETTERS, End, Sentence
from web.box import the_box
from web.strict_json import Declared, refuse
from web.tokens import Scope

PICTURES = ("image/jpeg", "image/png")
LINES = "application/x-ndjson"
WAV = "audio/wav"
TASKS = tuple(task.value for task in Task)
BUSY = "Pictures of others are being described. Try again in a moment."
FAILED = "I cannot describe this picture now. Try again in a moment."

log = logging.getLogger(__name__)
pages = Blueprint("api_photos", __name__, url_prefix="/api/v1")


@pages.post("/photos")
@needs(Scope.DESCRIBE)
@takes_up_to(MOST_BYTES)
def describe() -> Response:
    """Describe, read or search the picture in the body, or answer a question about it.

    The answer is a line of JSON for each sentence as it is written, or one WAV file with ?speech=wav.
    """
    task, question, is_spoken = _asked()
    if request.mimetype not in PICTURES:
        refuse(415, "Send a JPEG or PNG picture, with the header Content-Type: image/jpeg or image/png.")
    photos = the_box().photos
    if photos is None:
        refuse(503, "No pictures are described here.")
    try:
        sentences = photos.describe(request.get_data(), task, question)
        first = next(sentences, None)
    except PhotosBusy:
        refuse(429, BUSY, Retry_After="5")
    except AskedToWait:
        refuse(503, "I am describing for the listener. Try again in a moment.", Retry_After="3")
    except BadPicture as error:
        refuse(400, str(error))
    except DescriberError:
        log.exception("a posted picture was not described")
        refuse(503, FAILED, Retry_After="5")
    every = itertools.chain([] if first is None else [first], sentences)
    return _spoken(every, photos) if is_spoken else Response(_lines(every), mimetype=LINES)


def _asked() -> tuple[Task, str, bool]:
    if unknown := request.args.keys() - {"task", "question", "speech"}:
        refuse(400, f"There is no {min(unknown)[:40]!r} here: use task, question and speech.")
    given, question = request.args.get("task", "describe"), request.args.get("question", "").strip()
    if given not in TASKS:
        refuse(400, f"A task is one of {', '.join(TASKS)}.")
    if len(question) > MOST_LETTERS:
        refuse(400, f"A question has at most {MOST_LETTERS} letters.")
    task = Task(given)
    if (task in (Task.ASK, Task.FIND)) != bool(question):
        refuse(400, "Give a question with the tasks ask and find, and with no other.")
    if request.args.get("speech", "wav") != "wav":
        refuse(400, "Speech is given as wav.")
    return task, question, "speech" in request.args


def _lines(sentences: Iterator[str]) -> Iterator[str]:
    """Yield a line for each sentence, and one that says whether these were all."""
    try:
        for sentence in sentences:
            yield _line(Sentence(text=sentence))
    except DescriberError:
        log.exception("a posted picture was not described to its end")
        yield _line(End(is_whole=False, error=FAILED))
        return
    yield _line(End(is_whole=True))


def _line(value: Declared) -> str:
    return json.dumps(value.model_dump(exclude_defaults=True), ensure_ascii=False) + "\n"


def _spoken(sentences: Iterator[str], photos: PostedPhotos) -> Response:
    try:
        return Response(photos.spoken(" ".join(sentences)), mimetype=WAV)
    except PhotosBusy:
        refuse(429, BUSY, Retry_After="5")
    except DescriberError:
        log.exception("a posted picture was not described to its end")
        refuse(503, FAILED, Retry_After="5")
    except SynthesizerError:
        log.exception("the words about a posted picture were not spoken")
        refuse(503, "I have no voice for this now. Ask for the text.")
