import base64
import hashlib
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from camera.pushed import MOST_BYTES, PushedCamera
from describe.engines.turns import Turns
from describe.posted import MOST_BYTES as MOST_BYTES_A_PHOTO
from describe.posted import PostedPhotos
from describe.settings import Settings
from describe.speech.sound import Style
from describe.status import Caption, Status
from tests.api_client import app_with
from tests.fakes import ToneSynthesizer
from tests.jpegs import jpeg_of
from tests.test_posted import ROOM, WordyDescriber
from tests.web_box import let_in, new_box
from web import create_app
from web.box import Box

LARGE = jpeg_of(np.random.default_rng(1).integers(0, 255, (1200, 1600, 3), np.uint8), quality=95)
"""Two megabytes, as phones take them."""


@pytest.fixture
def app_and_box(tmp_path: Path) -> tuple[Flask, Box]:
    photos = PostedPhotos(Turns(WordyDescriber()), Settings, Style, ToneSynthesizer)
    return app_with(tmp_path, phone=PushedCamera(lambda: 0.0), photos=photos)


@pytest.fixture
def browser(app_and_box: tuple[Flask, Box]) -> FlaskClient:
    return let_in(app_and_box[0])


@pytest.fixture
def box(app_and_box: tuple[Flask, Box]) -> Box:
    return app_and_box[1]


def start(browser: FlaskClient) -> int:
    answer = browser.post("/phone/start")
    assert answer.status_code == 200
    return int(answer.json["sender"])  # type: ignore[index]


def send(browser: FlaskClient, sender: object, jpeg: bytes = ROOM, **headers: str) -> TestResponse:
    digest = base64.b64encode(hashlib.sha256(jpeg).digest()).decode()
    given = {
        "X-Sender": str(sender),
        "X-Taken-At": "0",
        "X-Heard-Until": "0",
        "Content-Digest": f"sha-256=:{digest}:",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post("/phone/frame", data=jpeg, content_type="image/jpeg", headers=given)


def test_a_picture_reaches_the_camera_and_is_acknowledged_with_what_was_said(browser: FlaskClient, box: Box) -> None:
    box.board.put(Status(picture_trouble="It is dark.", captions=(Caption(1.0, "A door."), Caption(4.0, "A window."))))
    answer = send(browser, start(browser), X_Heard_Until="2.5")
    assert answer.status_code == 200
    assert answer.json == {
        "now": 0.0,
        "age_s": 0.0,
        "troubles": ["It is dark."],
        "said": [{"text": "A window.", "at_s": 4.0}],
    }
    assert box.phone is not None
    assert box.phone.latest(1.0).image.shape == (480, 640, 3)


def test_a_phone_that_stops_is_the_camera_no_more_and_one_that_was_relieved_is_told(
    browser: FlaskClient, box: Box
) -> None:
    assert box.phone is not None
    first, second = start(browser), start(browser)
    assert send(browser, first).status_code == 409
    assert send(browser, second).status_code == 200
    assert box.phone.is_sending
    assert browser.post("/phone/stop", headers={"X-Sender": str(second)}).status_code == 200
    assert not box.phone.is_sending


@pytest.mark.parametrize(
    ("jpeg", "headers", "status"),
    [
        (b"", {}, 400),
        (b"no picture", {}, 400),
        (ROOM[:-100], {}, 400),
        (ROOM, {"Content_Digest": ""}, 400),
        (ROOM, {"Content_Digest": "sha-256=:!!!:"}, 400),
        (ROOM, {"Content_Digest": "sha-256=:aaaa:"}, 400),
        (ROOM, {"X_Taken_At": "nan"}, 400),
        (ROOM, {"X_Taken_At": "soon"}, 400),
        (ROOM, {"X_Taken_At": "-60"}, 400),
        (ROOM, {"X_Heard_Until": "inf"}, 400),
        (ROOM, {"X_Sender": "-1"}, 400),
        (ROOM, {"X_Sender": "9" * 400}, 400),
        (ROOM, {"X_Sender": "²"}, 400),
        (ROOM, {"X_Sender": "77"}, 409),
        (b"\xff\xd8" + b"x" * MOST_BYTES, {}, 413),
    ],
    ids=range(15),
)
def test_what_is_no_picture_of_the_phone_that_sends_is_refused(
    browser: FlaskClient, box: Box, jpeg: bytes, headers: dict[str, str], status: int
) -> None:
    sender = start(browser)
    assert send(browser, sender, jpeg, **headers).status_code == status
    assert box.phone is not None
    assert not box.phone.is_sending
    assert send(browser, sender).status_code == 200


def test_without_a_session_or_its_proof_no_picture_is_taken(app_and_box: tuple[Flask, Box]) -> None:
    app, _ = app_and_box
    stranger = app.test_client()
    for path in ("start", "now", "frame", "stop", "picture"):
        assert stranger.post(f"/phone/{path}").status_code == 401
    known = let_in(app)
    known.environ_base.pop("HTTP_X_CSRF_TOKEN")
    assert known.post("/phone/start").status_code == 403
    assert known.post("/phone/start", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_page_may_use_the_camera_and_no_other_page_may(browser: FlaskClient) -> None:
    page = browser.get("/phone")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "screen-wake-lock=(self)" in page.headers["Permissions-Policy"]
    assert "camera=()" in browser.get("/pair").headers["Permissions-Policy"]


def post_picture(browser: FlaskClient, content: bytes) -> TestResponse:
    """Post it as a form does, made by hand: the form of the test client would put a large one on the disk itself."""
    head = b'--edge\r\nContent-Disposition: form-data; name="picture"; filename="IMG_0001.jpg"\r\n\r\n'
    return browser.post(
        "/phone/picture", data=head + content + b"\r\n--edge--\r\n", content_type="multipart/form-data; boundary=edge"
    )


def test_without_a_script_one_picture_is_described_on_the_page(browser: FlaskClient) -> None:
    answer = post_picture(browser, ROOM)
    assert answer.status_code == 303
    page = browser.get(answer.location)
    assert "A table. Two chairs." in page.text
    assert "<title>Described: " in page.text


@pytest.mark.parametrize("content", [b"", b"no picture", ROOM[:3000]], ids=["none", "text", "half"])
def test_what_is_no_picture_is_an_error_beside_its_field(browser: FlaskClient, content: bytes) -> None:
    page = post_picture(browser, content)
    assert page.status_code == 400
    assert "<title>Error: " in page.text
    assert 'href="#picture"' in page.text
    assert 'id="picture-error"' in page.text
    assert 'aria-describedby="picture-help picture-error"' in page.text


def test_no_uploaded_picture_touches_the_disk(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a picture would have been written to the disk")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    assert post_picture(browser, LARGE).status_code == 303


def test_a_picture_that_is_too_large_is_told_so(browser: FlaskClient) -> None:
    assert post_picture(browser, b"x" * (MOST_BYTES_A_PHOTO + 1)).status_code == 413


def test_where_no_phone_can_be_the_camera_the_page_is_not_in_the_menu_and_its_script_gets_no_further(
    tmp_path: Path,
) -> None:
    browser = let_in(create_app(new_box(tmp_path)))
    assert 'href="/phone"' not in browser.get("/phone").text
    for path in ("start", "frame", "stop"):
        assert browser.post(f"/phone/{path}").status_code == 503


def test_the_page_is_in_the_menu_where_a_phone_can_be_the_camera(browser: FlaskClient) -> None:
    assert 'href="/phone"' in browser.get("/phone").text
