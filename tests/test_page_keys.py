"""A helper sees what each key does and lets one do something else; the listener hears of it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from describe.controls.key_map import KeyMapError, key_map, with_key
from tests.web_box import let_in, new_box
from web import create_app
from web.box import Box

URL = "https://localhost"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return new_box(tmp_path)


@pytest.fixture
def helper(box: Box) -> FlaskClient:
    return let_in(create_app(box))


def put(helper: FlaskClient, box: Box, key: str, act: str) -> tuple[int, str]:
    form = {"key": key, "act": act, "version": box.settings.version}
    answer = helper.post("/keys", data=form, base_url=URL, follow_redirects=True)
    return answer.status_code, answer.text


def test_a_key_does_something_else_and_the_listener_hears_of_it(box: Box, helper: FlaskClient) -> None:
    status, text = put(helper, box, "F", "stop")
    assert status == 200
    assert key_map(box.settings.snapshot().keys)["f"] == "stop"
    assert "Your helper let a key do something else." in text
    put(helper, box, "space", "repeat")
    put(helper, box, "f", "nothing")
    assert box.settings.snapshot().keys == "space=repeat", "f does nothing as delivered, too"
    form = {"version": box.settings.version}
    text = helper.post("/keys/as-delivered", data=form, base_url=URL, follow_redirects=True).text
    assert box.settings.snapshot().keys == ""
    assert "Undo" in text


@pytest.mark.parametrize(("key", "act"), [("", "stop"), ("a, b", "stop"), ("x" * 30, "stop"), ("f", "fly")])
def test_what_is_no_key_or_no_act_is_refused_and_stays_in_the_form(
    box: Box, helper: FlaskClient, key: str, act: str
) -> None:
    status, text = put(helper, box, key, act)
    assert status == 400
    assert "<title>Error: Keys" in text
    assert f'value="{key}"' in text
    assert box.settings.snapshot().keys == ""


def test_a_comma_is_no_key_that_can_be_changed() -> None:
    with pytest.raises(KeyMapError):
        with_key("", ",", "stop")


def test_the_page_tells_what_every_key_does(helper: FlaskClient) -> None:
    text = helper.get("/keys", base_url=URL).text
    for words in ("Be silent at once", "s, escape, 0, volume down, stop", "Tell what each key does"):
        assert words in text
    assert "Remote control" in text
    assert "Covered lens pauses" in text
