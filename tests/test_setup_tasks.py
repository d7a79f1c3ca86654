"""Every task of the pages for setting up, by touch with and without a script, and by keyboard alone."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from camera.frame import frame_of
from describe import helper_acts, phrases
from describe.history.store import Sentence
from describe.servers.key import KeptKeys
from tests.page_browser import browser, needs_browser, phone
from tests.page_server import ServedPage, served
from tests.scripted import room
from web.door import door_of

pytestmark = [needs_browser, pytest.mark.slow]
SERVER = "https://models.example.org"


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture
def at_box(tmp_path: Path) -> Iterator[ServedPage]:
    with served(tmp_path) as one:
        yield one


@pytest.fixture(params=["with a script", "without"])
def page(request: pytest.FixtureRequest, opened: Browser, at_box: ServedPage) -> Iterator[Page]:
    with phone(opened, at_box, has_touch=True, java_script_enabled=request.param == "with a script") as context:
        page = context.new_page()
        page.goto(at_box.url)
        yield page


def go(page: Page, name: str) -> None:
    page.locator(".menu summary").tap()
    page.get_by_role("link", name=name, exact=True).tap()
    page.wait_for_selector(f"h1:has-text('{name}')")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.tap()


def test_another_camera_is_chosen_by_its_address_and_that_is_taken_back(page: Page, at_box: ServedPage) -> None:
    go(page, "Camera")
    page.get_by_label("Address").fill("http://10.0.0.8/video")
    press(page, "Use this address")
    page.wait_for_selector("text=Saved. The listener hears")
    assert at_box.box.settings.snapshot().camera == "http://10.0.0.8/video"
    press(page, "Upside down: turn on")
    page.wait_for_selector("text=hangs upside down.”")
    press(page, "Undo")
    page.wait_for_selector("text=took the last change back")
    assert not at_box.box.settings.snapshot().is_upside_down
    assert at_box.listener.heard[0] == "Your helper chose another camera."


def test_a_picture_is_asked_for_seen_after_the_listeners_yes_and_gone_again(page: Page, at_box: ServedPage) -> None:
    look_in = at_box.box.look_in
    assert look_in is not None
    go(page, "Camera")
    press(page, "Ask to see the picture")
    page.wait_for_selector("text=has not said yes yet")
    assert at_box.listener.heard == [phrases.LOOK_ASKED]
    look_in.allow()
    look_in.put(frame_of(room(1), at_box.box.clock(), 1))
    with page.expect_response("**/camera/picture") as answer:
        follow(page, "Look again")
    assert answer.value.status == 200
    picture = page.get_by_role("img", name="What the camera saw just now")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    assert at_box.listener.heard == [phrases.LOOK_ASKED, phrases.LOOK_SEEN]
    follow(page, "Look again")
    page.wait_for_selector("text=You see nothing now")
    assert picture.count() == 0


def test_a_server_is_named_its_key_kept_and_it_is_chosen(page: Page, at_box: ServedPage) -> None:
    go(page, "Describer")
    follow(page, "Address and key of a server")
    page.get_by_label("Address").fill(SERVER)
    press(page, "Save")
    page.wait_for_selector("text=Saved. The listener hears")
    page.get_by_label("New key").fill("oranges")
    press(page, "Keep this key")
    page.wait_for_selector("text=A key is kept. It is shown to nobody.")
    assert KeptKeys(at_box.box.folder).has(SERVER)
    follow(page, "Back to Describer")
    page.locator("input[value=server]").check()
    press(page, "Use this describer")
    page.wait_for_selector("text=Saved. The listener hears")
    assert at_box.box.settings.snapshot().engine == "server"
    assert at_box.listener.heard[1:] == [helper_acts.KEEPS_KEY, "Your helper chose another describer."]


def test_the_history_is_switched_on_searched_marked_and_switched_off(page: Page, at_box: ServedPage) -> None:
    assert at_box.box.history is not None
    go(page, "History")
    follow(page, "Choose how long it is kept")
    page.get_by_label("A day", exact=True).check()
    press(page, "Save")
    page.wait_for_selector("text=Saved. The listener hears")
    at_box.box.history.add([Sentence(time.time(), "A red door."), Sentence(time.time(), "A blue door.")])
    page.get_by_label("Words").fill("red")
    press(page, "Look for it")
    page.wait_for_selector("text=1 sentence")
    press(page, "This was wrong")
    page.wait_for_selector("text=It was right after all")
    assert at_box.box.history.find(only_wrong=True).total == 1
    follow(page, "Choose how long it is kept")
    page.get_by_label("Off: nothing is kept").check()
    press(page, "Save")
    press(page, "Yes, switch it off")
    page.wait_for_selector("text=It is off")
    assert at_box.box.settings.snapshot().history_hours == 0


def test_a_program_is_let_in_once_and_a_phone_sent_away(page: Page, at_box: ServedPage) -> None:
    sessions = door_of(at_box.app).sessions
    sessions.new("Chrome on Android")
    go(page, "Who may come in")
    follow(page, "Let a program in")
    page.get_by_label("What the program is called").fill("Clock")
    page.get_by_label("See what it does and what it said").check()
    press(page, "Make the token")
    page.wait_for_selector("text=It is shown this once")
    assert page.locator("main").inner_text().count("lookaloud_") == 1
    follow(page, "I have copied it")
    page.wait_for_selector("text=Send away the program Clock")
    assert page.get_by_role("heading", name="Clock", exact=True).count() == 1, "one token, not two"
    follow(page, "Send away Chrome on Android")
    press(page, "Yes, send it away")
    page.wait_for_selector("text=Chrome on Android is let in no more.")
    assert [one.name for one in sessions.list()] == ["a test"]
    assert at_box.listener.heard == [helper_acts.LETS_PROGRAM_IN, helper_acts.SENDS_AWAY]


def test_everything_is_erased(page: Page, at_box: ServedPage) -> None:
    at_box.box.settings.change(volume=50)
    go(page, "About")
    follow(page, "Erase everything")
    press(page, "Yes, erase everything")
    page.wait_for_selector("h1:has-text('Everything is erased')")
    assert list(at_box.box.folder.iterdir()) == []
    assert helper_acts.ERASES in at_box.listener.heard
    page.goto(f"{at_box.url}/about")
    assert "/pair" in page.url


def test_camera_describer_and_history_are_set_with_a_keyboard_alone(opened: Browser, at_box: ServedPage) -> None:
    with phone(opened, at_box) as context:
        page = context.new_page()
        page.goto(f"{at_box.url}/camera")
        tab_to(page, "address")
        page.keyboard.type("http://10.0.0.8/video")
        tab_to(page, "Use this address")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Saved. The listener hears")
        page.goto(f"{at_box.url}/describer")
        tab_to(page, "engine")
        page.keyboard.press("ArrowDown")
        tab_to(page, "Use this describer")
        page.keyboard.press("Space")
        page.wait_for_selector("text=Saved. The listener hears")
        page.goto(f"{at_box.url}/history/hours")
        tab_to(page, "hours")
        page.keyboard.press("ArrowDown")
        tab_to(page, "Save")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Saved. The listener hears")
    settings = at_box.box.settings.snapshot()
    assert (settings.camera, settings.engine, settings.history_hours) == ("http://10.0.0.8/video", "senses", 1)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this label or name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.name, document.activeElement.textContent.trim()]")
        if name in found:
            return
    raise AssertionError(f"{name} cannot be reached by Tab")
