"""A page of planted faults fails every check that the real pages pass: none of the checks is blind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.page_browser import axe_faults_of, browser, faults_of, needs_browser, ring_faults_of

pytestmark = [needs_browser, pytest.mark.slow]

FAULTY = (Path(__file__).parent / "faulty_page.html").read_text(encoding="utf-8")
OURS = [
    'target too small: <button id=small> "ok"',
    'targets too close: <button id=small> "ok" and <button id=near>',
    "text too faint: <p id=faint>",
    "text too small: <p id=tiny>",
    "edge too faint: <button id=edgeless>",
    "wider than the page by",
    "cut off: <p id=cut>",
    "a slider: <input id=slider>",
    "something to drag: <div>",
    "style or script in the page: <div>",
    "style or script in the page: <script>",
    "a key of its own",
    "an order of its own for the keyboard",
    "a page that loads itself anew",
    "a form that does not post",
    "no words on it: <button id=icon>",
    'no label: <input id="nameless">',
    "a radio without a legend: r",
    "described by nothing: nowhere",
    "an id that stands there twice: twice",
    "2 of h1, not 1",
    "2 of main, not 1",
    '2 of [role="status"], not 1',
    "0 of a.skip",
    "0 of footer, not 1",
    "a heading too deep: <h4 id=level>",
    "no language",
    "no good title: x",
    "an error that the title does not tell",
    "an error that is not on top of the page",
    "it moves: <p id=moving>",
]
AXES = ["html-has-lang", "image-alt", "button-name", "label", "color-contrast-enhanced", "heading-order", "tabindex"]
RINGS = [
    "no good focus ring: No ring",
    "what has the focus cannot be seen: Covered by the bar",
    "the order is not the one that is seen",
]


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture
def faulty(opened: Browser) -> Iterator[Page]:
    page = opened.new_page(viewport={"width": 390, "height": 844})
    page.set_content(FAULTY)
    yield page
    page.close()


def test_our_own_look_at_a_page_sees_every_planted_fault(faulty: Page) -> None:
    found = faults_of(faulty)
    assert [fault for fault in OURS if not any(one.startswith(fault) for one in found)] == []


def test_axe_is_awake(faulty: Page) -> None:
    found = axe_faults_of(faulty)
    assert [rule for rule in AXES if not any(one.startswith(f"axe {rule}:") for one in found)] == []


def test_going_through_with_the_keyboard_sees_every_planted_fault(faulty: Page) -> None:
    faulty.evaluate("() => document.querySelectorAll('[tabindex]').forEach((one) => one.removeAttribute('tabindex'))")
    faulty.evaluate("() => document.querySelector('main').append(document.querySelector('.row'))")
    found = ring_faults_of(faulty)
    assert [fault for fault in RINGS if not any(one.startswith(fault) for one in found)] == []


def test_a_trap_for_the_keyboard_is_seen(faulty: Page) -> None:
    faulty.evaluate("() => document.addEventListener('keydown', (event) => event.preventDefault())")
    assert "the keyboard does not leave the page" in ring_faults_of(faulty)
