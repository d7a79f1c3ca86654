"""Every task of the everyday pages by touch, by keyboard alone and without a script, and what it did at the box."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from describe.commands import Act, Ask, Do, Find
from describe.settings import Settings
from tests.page_browser import browser, needs_browser, phone
from tests.page_server import STATUS, ServedPage, served

pytestmark = [needs_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page_at_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPage]:
    with served(tmp_path_factory.mktemp("box")) as at_box:
        yield at_box


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture(params=["with a script", "without"])
def page(request: pytest.FixtureRequest, opened: Browser, page_at_box: ServedPage) -> Iterator[Page]:
    page_at_box.listener.is_slow = False
    page_at_box.listener.attend()
    page_at_box.listener.done.clear()
    page_at_box.listener.heard.clear()
    page_at_box.box.board.put(STATUS)
    page_at_box.box.settings.change(**Settings().model_dump())
    with phone(opened, page_at_box, has_touch=True, java_script_enabled=request.param == "with a script") as context:
        page = context.new_page()
        page.goto(page_at_box.url)
        yield page


def go(page: Page, name: str) -> None:
    page.locator(".menu summary").tap()
    page.get_by_role("link", name=name, exact=True).tap()
    page.wait_for_url(lambda url: name.lower().replace(" ", "-") in url)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap()


def test_a_helper_makes_the_voice_slower_hears_of_it_and_takes_it_back(page: Page, page_at_box: ServedPage) -> None:
    go(page, "Voice")
    press(page, "Slower")
    page.wait_for_selector("text=Saved. The listener hears")
    assert page_at_box.box.settings.snapshot().words_per_minute == 140
    assert page_at_box.listener.heard == ["Your helper made the voice slower."]
    assert page.title().startswith("Saved: Voice")
    press(page, "Undo")
    page.wait_for_selector("text=took the last change back")
    assert page_at_box.box.settings.snapshot() == Settings()


def test_a_helper_chooses_among_all_steps_and_tries_the_voice(page: Page, page_at_box: ServedPage) -> None:
    go(page, "Voice")
    page.get_by_role("link", name="Choose speed").tap()
    page.get_by_label("Very fast").tap()
    press(page, "Save")
    page.wait_for_selector("text=Saved. The listener hears")
    press(page, "Try it: say a sentence at the box")
    page.wait_for_selector("text=Now at the box")
    assert page_at_box.box.settings.snapshot().words_per_minute == 320
    assert "This is how I sound now." in page_at_box.listener.heard[-1]


def test_what_silences_is_asked_about_and_can_be_left(page: Page, page_at_box: ServedPage) -> None:
    go(page, "Voice")
    press(page, "Turn sounds off")
    page.wait_for_selector("h1:has-text('Are you sure?')")
    page.get_by_role("link", name="No, leave it as it is").tap()
    page.wait_for_selector("h1:has-text('Voice')")
    assert page_at_box.box.settings.snapshot().sounds
    press(page, "Turn sounds off")
    press(page, "Yes, change it")
    page.wait_for_selector("text=Your helper turned my sounds off.")
    assert not page_at_box.box.settings.snapshot().sounds


def test_a_helper_has_it_say_more_by_the_clock(page: Page, page_at_box: ServedPage) -> None:
    go(page, "What to say")
    page.get_by_role("link", name="Choose how much").tap()
    page.get_by_label("Many words").tap()
    press(page, "Save")
    page.wait_for_selector("text=Saved. The listener hears")
    page.get_by_role("link", name="Choose directions").tap()
    page.get_by_label("Hours of a clock face").tap()
    press(page, "Save")
    page.wait_for_selector("text=give directions by the clock")
    assert (page_at_box.box.settings.snapshot().detail, page_at_box.box.settings.snapshot().directions) == (
        "rich",
        "clock",
    )


@pytest.mark.parametrize(
    ("label", "act"), [("Describe now", Act.DESCRIBE), ("Read what is written", Act.READ), ("Stop talking", Act.STOP)]
)
def test_a_big_button_has_it_done_and_shows_the_answer(
    page: Page, page_at_box: ServedPage, label: str, act: Act
) -> None:
    press(page, label)
    page.wait_for_selector(".answer")
    assert page_at_box.listener.done == [Do(act)]
    assert page.locator(".answer").inner_text() == page_at_box.listener.heard[0]


def test_pause_is_asked_about(page: Page, page_at_box: ServedPage) -> None:
    page.get_by_role("link", name="Pause", exact=True).tap()
    press(page, "Yes, pause")
    page.wait_for_selector(".answer")
    assert page_at_box.listener.done == [Do(Act.PAUSE)]


def test_a_question_and_a_thing_to_be_found_are_answered(page: Page, page_at_box: ServedPage) -> None:
    go(page, "Ask")
    page.get_by_label("Your question").fill("Is there a chair?")
    press(page, "Ask")
    page.wait_for_selector("text=Yes, a chair is on the left.")
    page.get_by_label("What is to be found").fill("my keys")
    press(page, "Find it")
    page.wait_for_selector("text=Where is: my keys")
    assert page_at_box.listener.done == [Ask("Is there a chair?"), Find("my keys")]
    assert page.locator(".said").inner_text().startswith("Is there a chair?")


def test_an_answer_that_takes_long_is_waited_for(page: Page, page_at_box: ServedPage) -> None:
    page_at_box.listener.is_slow = True
    go(page, "Ask")
    page.get_by_label("Your question").fill("Is there a chair?")
    press(page, "Ask")
    page.wait_for_selector("text=The answer is on its way.")
    page_at_box.listener.is_slow = False
    page_at_box.listener.attend()
    if not has_script(page):
        page.get_by_role("link", name="Look for the answer").tap()
    page.wait_for_selector(".answer")


def test_an_empty_question_is_explained_where_it_happened(page: Page) -> None:
    go(page, "Ask")
    press(page, "Ask")
    page.wait_for_selector(".problems")
    assert page.title().startswith("Error: Ask")
    assert page.locator(":focus").get_attribute("class") == "problems", "what is wrong is read out first"
    page.get_by_role("link", name="Type a question.").tap()
    assert page.locator(":focus").get_attribute("id") == "question"
    assert page.locator("#question").get_attribute("aria-describedby") == "question-help question-error"


def has_script(page: Page) -> bool:
    return bool(page.evaluate("() => typeof announce === 'function'"))


# By keyboard alone


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        element = page.locator(":focus")
        if element.count() and element.evaluate("e => (e.closest('label') || e).textContent.trim()") == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_everything_can_be_done_by_keyboard_alone(page: Page, page_at_box: ServedPage) -> None:
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    tab_to(page, "Voice")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Voice')")
    tab_to(page, "Faster")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved. The listener hears")
    assert page_at_box.box.settings.snapshot().words_per_minute == 240
    tab_to(page, "Choose loudness")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Choose loudness')")
    tab_to(page, "Loudest")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=made the voice softer")
    assert page_at_box.box.settings.snapshot().volume == 75
    page.goto(page_at_box.url + "/ask")
    tab_to(page, "")
    page.keyboard.type("Is there a chair?")
    tab_to(page, "Ask")
    page.keyboard.press("Space")
    page.wait_for_selector("text=Yes, a chair is on the left.")


def test_the_skip_link_leads_past_the_menu(page: Page, page_at_box: ServedPage) -> None:
    page.goto(page_at_box.url + "/voice")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the page itself"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Try it: say a sentence at the box"
