"""The states in which a helper meets a page seldom: something has ended, is locked, or has been erased."""

import re

from playwright.sync_api import Page

from tests.page_server import ServedPage
from tests.page_states import PageState
from tests.setup_states import SETUP_STATES
from web.door import door_of


def _open(page: Page, served: ServedPage, path: str) -> None:
    page.goto(served.url + path)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _only_shown(page: Page, served: ServedPage) -> None:
    _open(page, served, "/ask")
    page.get_by_label("Your question").fill("Is he asleep?")
    page.get_by_label("Say the answer at the box, too").uncheck()
    _press(page, "Ask")
    page.wait_for_selector(".answer")


def _locked_camera(page: Page, served: ServedPage) -> None:
    _open(page, served, "/camera")
    served.box.settings.change(is_locked=True)
    _press(page, "Use this camera")
    page.wait_for_selector(".problems")


def _locked_setting(page: Page, served: ServedPage) -> None:
    served.box.settings.change(is_locked=True)
    _open(page, served, "/settings/volume")


def _locked_describer(page: Page, served: ServedPage) -> None:
    served.box.settings.change(is_locked=True)
    _open(page, served, "/describer")


def _history_on(page: Page, served: ServedPage) -> None:
    served.box.settings.change(history_hours=24)
    _open(page, served, "/history")


def _erased(page: Page, served: ServedPage) -> None:
    _open(page, served, "/about/erase")
    _press(page, "Yes, erase everything")
    page.wait_for_selector("h1:has-text('rased')")


def _pair_link(page: Page, served: ServedPage) -> None:
    link = door_of(served.app).pairing.open().link
    page.context.clear_cookies()
    _open(page, served, f"/pair?link={link}")


def _came_back(page: Page, served: ServedPage) -> None:
    _open(page, served, "/ask")
    page.get_by_label("Your question").fill("Is the door open?")
    door_of(served.app).sessions.revoke_all()
    door_of(served.app).pairing.open()
    _press(page, "Ask")
    page.wait_for_selector("text=What you filled in is not lost.")


def _again(page: Page, served: ServedPage) -> None:
    _came_back(page, served)
    _press(page, "Say the code")
    page.wait_for_selector("text=The box says the code now.")
    page.get_by_label("Code").fill("".join(re.findall(r"\d", served.listener.heard[-1])))
    _press(page, "Come in")
    page.wait_for_selector("text=Send it now")


RARE_STATES = [
    *SETUP_STATES,
    PageState("ask-only-shown", _only_shown),
    PageState("camera-locked", _locked_camera),
    PageState("describer-locked", _locked_describer),
    PageState("settings-volume-locked", _locked_setting),
    PageState("history-on", _history_on),
    PageState("about-erased", _erased),
    PageState("not-done-here", lambda page, served: _open(page, served, "/out")),
    PageState("pair-link", _pair_link),
    PageState("pair-came-back", _came_back),
    PageState("pair-again", _again),
]
