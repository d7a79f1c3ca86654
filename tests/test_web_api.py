import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from camera.pushed import PushedCamera
from describe import phrases
from describe.commands import Act, Ask, Do, Find, Tell
from describe.inbox import MOST
from describe.status import Caption, State, Status
from tests.api_client import ROOT, answered, app_with, program, tokens_of
from tests.jpegs import jpeg_of, push
from tests.scripted import room
from tests.web_box import let_in
from web.box import Box
from web.strict_json import LONGEST
from web.tokens import Scope


@pytest.fixture
def app_and_box(tmp_path: Path) -> tuple[Flask, Box]:
    app, box = app_with(tmp_path)
    app.config["ANSWER_WITHIN_S"] = 2.0
    return app, box


@pytest.fixture
def app(app_and_box: tuple[Flask, Box]) -> Flask:
    return app_and_box[0]


@pytest.fixture
def box(app_and_box: tuple[Flask, Box]) -> Box:
    return app_and_box[1]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return program(app)


def version_of(client: FlaskClient) -> str:
    return str(client.get(f"{ROOT}/settings").json["version"])  # type: ignore[index]


def change(client: FlaskClient, **changes: object) -> tuple[int, dict[str, object]]:
    answer = client.patch(f"{ROOT}/settings", json={"version": version_of(client), "changes": changes})
    return answer.status_code, answer.json or {}


def test_the_state_is_what_stands_on_the_board(client: FlaskClient, box: Box) -> None:
    box.board.put(
        Status(
            State.WATCHING,
            camera="webcam 0",
            engine="senses",
            picture_trouble=phrases.DARK,
            frame_taken_at=box.clock(),
            captions=(Caption(0.0, "A door."),),
        )
    )
    box.clock.wait(2.0)  # type: ignore[attr-defined]
    found = client.get(f"{ROOT}/state").json
    assert found is not None
    assert (found["state"], found["camera"], found["engine"]) == ("watching", "webcam 0", "senses")
    assert found["troubles"] == [phrases.DARK]
    assert found["picture_age_s"] == 2.0
    assert found["said"] == [{"text": "A door.", "seconds_ago": 2.0, "is_heard": True}]
    assert found["is_phone_camera"] is False


def test_that_a_phone_is_the_camera_can_be_seen(tmp_path: Path) -> None:
    phone = PushedCamera(lambda: 0.0)
    app, _ = app_with(tmp_path, phone=phone)
    push(phone, phone.begin(), jpeg_of(room(1)), 0.0)
    assert program(app).get(f"{ROOT}/state").json["is_phone_camera"] is True  # type: ignore[index]


def test_a_command_a_question_and_a_search_reach_the_narrator_and_bring_its_words_back(
    client: FlaskClient, box: Box
) -> None:
    asked = [
        ("commands", {"act": "go-on"}, Do(Act.GO_ON)),
        ("questions", {"question": " What is this? "}, Ask("What is this?")),
        ("searches", {"thing": "my cup"}, Find("my cup")),
        ("questions", {"question": "Who?", "aloud": False}, Ask("Who?", is_aloud=False)),
        ("searches", {"thing": "my cup", "aloud": False}, Find("my cup", is_aloud=False)),
    ]
    with answered(box.inbox, "Here.") as orders:
        for path, body, _ in asked:
            answer = client.post(f"{ROOT}/{path}", json=body)
            assert (answer.status_code, answer.json) == (200, {"answer": "Here."})
    assert [order.command for order in orders] == [command for _, _, command in asked]


def test_an_answer_that_takes_long_is_not_waited_for_without_end(app: Flask, client: FlaskClient) -> None:
    app.config["ANSWER_WITHIN_S"] = 0.05
    answer = client.post(f"{ROOT}/questions", json={"question": "What is this?"})
    assert (answer.status_code, answer.json) == (202, {"answer": None})


def test_where_too_much_waits_it_says_so_and_when_to_come_again(app: Flask, client: FlaskClient, box: Box) -> None:
    for _ in range(MOST):
        box.inbox.put(Tell("one more"))
    answer = client.post(f"{ROOT}/commands", json={"act": "describe"})
    assert answer.status_code == 503
    assert "busy" in answer.json["error"]  # type: ignore[index]
    assert answer.headers["Retry-After"] == "2"


def test_a_setting_is_changed_and_the_listener_is_told(client: FlaskClient, box: Box) -> None:
    status, found = change(client, words_per_minute=120)
    assert status == 200
    assert box.settings.snapshot().words_per_minute == 120
    order = box.inbox.take()
    assert order is not None
    assert order.command == Tell(str(found["told"]))
    assert "slower" in str(found["told"])
    assert found["version"] == box.settings.version


def test_of_two_that_change_at_once_the_second_is_told_and_nothing_is_lost(client: FlaskClient, box: Box) -> None:
    seen = version_of(client)
    first = client.patch(f"{ROOT}/settings", json={"version": seen, "changes": {"words_per_minute": 120}})
    second = client.patch(f"{ROOT}/settings", json={"version": seen, "changes": {"words_per_minute": 300}})
    assert (first.status_code, second.status_code) == (200, 409)
    assert "changed" in second.json["error"]  # type: ignore[index]
    assert box.settings.snapshot().words_per_minute == 120


