"""What a screen reader is given for each page is what somebody read through once and found to make sense.

LOOKALOUD_ARIA=write writes the files of tests/aria/ anew: read each before it is committed.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.page_browser import browser, needs_browser
from tests.page_server import ServedPage, served
from tests.page_states import states_of
from tests.rare_states import RARE_STATES

pytestmark = [needs_browser, pytest.mark.slow]

OTHER_EACH_TIME = [
    (re.compile(r"\?(?:answer|notice)=\S+"), "?…"),
    (re.compile(r"(?<=people/phones/)[^/\s]+|(?<=people/tokens/)[^/\s]+(?=/revoke)"), "…"),
    (re.compile(r"(?<=paragraph: )\"?(?:[0-9A-F]{2}[: ]?){8,}\"?"), "…"),
    (re.compile(r"(?<=paragraph: )[\w-]{30,}$", re.MULTILINE), "…"),
    (re.compile(r"\b\d+(?:\.\d+)* (?:GB|MB) are free for settings in \S+"), "… are free for settings in …"),
    (re.compile(r"Python \d.*(?=\.$)", re.MULTILINE), "Python …, and the libraries"),
    (re.compile(r"    - '?radio \"Webcam:[^\n]*\n    - text: [^\n]*\n"), ""),
    (re.compile(r"\b\d+ (?=minutes ago)"), "… "),
]
"""Addresses of answers, phones and tokens, a fingerprint, a token, and what depends on the machine."""
FOLDER = Path(__file__).parent / "aria"
NAMES = (
    "now now-in-trouble now-paused now-answered pause ask ask-waiting ask-answered ask-wrong voice voice-saved "
    "voice-locked voice-menu what-to-say keys keys-wrong settings-words_per_minute settings-sounds "
    "settings-detail-meanwhile settings-volume-sure help no-such-page pair-closed pair-open pair-wrong "
    "camera describer describer-download describer-server history history-hours history-wipe people "
    "people-others-revoke people-tokens-new about about-journal about-erase phone phone-no-picture"
).split() + [state.name for state in RARE_STATES]


@pytest.fixture
def page_at_box(tmp_path: Path) -> Iterator[ServedPage]:
    with served(tmp_path) as at_box:
        yield at_box


@pytest.fixture(scope="module")
def telephone() -> Iterator[BrowserContext]:
    with browser() as opened:
        context = opened.new_context(ignore_https_errors=True, viewport={"width": 390, "height": 844})
        context.set_default_timeout(10_000)
        yield context
        context.close()


@pytest.fixture
def page(telephone: BrowserContext, page_at_box: ServedPage) -> Iterator[Page]:
    telephone.clear_cookies()  # those of the box before
    telephone.add_cookies([page_at_box.cookie()])  # type: ignore[list-item]  # a dictionary of what a cookie needs
    page = telephone.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_screen_reader_is_given_what_was_read_through(name: str, page: Page, page_at_box: ServedPage) -> None:
    state = next(state for state in (*states_of(page_at_box.app), *RARE_STATES) if state.name == name)
    state.reach(page, page_at_box)
    page.wait_for_load_state("load")  # from then on its script is at work, which lets the status be said once
    page.wait_for_selector("#status:not([style*=height])", state="attached")
    found = page.locator("body").aria_snapshot() + "\n"
    for pattern, dots in OTHER_EACH_TIME:
        found = pattern.sub(dots, found)
    file = FOLDER / f"{name}.yml"
    if os.environ.get("LOOKALOUD_ARIA") == "write":
        FOLDER.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def test_every_file_belongs_to_a_page() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yml")) == sorted(NAMES)
