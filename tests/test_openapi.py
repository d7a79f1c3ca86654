import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from describe.status import Caption, Status
from tests.api_client import ROOT, answered, app_with, program
from web.access import access_of
from web.box import Box
from web.openapi import OPERATIONS, document

DOCUMENT: dict[str, Any] = json.loads(json.dumps(document()))  # Any: JSON of any shape


@pytest.fixture
def app_and_box(tmp_path: Path) -> tuple[Flask, Box]:
    return app_with(tmp_path)


def described() -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(ROOT):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, rule.rule.removeprefix(ROOT), rule.endpoint


def test_each_route_of_the_api_is_in_it_and_the_other_way_round(app_and_box: tuple[Flask, Box]) -> None:
    app, _ = app_and_box
    assert {(method, path) for method, path, _ in routes(app)} == described()


def test_the_scope_of_each_route_is_the_one_that_it_tells(app_and_box: tuple[Flask, Box]) -> None:
    app, _ = app_and_box
    told = {(one.method.upper(), one.path): one.scope for one in OPERATIONS}
    for method, path, endpoint in routes(app):
        assert access_of(app.view_functions[endpoint]).scope == told[method, path]


def test_every_schema_in_it_is_one() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}), name


def test_every_reference_leads_somewhere() -> None:
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))
    assert names
    assert names <= DOCUMENT["components"]["schemas"].keys()


def schema_for(method: str, path: str, status: int) -> dict[str, Any]:
    content = DOCUMENT["paths"][path][method]["responses"][str(status)]["content"]["application/json"]
    return {**content["schema"], "components": DOCUMENT["components"]}


def test_what_is_answered_is_what_it_promises(app_and_box: tuple[Flask, Box]) -> None:
    app, box = app_and_box
    box.board.put(Status(captions=(Caption(0.0, "A door."),), frame_taken_at=0.0))
    client = program(app)
    version = box.settings.version
    with answered(box.inbox, "Here."):
        asked = [
            ("get", "/state", None, 200),
            ("get", "/settings", None, 200),
            ("get", "/openapi.json", None, 200),
            ("patch", "/settings", {"version": version, "changes": {"volume": 50}}, 200),
            ("patch", "/settings", {"version": version, "changes": {"volume": 40}}, 409),
            ("patch", "/settings", {"version": version, "changes": {"volume": 4000}}, 400),
            ("patch", "/settings", {"version": version, "changes": {"is_locked": True}}, 423),
            ("post", "/commands", {"act": "describe"}, 200),
            ("post", "/commands", {"act": "fly"}, 400),
            ("post", "/questions", {"question": "What?"}, 200),
            ("post", "/searches", {"thing": "cup"}, 200),
        ]
        for method, path, body, status in asked:
            answer = client.open(ROOT + path, method=method.upper(), json=body)
            assert answer.status_code == status, answer.text
            jsonschema_rs.validate(schema_for(method, path, status), answer.json)
    wrong = app.test_client().get(f"{ROOT}/state")
    jsonschema_rs.validate(schema_for("get", "/state", 401), wrong.json)


def test_a_promise_that_is_broken_would_be_noticed() -> None:
    for broken in ({"answer": 7}, {"answer": "x", "more": 1}, {}):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(schema_for("post", "/commands", 200), broken)
