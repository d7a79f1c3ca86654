"""Every page in every state in which a helper can meet it, for the checks that hold for all of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Flask
from playwright.sync_api import Page

from describe.choices import choices
from describe.status import State
from tests.page_server import IN_TROUBLE, STATUS, ServedPage
from web.door import door_of

NO_PAGES = (
    "/static/",
    "/healthz",
    "/now/part",
    "/answers/",
    "/camera/picture",
    "/api/",
    "/pair",
    "/people/tokens/made",
    "/describer/download/part",
    "/history/export",
)
"""Addresses that are no pages of their own, or lead elsewhere when they are opened just so."""


@dataclass(frozen=True, slots=True)
class PageState:
    """A page in a state: its name, and how to get there; a stranger's pages come last, as they lose the session."""

    name: str
    reach: Callable[[Page, ServedPage], None]


def states_of(app: Flask) -> list[PageState]:
    """Return all pages that the app has, as they are at first, then those of ours in their other states."""
    paths = sorted(
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    )
    plain = [path for path in paths if not path.startswith(NO_PAGES)]
    forms = [f"/settings/{choice.name}" for choice in choices()]
    return [PageState(path.strip("/").replace("/", "-") or "now", _go(path)) for path in (*plain, *forms)] + OTHERS


def _go(path: str) -> Callable[[Page, ServedPage], None]:
    return lambda page, served: _open(page, served, path)


def _open(page: Page, served: ServedPage, path: str) -> None:
    page.goto(served.url + path)


def _trouble(page: Page, served: ServedPage) -> None:
    served.box.board.put(IN_TROUBLE)
    _open(page, served, "/")


def _paused(page: Page, served: ServedPage) -> None:
    served.box.board.put(replace(STATUS, state=State.PAUSED, is_paused=True))
    _open(page, served, "/")


def _answered(page: Page, served: ServedPage) -> None:
    _open(page, served, "/")
    page.get_by_role("button", name="Describe now").click()
    page.wait_for_selector(".answer")


def _asked(page: Page, served: ServedPage) -> None:
    served.listener.is_slow = True
    _open(page, served, "/ask")
    page.get_by_label("Your question").fill("Is the door open?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector("#answer")


def _ask_answered(page: Page, served: ServedPage) -> None:
    _open(page, served, "/ask")
    page.get_by_label("Your question").fill("Is there a free chair?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector(".answer")


def _wrong_question(page: Page, served: ServedPage) -> None:
    _open(page, served, "/ask")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector(".problems")


def _saved(page: Page, served: ServedPage) -> None:
    _open(page, served, "/voice")
    page.get_by_role("button", name="Slower").click()
    page.wait_for_selector("text=Saved.")


def _locked(page: Page, served: ServedPage) -> None:
    served.box.settings.change(is_locked=True)
    _open(page, served, "/voice")


def _meanwhile(page: Page, served: ServedPage) -> None:
    _open(page, served, "/settings/detail")
    served.box.settings.change(detail="rich")
    page.get_by_label("Few words").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector(".problems")


def _stranger(path: str) -> Callable[[Page, ServedPage], None]:
    def reach(page: Page, served: ServedPage) -> None:
        page.context.clear_cookies()
        _open(page, served, path)

    return reach


def _pair_open(page: Page, served: ServedPage) -> None:
    door_of(served.app).pairing.open()
    _stranger("/pair")(page, served)


def _pair_wrong(page: Page, served: ServedPage) -> None:
    _pair_open(page, served)
    page.get_by_label("Code").fill("000 000")
    page.get_by_role("button", name="Come in", exact=True).click()
    page.wait_for_selector(".problems")


def _menu_open(page: Page, served: ServedPage) -> None:
    _open(page, served, "/voice")
    page.locator(".menu").evaluate("menu => { menu.open = true; }")


def _wrong_key(page: Page, served: ServedPage) -> None:
    _open(page, served, "/keys")
    page.get_by_role("button", name="Save this key").click()
    page.wait_for_selector(".problems")


def _no_picture(page: Page, served: ServedPage) -> None:
    _open(page, served, "/phone")
    page.get_by_role("button", name="Describe it").click()
    page.wait_for_selector(".problems")


OTHERS = [
    PageState("now-in-trouble", _trouble),
    PageState("now-paused", _paused),
    PageState("now-answered", _answered),
    PageState("ask-waiting", _asked),
    PageState("ask-answered", _ask_answered),
    PageState("ask-wrong", _wrong_question),
    PageState("keys-wrong", _wrong_key),
    PageState("voice-saved", _saved),
    PageState("voice-locked", _locked),
    PageState("voice-menu", _menu_open),
    PageState("settings-detail-meanwhile", _meanwhile),
    PageState("settings-volume-sure", _go("/settings/volume/sure?value=20")),
    PageState("phone-no-picture", _no_picture),
    PageState("no-such-page", _go("/no-such-page")),
    PageState("pair-closed", _stranger("/pair")),
    PageState("pair-open", _pair_open),
    PageState("pair-wrong", _pair_wrong),
]
