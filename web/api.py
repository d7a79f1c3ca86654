"""The API for programs: what it is doing, and what can be asked of it. Each route needs a token for its scope."""

import importlib.metadata
from concurrent.futures import TimeoutError as NotYet

from flask import Blueprint, Response, current_app, jsonify

from describe.commands import ONLY_AT_THE_BOX, Ask, Do, Find
from describe.commands import Command as BoxCommand
from web import openapi
from web.access import needs
from web.api_values import Answer, Command, Question, Said, Search, State
from web.box import the_box
from web.strict_json import body, refuse
from web.tokens import Scope

ROOT = "/api/v1"
WAITS_S = 15.0
"""How long an answer is waited for. A model gets 10 seconds for its first word."""

pages = Blueprint("api", __name__, url_prefix=ROOT)


@pages.get("/openapi.json")
@needs(Scope.READ)
def description() -> Response:
    """Return what this API is, as OpenAPI 3.1."""
    return jsonify(openapi.document())


@pages.get("/state")
@needs(Scope.READ)
def state() -> Response:
    """Return what it is doing, what is wrong, and what it said last."""
    box = the_box()
    status, now = box.board.get(), box.clock()
    since_start_s = now - box.journal.began_at
    taken_at = status.frame_taken_at
    found = State(
        version=importlib.metadata.version("lookaloud"),
        state=str(status.state),
        camera=status.camera,
        sound=status.sound,
        engine=status.engine,
        troubles=list(status.troubles),
        silent_because=status.silent_because,
        picture_age_s=None if taken_at is None else round(max(0.0, now - taken_at), 3),
        looks=status.looks,
        is_phone_camera=box.phone is not None and box.phone.is_sending,
        said=[
            Said(text=one.text, seconds_ago=round(max(0.0, since_start_s - one.at_s), 3), is_heard=one.is_heard)
            for one in status.captions
        ],
    )
    return jsonify(found.model_dump())


@pages.post("/commands")
@needs(Scope.CONTROL)
def command() -> tuple[Response, int]:
    """Do one of the acts."""
    act = body(Command).act
    if act in ONLY_AT_THE_BOX:
        refuse(403, "Only the listener can do that, at the box.")
    return _answer_to(Do(act))


@pages.post("/questions")
@needs(Scope.CONTROL)
def question() -> tuple[Response, int]:
    """Answer a question about what the camera sees; the answer is spoken at the box, too, if wanted."""
    asked = body(Question)
    return _answer_to(Ask(asked.question.strip(), is_aloud=asked.aloud))


@pages.post("/searches")
@needs(Scope.CONTROL)
def search() -> tuple[Response, int]:
    """Say where a thing is; it is spoken at the box, too, if wanted."""
    asked = body(Search)
    return _answer_to(Find(asked.thing.strip(), asked.aloud))


def _answer_to(wanted: BoxCommand) -> tuple[Response, int]:
    waiting = the_box().inbox.put(wanted)
    if waiting is None:
        refuse(503, "The box is still busy with what was asked before. Try again in a moment.", Retry_After="2")
    try:
        words = waiting.result(current_app.config.get("ANSWER_WITHIN_S", WAITS_S))
    except NotYet:
        return jsonify(Answer(answer=None).model_dump()), 202
    return jsonify(Answer(answer=words).model_dump()), 200
