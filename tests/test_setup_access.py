"""The pages for setting up, in each of their states, can be used by whoever sees little, or has only a keyboard."""

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.page_browser import needs_browser
from tests.page_server import ServedPage
from tests.setup_states import SETUP_STATES
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
