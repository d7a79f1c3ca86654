"""Settings are changed from the page only in ways that the listener hears of, agrees to, and that can be undone."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from describe.commands import Tell
from describe.inbox import MOST
from describe.settings import Settings
from describe.settings_file import SettingsFile
from tests.web_box import let_in, new_box
from web import create_app
from web.box import Box


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return new_box(tmp_path)


@pytest.fixture
def helper(box: Box) -> FlaskClient:
    return let_in(create_app(box))


def heard(box: Box) -> list[str]:
    words = []
    while (order := box.inbox.take()) is not None:
        assert isinstance(order.command, Tell)
        words.append(order.command.words)
    return words


def change(helper: FlaskClient, box: Box, name: str, text: str, **more: str) -> tuple[int, str]:
    """Post as the form of this moment would, and return where that leads and what stands there."""
    form = {name: text, "version": box.settings.version, **more}
    answer = helper.post(f"/settings/{name}", data=form, follow_redirects=True, base_url=URL)
    return answer.status_code, answer.text


URL = "https://localhost"


def test_a_slower_voice_is_saved_told_and_shown(box: Box, helper: FlaskClient) -> None:
    status, text = change(helper, box, "words_per_minute", "140")
    assert status == 200
    assert box.settings.snapshot().words_per_minute == 140
    assert heard(box) == ["Your helper made the voice slower."]
    assert "<title>Saved: Voice " in text
    assert "Your helper made the voice slower." in text


def test_undo_takes_the_change_back_and_says_so(box: Box, helper: FlaskClient) -> None:
    _, text = change(helper, box, "words_per_minute", "140")
    version = re.search(r'action="/undo".*?name="version" value="(\w+)"', text, re.S)
    assert version is not None
    form = {"version": version[1], "back": "voice.page"}
    text = helper.post("/undo", data=form, follow_redirects=True, base_url=URL).text
    assert box.settings.snapshot() == Settings()
    assert heard(box)[-1] == "Your helper took the last change back and made the voice faster."
    assert "<title>Saved: Voice" in text


def test_undo_does_not_undo_somebody_else(box: Box, helper: FlaskClient) -> None:
    change(helper, box, "words_per_minute", "140")
    version = box.settings.version
    box.settings.change(detail="rich")
    text = helper.post(
        "/undo", data={"version": version, "back": "//evil.example"}, follow_redirects=True, base_url=URL
    )
    assert box.settings.snapshot().words_per_minute == 140
    assert "can no longer be taken back" in text.text
    assert "<title>Not done: Now" in text.text


def test_the_second_of_two_helpers_sees_both_values_and_loses_nothing(box: Box, helper: FlaskClient) -> None:
    old = box.settings.version
    box.settings.change(words_per_minute=240)
    form = {"words_per_minute": "140", "version": old, "was": "180"}
    answer = helper.post("/settings/words_per_minute", data=form, base_url=URL)
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile, to: Fast. You chose: Slow." in answer.text
    assert re.search(r'value="140" id="[\w-]+" checked', answer.text)
    assert "<title>Error: Choose speed" in answer.text
    assert box.settings.snapshot().words_per_minute == 240
    assert heard(box) == []
    again = {"words_per_minute": "140", "version": box.settings.version, "was": "240"}
    assert helper.post("/settings/words_per_minute", data=again, base_url=URL).status_code == 303
    assert box.settings.snapshot().words_per_minute == 140


def test_another_setting_that_changed_meanwhile_is_no_quarrel(box: Box, helper: FlaskClient) -> None:
    old = box.settings.version
    box.settings.change(detail="rich")
    form = {"words_per_minute": "140", "version": old, "was": "180"}
    assert helper.post("/settings/words_per_minute", data=form, base_url=URL).status_code == 303
    assert box.settings.snapshot().words_per_minute == 140


@pytest.mark.parametrize(("name", "text", "value"), [("volume", "10", 10), ("sounds", "", False)])
def test_what_silences_asks_on_a_page_of_its_own(
    box: Box, helper: FlaskClient, name: str, text: str, value: object
) -> None:
    status, asked = change(helper, box, name, text)
    assert status == 200
    assert "<title>Are you sure?" in asked
    assert box.settings.snapshot() == Settings()
    assert heard(box) == []
    change(helper, box, name, text, sure="yes")
    assert getattr(box.settings.snapshot(), name) == value
    assert len(heard(box)) == 1


def test_nothing_is_changed_that_the_listener_cannot_be_told(box: Box, helper: FlaskClient) -> None:
    for _ in range(MOST):
        box.inbox.put(Tell("wait"))
    status, text = change(helper, box, "words_per_minute", "140")
    assert status == 503
    assert "so nothing was changed" in text
    assert box.settings.snapshot() == Settings()


def test_locked_settings_can_be_looked_at_but_not_changed(box: Box, helper: FlaskClient) -> None:
    box.settings.change(is_locked=True)
    status, text = change(helper, box, "words_per_minute", "140")
    assert (status, box.settings.snapshot().words_per_minute) == (503, 180)
    for path in ("/voice", "/settings/words_per_minute", "/what-to-say"):
        shown = helper.get(path, base_url=URL).text
        assert "Locked by the listener" in shown
        assert 'name="words_per_minute"' not in shown
    assert "The listener has locked the settings" in text


def test_a_disk_that_refuses_is_told_with_the_change(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    box = replace(new_box(tmp_path), settings=SettingsFile(tmp_path / "file" / "settings.json"))
    status, text = change(let_in(create_app(box)), box, "words_per_minute", "140")
    assert status == 200
    assert "The settings hold only until the next start" in text
    assert heard(box) == ["Your helper made the voice slower."]


@pytest.mark.parametrize("name", ["is_locked", "is_safety_told", "schema_number", "no_such", "__class__"])
def test_what_no_page_shows_cannot_be_changed(box: Box, helper: FlaskClient, name: str) -> None:
    assert helper.get(f"/settings/{name}", base_url=URL).status_code == 404
    assert change(helper, box, name, "on")[0] == 404
    assert box.settings.snapshot() == Settings()


def test_a_wrong_value_is_refused_in_words_and_stays_in_the_form(box: Box, helper: FlaskClient) -> None:
    status, text = change(helper, box, "words_per_minute", "5000")
    assert status == 400
    assert text.count("Speed: use a whole number from 80 to 450.") == 2, "in the summary and at the field"
    assert 'href="#words_per_minute"' in text
    assert 'value="5000"' in text
    assert box.settings.snapshot() == Settings()


def test_a_value_between_two_steps_is_shown_as_it_is(box: Box, helper: FlaskClient) -> None:
    box.settings.change(words_per_minute=200)
    text = helper.get("/settings/words_per_minute", base_url=URL).text
    assert "As it is: 200" in text
    assert text.count("checked") == 1


def test_a_button_pressed_twice_says_that_it_is_so_already(box: Box, helper: FlaskClient) -> None:
    form = {"words_per_minute": "140", "version": box.settings.version, "was": "180"}
    helper.post("/settings/words_per_minute", data=form, base_url=URL)
    text = helper.post("/settings/words_per_minute", data=form, base_url=URL, follow_redirects=True).text
    assert "It is like that already." in text
    assert heard(box) == ["Your helper made the voice slower."]
