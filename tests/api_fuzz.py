"""Sends the API what its description allows, and what it does not, and holds every answer to the description."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import hypothesis
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode, checks

from camera.pushed import PushedCamera
from describe.engines.turns import Turns
from describe.posted import PostedPhotos
from describe.settings import Settings
from describe.speech.sound import Style
from tests.api_client import ROOT, answered, app_with, tokens_of
from tests.fakes import ToneSynthesizer
from tests.jpegs import jpeg_of, png_of
from tests.scripted import room
from tests.test_posted import WordyDescriber
from web.tokens import Scope

HELD_TO = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
BUSY = 503
"""The one answer above 499 that is meant: it says when to come again."""
PICTURES = ((jpeg_of(room(1)), "image/jpeg"), (png_of(room(2)), "image/png"))


def fuzz(folder: Path, requests: int, seed: int) -> Counter[int]:
    """Send about so many requests; return how often each status came. Raises what schemathesis finds."""
    photos = PostedPhotos(Turns(WordyDescriber()), Settings, Style, ToneSynthesizer)
    app, box = app_with(folder, phone=PushedCamera(lambda: 0.0), photos=photos)
    token = tokens_of(app).make("fuzz", list(Scope))
    statuses: Counter[int] = Counter()
    with answered(box.inbox, "Here."):
        headers = {"Authorization": f"Bearer {token}"}
        schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app, headers=headers)
        operations = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]  # an error is raised
        each = max(1, requests // (2 * (len(operations) + 1)))
        for operation in operations:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _send(operation, mode, each, seed, headers, lambda: box.settings.version, statuses)
        _send_spoiled_pictures(app, 2 * each, seed, headers, statuses)
    return statuses


def _send(  # type: ignore[no-untyped-def]  # schemathesis's own kinds
    operation,
    mode,
    times: int,
    seed: int,
    headers: dict[str, str],
    version: Callable[[], str],
    statuses: "Counter[int]",
) -> None:
    rng = random.Random(seed)

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case) -> None:  # type: ignore[type-arg]
        if isinstance(case.body, dict) and "version" in case.body and rng.random() < 0.7:
            case.body["version"] = version()  # a change of what is there, and not only of what was
        answer = case.call(headers=headers)
        statuses[answer.status_code] += 1
        held_to = HELD_TO[1:] if answer.status_code == BUSY else HELD_TO
        case.validate_response(answer, checks=held_to)

    send()


def _send_spoiled_pictures(
    app: Flask, times: int, seed: int, headers: dict[str, str], statuses: "Counter[int]"
) -> None:
    """Send pictures that are cut short, flipped, doubled or of another kind than they say."""
    rng, client = random.Random(seed), app.test_client()
    for _ in range(times):
        content, kind = rng.choice(PICTURES)
        spoiled = bytearray(content)
        for _ in range(rng.choice((0, 1, 5, 50))):
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
        if rng.random() < 0.3:
            del spoiled[rng.randrange(len(spoiled)) :]
        if rng.random() < 0.1:
            kind = rng.choice(PICTURES)[1]
        answer = client.post(f"{ROOT}/photos", data=bytes(spoiled), content_type=kind, headers=headers)
        statuses[answer.status_code] += 1
        assert answer.status_code in (200, 400), answer.text
