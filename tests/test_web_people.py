"""The page about who may come in: seen, sent away at once, programs let in by a token that is shown once."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from describe import helper_acts
from describe.commands import Act, Do
from tests.test_history import no_room
from tests.web_box import heard, let_in, new_box
from web import create_app
from web.box import Box
from web.certificate import certificate_for
from web.cookies import SESSION
from web.door import door_of


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return new_box(tmp_path)


@pytest.fixture
def app(box: Box) -> Flask:
    return create_app(box)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return let_in(app)


def post(client: FlaskClient, path: str, **fields: str) -> tuple[int, str]:
    answer = client.post(path, data=fields, base_url="https://localhost", follow_redirects=True)
    return answer.status_code, answer.text


def page(client: FlaskClient, path: str = "/people") -> str:
    answer = client.get(path, base_url="https://localhost")
    assert answer.status_code == 200, path
    return answer.text


def other_id(app: Flask) -> str:
    return next(one.id for one in door_of(app).sessions.list() if one.name == "another phone")


def another(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(SESSION, door_of(app).sessions.new("another phone"), domain="localhost", secure=True)
    return client


def test_a_phone_is_sent_away_after_a_question_from_its_next_request_on(
    app: Flask, client: FlaskClient, box: Box
) -> None:
    other = another(app)
    assert "another phone" in page(client)
    assert "a test (the one in your hand)" in page(client)
    path = f"/people/phones/{other_id(app)}/revoke"
    assert "Send another phone away?" in page(client, path)
    assert page(other)
    status, text = post(client, path)
    assert status == 200
    assert "another phone is let in no more." in text
    assert heard(box) == [helper_acts.SENDS_AWAY]
    assert other.get("/people", base_url="https://localhost").status_code == 302
    assert post(client, path)[0] == 404


def test_all_others_can_be_sent_away_at_once(app: Flask, client: FlaskClient, box: Box) -> None:
    others = [another(app) for _ in range(3)]
    post(client, "/people/others/revoke")
    assert heard(box) == [helper_acts.SENDS_ALL_AWAY]
    assert all(other.get("/", base_url="https://localhost").status_code == 302 for other in others)
    assert "a test" in page(client)


def test_two_phones_of_one_name_are_told_apart(app: Flask, client: FlaskClient) -> None:
    for _ in range(3):
        another(app)
    text = page(client)
    for name in ("another phone", "another phone (2)", "another phone (3)"):
        assert f">Send away {name}<" in text


def test_who_sends_itself_away_is_out(app: Flask, client: FlaskClient) -> None:
    (own,) = door_of(app).sessions.list()
    assert "This is the one in your hand." in page(client, f"/people/phones/{own.id}/revoke")
    client.post(f"/people/phones/{own.id}/revoke", base_url="https://localhost")
    assert client.get("/people", base_url="https://localhost").status_code == 302


def test_sending_away_works_also_while_everything_is_locked_or_the_box_is_busy(
    app: Flask, client: FlaskClient, box: Box
) -> None:
    box.settings.change(is_locked=True)
    other = another(app)
    while box.inbox.put(Do(Act.STATE)) is not None:
        pass
    assert post(client, f"/people/phones/{other_id(app)}/revoke")[0] == 200
    assert other.get("/", base_url="https://localhost").status_code == 302


def test_a_token_is_shown_once_may_do_what_was_allowed_and_is_good_no_more_once_revoked(
    app: Flask, client: FlaskClient, box: Box
) -> None:
    fields = {"name": "Shortcut", "scopes.read": "on", "scopes.control": "on"}
    answer = client.post("/people/tokens/new", data=fields, base_url="https://localhost")
    assert answer.status_code == 303
    assert "lookaloud_" not in answer.headers["Location"]
    assert another(app).get(answer.headers["Location"], base_url="https://localhost").status_code == 404
    answer = client.post("/people/tokens/new", data=fields, base_url="https://localhost")
    text = page(client, answer.headers["Location"])
    assert client.get(answer.headers["Location"], base_url="https://localhost").status_code == 404, "it is shown once"
    token = text[text.index("lookaloud_") :].split("<")[0]
    assert heard(box) == 2 * [helper_acts.LETS_PROGRAM_IN]
    assert token not in page(client)
    assert "Allowed: See what it does and what it said. Give commands and ask questions. It was never used." in page(
        client
    )
    assert b"lookaloud_" not in (box.folder / "tokens.json").read_bytes()
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    assert program.get("/api/v1/state", base_url="https://localhost").status_code == 200
    assert "last used: just now" in page(client)
    path = page(client).split("/people/tokens/")[1].split("/revoke")[0]
    unused = page(client).split("/people/tokens/")[2].split("/revoke")[0]
    assert "Send the program Shortcut away?" in page(client, f"/people/tokens/{path}/revoke")
    for each in (path, unused):
        post(client, f"/people/tokens/{each}/revoke")
    assert heard(box) == 2 * [helper_acts.SENDS_PROGRAM_AWAY]
    assert program.get("/api/v1/state", base_url="https://localhost").status_code == 401


def test_a_token_needs_a_name_and_something_that_it_may_do(client: FlaskClient, box: Box) -> None:
    status, text = post(client, "/people/tokens/new", name=" ")
    assert status == 400
    assert "Give it a name" in text
    assert "Choose at least one thing" in text
    assert post(client, "/people/tokens/new", name="x" * 61, **{"scopes.read": "on"})[0] == 400
    assert post(client, "/people/tokens/new", name="x", **{"scopes.all": "on"})[0] == 400
    assert "No program is let in." in page(client)
    assert heard(box) == []


def test_where_the_listener_cannot_be_told_or_the_disk_is_full_no_token_is_made(client: FlaskClient, box: Box) -> None:
    fields = {"name": "Shortcut", "scopes.read": "on"}
    with no_room():
        status, text = post(client, "/people/tokens/new", **fields)
    assert status == 500
    assert "The token could not be kept" in text
    while box.inbox.put(Do(Act.STATE)) is not None:
        pass
    assert post(client, "/people/tokens/new", **fields)[0] == 503
    box.settings.change(is_locked=True)
    assert post(client, "/people/tokens/new", **fields)[0] == 403
    assert "No program is let in." in page(client)


def test_a_name_with_markup_in_it_is_only_text(client: FlaskClient) -> None:
    post(client, "/people/tokens/new", name="<script>alert(1)</script>", **{"scopes.read": "on"})
    assert "<script>alert" not in page(client)
    assert "&lt;script&gt;" in page(client)


def test_the_fingerprint_is_shown_and_the_private_key_is_not(client: FlaskClient, box: Box) -> None:
    assert "The certificate cannot be read just now." in page(client)
    made = certificate_for(box.folder / "certificate.pem", ["lookaloud.local"])
    assert made.fingerprint in page(client)
    assert "PRIVATE" not in page(client)


def test_how_another_phone_comes_in_is_explained_and_nothing_here_opens_the_door(
    app: Flask, client: FlaskClient
) -> None:
    assert "Only somebody at the box can do that" in page(client)
    for rule in app.url_map.iter_rules():
        if str(rule).startswith("/people") and "POST" in (rule.methods or ()) and not rule.arguments:
            client.post(str(rule), base_url="https://localhost")
    assert not door_of(app).pairing.is_open
