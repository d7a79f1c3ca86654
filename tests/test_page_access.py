"""Every page in every state can be used by whoever sees little, or nothing, or has nothing but a keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from describe.settings import Settings
from tests.page_browser import SPACING, axe_faults_of, browser, faults_of, needs_browser, phone, ring_faults_of
from tests.page_server import STATUS, ServedPage, served
from tests.page_states import states_of

pytestmark = [needs_browser, pytest.mark.slow]

LOOKS = [
    (320, 640, {"color_scheme": "light"}),
    (360, 740, {"color_scheme": "dark"}),
    (390, 844, {"forced_colors": "active", "color_scheme": "light"}),
    (844, 390, {"color_scheme": "dark", "contrast": "more"}),
    (768, 1024, {"color_scheme": "light", "contrast": "more"}),
    (1280, 800, {"color_scheme": "dark", "reduced_motion": "reduce"}),
]
"""Sizes and looks; axe is asked in the first and the last."""
PLAIN = {
    "color_scheme": "light",
    "forced_colors": "none",
    "contrast": "no-preference",
    "reduced_motion": "no-preference",
}

WEARS = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }"


@pytest.fixture(scope="module")
def page_at_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPage]:
    with served(tmp_path_factory.mktemp("box")) as at_box:
        yield at_box


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def page(opened: Browser, page_at_box: ServedPage) -> Iterator[Page]:
    with phone(opened, page_at_box) as context:
        yield context.new_page()


@pytest.fixture(autouse=True)
def as_delivered(page_at_box: ServedPage) -> None:
    page_at_box.listener.is_slow = False
    page_at_box.listener.attend()
    page_at_box.box.board.put(STATUS)
    page_at_box.box.settings.change(**Settings().model_dump())


def all_faults_of(page: Page) -> list[str]:
    """Return what is wrong in any size or look, with text at 200 and 400 %, with more space, and for the keyboard."""
    page.wait_for_load_state("load")
    page.wait_for_selector("#status:not([style*=height])", state="attached")  # what it has to say has been said
    faults = []
    for at, (width, height, look) in enumerate(LOOKS):
        page.set_viewport_size(ViewportSize(width=width, height=height))
        page.emulate_media(**{**PLAIN, **look})  # type: ignore[arg-type]  # literals, as Playwright names them
        found = faults_of(page) + (axe_faults_of(page) if at in {0, len(LOOKS) - 1} else [])
        faults += [f"{width}x{height} {look}: {fault}" for fault in found]
    page.emulate_media(**PLAIN)  # type: ignore[arg-type]  # as above
    page.set_viewport_size(ViewportSize(width=390, height=844))
    faults += ring_faults_of(page)
    for name, css in (("200 %", "html { font-size: 200% }"), ("more space", SPACING)):
        page.set_viewport_size(ViewportSize(width=390 if name == "200 %" else 320, height=844))
        page.evaluate(WEARS, css)
        found = [fault for fault in faults_of(page) if "wider" in fault or "cut off" in fault]
        faults += [f"{name}: {fault}" for fault in found]
        if name == "200 %" and page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") < 40:
            faults.append("the text does not grow with the size of letters that a person has chosen")
    page.evaluate("() => { document.adoptedStyleSheets = []; }")
    return faults


def test_every_page_in_every_state_keeps_every_rule(page: Page, page_at_box: ServedPage) -> None:
    faults, titles = [], dict[str, str]()
    for state in states_of(page_at_box.app):
        page_at_box.box.board.put(STATUS)
        page_at_box.listener.is_slow = False
        page_at_box.listener.attend()
        page_at_box.box.settings.change(**Settings().model_dump())
        page.set_viewport_size(ViewportSize(width=390, height=844))
        state.reach(page, page_at_box)
        faults += [f"{state.name}: {fault}" for fault in all_faults_of(page)]
        if state.name != "voice-menu":
            assert titles.setdefault(page.title(), state.name) == state.name, "two pages have one title"
    assert faults == []
    assert len(titles) > 20
