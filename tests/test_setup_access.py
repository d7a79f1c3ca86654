"""The pages for setting up, in each of their states, can be used by whoever sees little, or has only a keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.model_folders import write_model
from tests.page_browser import needs_browser, phone
from tests.page_server import ServedPage, served
from tests.setup_states import SETUP_STATES
from tests.test_download import HeldSource
from tests.test_page_access import all_faults_of, as_delivered, opened, page, page_at_box

__all__ = ["as_delivered", "opened", "page", "page_at_box"]  # fixtures

pytestmark = [needs_browser, pytest.mark.slow]


def test_every_state_of_the_pages_for_setting_up_keeps_every_rule(page: Page, page_at_box: ServedPage) -> None:
    faults = []
    for state in SETUP_STATES:
        page.set_viewport_size(ViewportSize(width=390, height=844))
        state.reach(page, page_at_box)
        faults += [f"{state.name}: {fault}" for fault in all_faults_of(page)]
    assert faults == []


def test_an_open_page_shows_that_a_model_has_come_and_says_so_once(opened: Browser, tmp_path: Path) -> None:
    source = HeldSource(write_model(tmp_path / "stick"))
    with served(tmp_path / "box", lambda _: source) as at_box, phone(opened, at_box) as context:
        page = context.new_page()
        page.goto(f"{at_box.url}/describer/models/tiny")
        page.get_by_role("button", name="Bring tiny here").click()
        page.wait_for_selector("progress")
        source.goes_on.set()
        page.wait_for_selector("progress", state="detached")
        page.wait_for_selector("#status:has-text('tiny: here.')", state="attached")
        assert page.get_by_role("button", name="Stop it").count() == 0
