"""A helper comes in with a real browser, with and without scripts, by keyboard, and loses nothing on the way."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from camera.clock import SimulatedClock
from tests.page_browser import browser, needs_browser, phone
from tests.page_server import ServedPage, served
from tests.test_page_access import all_faults_of
from web.cookies import SESSION
from web.door import door_of

pytestmark = [needs_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page_at_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPage]:
    with served(tmp_path_factory.mktemp("box")) as at_box:
        yield at_box


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(opened: Browser, page_at_box: ServedPage, request: pytest.FixtureRequest) -> Iterator[Page]:
    with phone(opened, page_at_box, java_script_enabled=request.param) as context:
        context.clear_cookies(name=SESSION)
        yield context.new_page()


def let_time_pass(at_box: ServedPage, seconds: float = 61.0) -> None:
    assert isinstance(at_box.box.clock, SimulatedClock)
    at_box.box.clock.wait(seconds)


def said_code(page: Page, at_box: ServedPage) -> str:
    """Press the button and return what is heard at the box."""
    let_time_pass(at_box)
    page.get_by_role("button", name="Say the code").click()
    expect(page.get_by_role("status")).to_have_text("The box says the code now.")
    return "".join(re.findall(r"\d", at_box.listener.heard[-1]))


def test_a_helper_comes_in_by_keyboard_alone(page: Page, page_at_box: ServedPage) -> None:
    door_of(page_at_box.app).pairing.open()
    page.goto(page_at_box.url + "/voice")
    code = said_code(page, page_at_box)
    page.get_by_label("Code").focus()
    page.keyboard.type(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(page_at_box.url + "/voice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Voice")
    assert page_at_box.listener.heard[-1].startswith("A helper has come in, with ")


def test_a_wrong_code_is_told_on_top_and_at_the_field(page: Page, page_at_box: ServedPage) -> None:
    let_time_pass(page_at_box)
    door_of(page_at_box.app).pairing.open()
    page.goto(page_at_box.url + "/pair")
    page.get_by_label("Code").fill("123")
    page.get_by_role("button", name="Come in").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("That code is not right")
    alert.get_by_role("link").click()
    expect(page.get_by_label("Code")).to_be_focused()
    assert page.title().startswith("Error: ")


def test_the_link_of_the_terminal_needs_one_press(page: Page, page_at_box: ServedPage) -> None:
    let_time_pass(page_at_box)
    link = door_of(page_at_box.app).pairing.open().link
    page.goto(f"{page_at_box.url}/pair?link={link}")
    page.get_by_role("button", name="Come in").click()
    expect(page).to_have_url(page_at_box.url + "/")


def test_a_question_asked_after_the_session_has_ended_is_not_lost(page: Page, page_at_box: ServedPage) -> None:
    let_time_pass(page_at_box)
    page.context.add_cookies([page_at_box.cookie()])  # type: ignore[list-item]  # a dictionary of what a cookie needs
    page.goto(page_at_box.url + "/ask")
    page.get_by_label("Your question").fill("Is the door open?")
    door_of(page_at_box.app).sessions.revoke_all()
    door_of(page_at_box.app).pairing.open()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("What you filled in is not lost.")).to_be_visible()
    code = said_code(page, page_at_box)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("Is the door open?").first).to_be_visible()
    assert page_at_box.listener.heard[-1] == "Yes, a chair is on the left."


def _shut(page: Page, at_box: ServedPage) -> None:
    door_of(at_box.app).pairing.close()
    page.goto(at_box.url + "/voice")


def _open(page: Page, at_box: ServedPage) -> None:
    let_time_pass(at_box)
    door_of(at_box.app).pairing.open()
    page.goto(at_box.url + "/voice")


def _said(page: Page, at_box: ServedPage) -> None:
    _open(page, at_box)
    said_code(page, at_box)


def _wrong(page: Page, at_box: ServedPage) -> None:
    _open(page, at_box)
    page.get_by_label("Code").fill("123 456")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_selector(".problems")


def _by_link(page: Page, at_box: ServedPage) -> None:
    page.goto(f"{at_box.url}/pair?link={door_of(at_box.app).pairing.open().link}")


def _away_for_long(page: Page, at_box: ServedPage) -> None:
    page.context.add_cookies([at_box.cookie()])  # type: ignore[list-item]  # as above
    page.goto(at_box.url + "/ask")
    page.get_by_label("Your question").fill("Is the door open?")
    page.context.clear_cookies(name=SESSION)
    door_of(at_box.app).pairing.open()
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector("text=What you filled in is not lost.")


def _in_again(page: Page, at_box: ServedPage) -> None:
    _away_for_long(page, at_box)
    page.get_by_label("Code").fill(said_code(page, at_box))
    page.get_by_role("button", name="Come in").click()
    page.wait_for_selector("text=is still here")


@pytest.mark.parametrize("reach", [_shut, _open, _said, _wrong, _by_link, _away_for_long, _in_again])
def test_every_state_of_getting_in_can_be_used_by_everybody(
    opened: Browser, page_at_box: ServedPage, reach: Callable[[Page, ServedPage], None]
) -> None:
    with phone(opened, page_at_box) as context:
        context.clear_cookies(name=SESSION)
        page = context.new_page()
        reach(page, page_at_box)
        assert all_faults_of(page) == []
