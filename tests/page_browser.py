"""A real browser for the tests of the page, and what they look at with it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.page_server import ServedPage

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

FAULTS = (Path(__file__).parent / "page_faults.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = Axe()
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    "p { margin-bottom: 2em !important }"
)
"""What WCAG 1.4.12 says that a page must bear."""
REACHABLE = """() => {
  const isOneOfItsGroup = (one) => one.type !== "radio" || one.checked ||
    (one === document.querySelector(`[name="${one.name}"]`) && !document.querySelector(`[name="${one.name}"]:checked`));
  return [...document.querySelectorAll("a[href], button:not(:disabled), summary, input, select, textarea")]
    .filter((one) => one.type !== "hidden" && one.checkVisibility({contentVisibilityAuto: true}))
    .filter(isOneOfItsGroup).length;
}"""
RING = """() => {
  const element = document.activeElement;
  const place = element.closest("label") || element;
  const box = place.getBoundingClientRect(), how = getComputedStyle(element);
  const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 28);
  const top = document.elementFromPoint(x, y);
  return {
    tag: element.tagName, text: (place.textContent || element.name || "").trim().replace(/\\s+/g, " "),
    id: element.id, isInMain: Boolean(element.closest("main")), left: box.left, top: box.top + scrollY,
    outline: how.outlineStyle === "none" ? 0 : parseFloat(how.outlineWidth), glow: how.boxShadow,
    isCovered: !(top && (place.contains(top) || top.contains(place))),
    isOutside: box.top < 0 || box.left < 0 || box.right > innerWidth || box.top > innerHeight,
  };
}"""


@contextmanager
def browser() -> Iterator[Browser]:
    """Open a browser for a whole module."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


@contextmanager
def phone(opened: Browser, served: ServedPage, **how: Any) -> Iterator[BrowserContext]:  # Any: as Playwright takes it
    """Return a phone that was let in."""
    context = opened.new_context(ignore_https_errors=True, **{"viewport": {"width": 390, "height": 844}, **how})
    context.set_default_timeout(10_000)
    context.add_cookies([served.cookie()])  # type: ignore[list-item]  # a dictionary of what a cookie needs
    yield context
    context.close()


def faults_of(page: Page) -> list[str]:
    """Return a sentence for each of our own rules that the page as it is breaks."""
    found: list[str] = page.evaluate(FAULTS)
    return found


def axe_faults_of(page: Page) -> list[str]:
    """Return what axe finds, in one line each."""
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    found = _AXE.run(page, options=options).response["violations"]
    return [f"axe {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def ring_faults_of(page: Page) -> list[str]:
    """Go through the page with the tabulator key; return what is wrong with order, ring or reach."""
    wanted = page.evaluate(REACHABLE)
    page.evaluate("() => document.querySelector('a, button').focus()")
    faults: list[str] = []
    before: dict[str, Any] | None = None
    for number in range(wanted):
        if number:
            page.keyboard.press("Tab")
        at = page.evaluate(RING)
        if at["tag"] == "BODY":
            faults.append("the keyboard does not reach everything")
            break
        if at["outline"] < 3 or at["glow"] == "none":
            faults.append(f"no good focus ring: {at['text'][:40]}")
        if at["isCovered"] or at["isOutside"]:
            faults.append(f"what has the focus cannot be seen: {at['text'][:40]}")
        if before and before["isInMain"] and at["isInMain"] and _is_before(at, before):
            faults.append(f"the order is not the one that is seen: {at['text'][:40]}")
        before = at
    page.keyboard.press("Tab")
    if page.evaluate("() => document.activeElement.tagName") not in {"BODY", "A"}:
        faults.append("the keyboard does not leave the page")
    return faults


def _is_before(at: dict[str, Any], before: dict[str, Any]) -> bool:
    if abs(at["top"] - before["top"]) < 4:
        return bool(at["left"] < before["left"])
    return bool(at["top"] < before["top"])
