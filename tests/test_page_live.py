"""An open page follows what happens at the box without a word, and speaks up only when it has to."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route

from describe import phrases
from describe.settings import Settings
from describe.status import Caption, State
from tests.page_browser import browser, needs_browser, phone
from tests.page_server import IN_TROUBLE, STATUS, ServedPage, served

pytestmark = [needs_browser, pytest.mark.slow]

COUNTS = """() => {
  window.changes = []; window.announced = [];
  const watch = (place, take) => new MutationObserver((all) => all.forEach(take))
    .observe(place, {subtree: true, childList: true, characterData: true, attributes: true});
  watch(document.documentElement, (one) => changes.push(`${one.type} ${one.target.nodeName} ${one.target.id || ""}`));
  watch(document.getElementById("status"), (one) => announced.push(...[...one.addedNodes].map((node) => node.data)));
}"""
"""Counts every change of the page from now on, and what a screen reader is made to say."""


@pytest.fixture(scope="module")
def page_at_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPage]:
    with served(tmp_path_factory.mktemp("box")) as at_box:
        yield at_box


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture
def page(opened: Browser, page_at_box: ServedPage) -> Iterator[Page]:
    page_at_box.box.board.put(STATUS)
    page_at_box.box.settings.change(**Settings().model_dump())
    with phone(opened, page_at_box) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(page_at_box.url)
        pass_by(page, 5)
        page.evaluate(COUNTS)
        yield page


def pass_by(page: Page, seconds: float) -> None:
    """Let time pass in the page, with real answers of the server in between."""
    for _ in range(round(seconds)):
        page.clock.run_for(1000)
        page.wait_for_load_state("networkidle")


def changes(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => window.changes")
    return found


def announced(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => window.announced.filter(Boolean)")
    return found


def test_nothing_changes_on_an_open_page_while_nothing_happens(page: Page, page_at_box: ServedPage) -> None:
    page_at_box.box.clock.wait(300.0)  # type: ignore[attr-defined]  # the box of a test has a clock that can be moved
    page.clock.run_for(300_000)
    page.wait_for_timeout(300)
    assert changes(page) == []


def test_a_new_sentence_comes_on_top_without_a_word_and_what_is_being_read_stays(
    page: Page, page_at_box: ServedPage
) -> None:
    page.evaluate("() => { window.reading = document.querySelector('#said .words').firstChild; }")
    page_at_box.box.board.put(replace(STATUS, captions=(*STATUS.captions[1:], Caption(600.0, "A door is open."))))
    page.clock.run_for(2000)
    page.wait_for_selector("#said li:first-child:has-text('A door is open.')")
    assert page.evaluate("() => window.reading.isConnected")
    assert page.locator("#said li").count() == len(STATUS.captions)
    assert announced(page) == []


def test_a_trouble_is_said_once_and_so_is_its_end_ten_seconds_apart(page: Page, page_at_box: ServedPage) -> None:
    page_at_box.box.board.put(replace(IN_TROUBLE, voice_trouble=""))
    page.clock.run_for(2000)
    page.wait_for_selector(f"#troubles :text('{phrases.CAMERA_LOST}')")
    page.clock.run_for(200)
    assert [words[:30] for words in announced(page)] == [phrases.CAMERA_LOST[:30]]
    page_at_box.box.board.put(STATUS)
    page.clock.run_for(2000)
    page.wait_for_selector("#troubles:not(:has(.box))", state="attached")
    page.clock.run_for(2000)
    assert len(announced(page)) == 1, "within ten seconds nothing more is said"
    page.clock.run_for(10_000)
    page.wait_for_timeout(100)
    page.clock.run_for(200)
    assert announced(page)[1:] == ["The trouble is over."]


def test_updates_can_be_paused(page: Page, page_at_box: ServedPage) -> None:
    page.get_by_role("button", name="Pause updates").click()
    page_at_box.box.board.put(IN_TROUBLE)
    before = changes(page)
    page.clock.run_for(30_000)
    page.wait_for_timeout(200)
    assert changes(page) == before
    page.get_by_role("button", name="Go on with updates").click()
    page.clock.run_for(2000)
    page.wait_for_selector("#troubles .box")


def test_the_state_changes_silently(page: Page, page_at_box: ServedPage) -> None:
    page_at_box.box.board.put(replace(STATUS, state=State.SPEAKING))
    page.clock.run_for(2000)
    page.wait_for_selector("#doing :text('It is speaking.')")
    assert announced(page) == []


def test_a_lost_connection_is_told_once_and_so_is_its_return(page: Page) -> None:
    page.context.set_offline(True)
    for _ in range(15):
        page.clock.run_for(2000)
        page.wait_for_timeout(20)
    page.clock.run_for(200)
    assert announced(page) == ["No connection to the box. What stands here may be old."]
    page.context.set_offline(False)
    for _ in range(8):
        page.clock.run_for(2000)
        page.wait_for_timeout(60)
    assert announced(page)[1:] == ["Connected to the box again."]


def test_a_change_that_does_not_reach_the_box_is_told_and_nothing_that_was_typed_is_lost(
    page: Page, page_at_box: ServedPage
) -> None:
    page.goto(page_at_box.url + "/ask")
    page.get_by_label("Your question").fill("Is the door open?")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.clock.run_for(1000)
    page.wait_for_selector("#status:has-text('Not done: there is no connection to the box.')")
    assert page.get_by_label("Your question").input_value() == "Is the door open?"
    page.context.set_offline(False)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector("text=Yes, a chair is on the left.")


def test_a_save_whose_answer_is_cut_off_is_the_old_or_the_new_value_and_is_told(
    page: Page, page_at_box: ServedPage
) -> None:
    def cut(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.goto(page_at_box.url + "/voice")
    page.route("**/settings/words_per_minute", cut)
    page.get_by_role("button", name="Slower").click()
    page.clock.run_for(1000)
    page.wait_for_selector("#status:has-text('Not done')")
    page.unroute("**/settings/words_per_minute")
    assert page_at_box.box.settings.snapshot().words_per_minute in {180, 150}
    page.get_by_role("button", name="Slower").click()
    page.wait_for_selector("h1:has-text('Voice')")
    page.wait_for_selector("#status:has-text('It is like that already.')")


def test_a_second_tap_while_the_first_is_on_its_way_does_nothing(page: Page, page_at_box: ServedPage) -> None:
    page.goto(page_at_box.url + "/voice")
    page_at_box.listener.heard.clear()
    page.get_by_role("button", name="Faster").dblclick()
    page.wait_for_selector("text=Saved. The listener hears")
    assert page_at_box.listener.heard == ["Your helper made the voice faster."]
    assert page_at_box.box.settings.snapshot().words_per_minute == 230


def test_the_button_stays_under_the_finger_and_keeps_the_keyboard(page: Page, page_at_box: ServedPage) -> None:
    page.goto(page_at_box.url + "/voice")
    button = page.get_by_role("button", name="Softer")
    page.evaluate("() => scrollTo(0, 300)")
    place = button.bounding_box()
    button.click()
    page.wait_for_selector("text=Saved. The listener hears")
    after = page.get_by_role("button", name="Softer").bounding_box()
    assert place is not None
    assert after is not None
    assert abs(place["y"] - after["y"]) < 2
    assert page.locator(":focus").inner_text() == "Softer"