def test_a_locked_box_lets_no_program_change_anything(client: FlaskClient, box: Box) -> None:
    box.settings.change(is_locked=True)
    assert change(client, words_per_minute=120)[0] == 423
    assert box.settings.snapshot().words_per_minute == 180


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"words_per_minute": 9000}, 400),
        ({"words_per_minute": "120"}, 400),
        ({"words_per_minute": True}, 400),
        ({"words_per_minute": 120.5}, 400),
        ({"sounds": 1}, 400),
        ({"detail": "endless"}, 400),
        ({"camera": "file:///etc/passwd"}, 400),
        ({"camera": "http://me:secret@"}, 400),
        ({"camera": "x" * 2000}, 400),
        ({"camera": "/"}, 400),
        ({"server": "ftp://me:secret@10.0.0.7"}, 400),
        ({"server": "http://169.254.169.254/latest#secret"}, 400),
        ({"engine": "../../etc"}, 400),
        ({"keys": "f=fly"}, 400),
        ({"nothing": 1}, 400),
        ({"is_locked": False}, 423),
        ({"is_safety_told": True}, 423),
        ({}, 400),
    ],
)
def test_what_is_no_value_of_a_setting_is_refused_in_words_and_nothing_changes(
    client: FlaskClient, box: Box, changes: dict[str, object], status: int
) -> None:
    before = box.settings.snapshot()
    found, answer = change(client, **changes)
    assert found == status
    assert len(str(answer["error"]).split()) > 3
    assert "secret" not in str(answer)
    assert box.settings.snapshot() == before
    assert box.inbox.take() is None


def test_a_password_in_an_address_is_not_shown_and_survives_a_change_of_everything_shown(
    client: FlaskClient, box: Box
) -> None:
    box.settings.change(camera="rtsp://me:hunter2@10.0.0.7/live")
    answer = client.get(f"{ROOT}/settings")
    assert "hunter2" not in answer.text
    shown = {
        name: value
        for name, value in answer.json["settings"].items()  # type: ignore[index]
        if name not in ("schema_number", "is_safety_told", "is_locked")
    }
    status, found = change(client, **(shown | {"words_per_minute": 120}))
    assert status == 200
    assert "hunter2" not in json.dumps(found)
    assert box.settings.snapshot().camera == "rtsp://me:hunter2@10.0.0.7/live"


BODIES = [
    (b"", "proper JSON"),
    (b"{", "proper JSON"),
    (b"null", "object"),
    (b'"stop"', "object"),
    (b'{"act": "stop", "act": "pause"}', "twice"),
    (b'{"act": "stop", "x": 1}', "x"),
    (b'{"act": "fly"}', "describe"),
    (b'{"act": NaN}', "NaN"),
    (b'{"act": Infinity}', "Infinity"),
    (b'{"act": null}', "act"),
    (b"[" * 10_000, "deep"),
    (b'{"act":' * 2_000, "deep"),
    (b'{"act": "\\ud800"}', "JSON"),
    (b'{"act": "\xff"}', "UTF-8"),
    (b'{"act": 1' + b"0" * 5_000 + b"}", "too long"),
    (b'{"act": 1e999}', "describe"),
]


@pytest.mark.parametrize(("content", "word"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_not_exactly_what_was_declared_is_refused_in_words(
    client: FlaskClient, box: Box, content: bytes, word: str
) -> None:
    answer = client.post(f"{ROOT}/commands", data=content, content_type="application/json")
    assert answer.status_code == 400
    assert word in answer.json["error"]  # type: ignore[index]
    assert box.inbox.take() is None


@pytest.mark.parametrize("question", ["", " ", "x" * 501, 7, None, ["What?"]])
def test_what_is_no_question_is_not_asked(client: FlaskClient, box: Box, question: object) -> None:
    assert client.post(f"{ROOT}/questions", json={"question": question}).status_code == 400
    assert box.inbox.take() is None


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(client: FlaskClient) -> None:
    answer = client.patch(f"{ROOT}/settings", data=b" " * 10_000_000, content_type="application/json")
    assert answer.status_code == 413
    assert answer.json["error"]  # type: ignore[index]
    assert (
        client.post(f"{ROOT}/commands", data=b" " * (LONGEST + 1), content_type="application/json").status_code == 413
    )


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_of_another_site_could_send_is_not_taken_for_json(client: FlaskClient, kind: str) -> None:
    answer = client.post(f"{ROOT}/commands", data=b'{"act": "stop"}', content_type=kind)
    assert answer.status_code == 415


ROUTES = [
    ("GET", "state", Scope.READ),
    ("GET", "settings", Scope.READ),
    ("GET", "openapi.json", Scope.READ),
    ("PATCH", "settings", Scope.SETTINGS),
    ("POST", "commands", Scope.CONTROL),
    ("POST", "questions", Scope.CONTROL),
    ("POST", "searches", Scope.CONTROL),
    ("POST", "photos", Scope.DESCRIBE),
]


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_a_route_is_closed_without_a_token_with_a_forged_one_and_with_one_for_something_else(
    app: Flask, method: str, path: str, scope: Scope
) -> None:
    others = program(app, *(other for other in Scope if other is not scope))
    revoked = program(app, scope)
    for token in tokens_of(app).all():
        if token.scopes == {scope}:
            tokens_of(app).revoke(token.id)
    forged, none = app.test_client(), app.test_client()
    forged.environ_base["HTTP_AUTHORIZATION"] = "Bearer lookaloud_" + "a" * 43
    asked = [(none, 401), (forged, 401), (revoked, 401), (others, 403)]
    for one, status in asked:
        answer = one.open(f"{ROOT}/{path}", method=method, json={"act": "stop"} if method != "GET" else None)
        assert answer.status_code == status
        assert answer.json["error"]  # type: ignore[index]


def test_a_session_of_a_browser_is_no_token(app: Flask) -> None:
    browser = let_in(app)
    assert browser.get(f"{ROOT}/state").status_code == 401
    assert browser.post(f"{ROOT}/commands", json={"act": "stop"}).status_code == 401
