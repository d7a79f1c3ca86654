"""The page about the camera: another one is chosen, the listener hears it, and no secret in an address is shown."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from camera.figures import Brightness, Figures, Focus
from describe.status import Status
from tests.test_address import EVIL
from tests.web_box import heard, let_in, new_box
from web import create_app
from web.box import Box
from web.camera_words import what_it_sees

SECRET = "rtsp://anna:Zq-orange-Zq@10.0.0.7/live"  # noqa: S105  # of nothing
TEST_PICTURE = Figures(Brightness.BRIGHT, Focus.SHARP, 30.2)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return new_box(tmp_path)


@pytest.fixture
def client(box: Box) -> FlaskClient:
    return let_in(create_app(box))


def choose(client: FlaskClient, box: Box, which: str, address: str = "", version: str = "") -> tuple[int, str]:
    form = {"which": which, "address": address, "version": version or box.settings.version}
    answer = client.post("/camera", data=form, base_url="https://localhost", follow_redirects=True)
    return answer.status_code, answer.text


def page(client: FlaskClient) -> str:
    return client.get("/camera", base_url="https://localhost").text


def test_another_camera_is_chosen_and_the_listener_hears_it(client: FlaskClient, box: Box) -> None:
    status, text = choose(client, box, "typed", " http://10.0.0.8/video ")
    assert status == 200
    assert "Saved" in text
    assert box.settings.snapshot().camera == "http://10.0.0.8/video"
    assert heard(box) == ["Your helper chose another camera."]
    choose(client, box, "first")
    assert box.settings.snapshot().camera == ""


def test_a_password_in_an_address_is_kept_and_never_shown_again(client: FlaskClient, box: Box) -> None:
    _, text = choose(client, box, "typed", SECRET)
    assert box.settings.snapshot().camera == SECRET
    for shown in (
        text,
        page(client),
        choose(client, box, "keep")[1],
        choose(client, box, "typed", "file:" + SECRET)[1],
    ):
        assert "Zq" not in shown
        assert "anna" not in shown
    assert "the stream from 10.0.0.7" in page(client)
    assert box.settings.snapshot().camera == SECRET


def test_an_evil_address_is_refused_in_words_and_nothing_changes(client: FlaskClient, box: Box) -> None:
    for address in (*EVIL, "/etc/passwd", "/etc", "video.mp4"):
        status, text = choose(client, box, "typed", address)
        assert status == 400, address
        assert "There is a problem" in text
    assert box.settings.snapshot().camera == ""
    assert heard(box) == []


def test_a_camera_that_is_not_in_the_list_is_refused(client: FlaskClient, box: Box) -> None:
    for which in ("/dev/video99", "", "/etc/passwd"):
        assert choose(client, box, which)[0] == 400
    assert box.settings.snapshot().camera == ""


def test_of_two_helpers_who_choose_at_once_the_second_is_told(client: FlaskClient, box: Box) -> None:
    version = box.settings.version
    choose(client, box, "typed", "http://one/v", version)
    status, text = choose(client, box, "typed", "http://two/v", version)
    assert status == 409
    assert "Somebody else changed the settings meanwhile" in text
    assert box.settings.snapshot().camera == "http://one/v"


def test_unknown_fields_and_bodies_that_are_too_long_are_refused(client: FlaskClient, box: Box) -> None:
    form = {"which": "first", "version": box.settings.version}
    assert client.post("/camera", data=form | {"is_admin": "1"}, base_url="https://localhost").status_code == 400
    assert (
        client.post("/camera", data=form | {"address": "x" * 10_000_000}, base_url="https://localhost").status_code
        == 413
    )
    twice = "which=first&which=typed&address=0"
    kind = "application/x-www-form-urlencoded"
    assert client.post("/camera", data=twice, content_type=kind, base_url="https://localhost").status_code == 400


def test_while_the_listener_has_locked_the_settings_nothing_is_changed(client: FlaskClient, box: Box) -> None:
    box.settings.change(is_locked=True)
    status, text = choose(client, box, "typed", "http://one/v")
    assert status == 403
    assert "locked" in text
    assert box.settings.snapshot().camera == ""


def test_the_camera_can_be_turned_from_the_page(client: FlaskClient, box: Box) -> None:
    form = {"is_upside_down": "on", "was": "", "version": box.settings.version}
    client.post("/settings/is_upside_down", data=form, base_url="https://localhost")
    assert box.settings.snapshot().is_upside_down
    assert heard(box) == ["Your helper says that the camera hangs upside down."]
    assert "Upside down" in page(client)


def test_the_page_says_what_the_camera_sees(client: FlaskClient, box: Box) -> None:
    box.board.put(Status(camera="webcam 0", frame_taken_at=box.clock(), figures=TEST_PICTURE))
    assert "I see a bright picture, sharp, 30 a second." in page(client)
    assert "In use: webcam 0." in page(client)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status(), "There is no picture yet. Wait a few seconds, then look again."),
        (Status(camera_trouble="I cannot see.", camera_reason="it was unplugged"), "I cannot see. It was unplugged."),
        (Status(frame_taken_at=90.0, figures=TEST_PICTURE), "The last picture came 10 seconds ago."),
        (
            Status(frame_taken_at=100.0, figures=Figures(Brightness.DARK, Focus.BLURRED, 3.0)),
            "I see a dark picture, blurred, 3 a second. Switch on a light. Wipe the lens, or hold the camera still.",
        ),
        (
            Status(frame_taken_at=100.0, figures=Figures(Brightness.BRIGHT, Focus.PLAIN, None)),
            "I see a bright picture. It is too plain to tell whether it is sharp.",
        ),
        (
            Status(frame_taken_at=100.0, figures=Figures(Brightness.DARK, Focus.PLAIN, 30.0, is_covered=True)),
            "I see nothing. The lens is covered, or it is completely dark.",
        ),
    ],
)
def test_what_is_wrong_with_the_picture_is_said_with_what_to_do(status: Status, expected: str) -> None:
    assert " ".join(what_it_sees(status, 100.0)).startswith(expected)
