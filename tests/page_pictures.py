"""Draws a picture of each page at the size of a phone: python -m tests.page_pictures FOLDER [--dark]"""

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from describe.settings import Settings
from tests.page_browser import browser, phone
from tests.page_server import STATUS, ServedPage, served
from tests.page_states import PageState, states_of

WIDTH, HEIGHT, HIGHEST = 390, 844, 2400
COLOURS = 32
"""A page has few colours; so many keep the edges of letters smooth in less than 60 kB."""
SHOWN = {
    "voice-saved",
    "now-in-trouble",
    "ask-answered",
    "settings-volume-sure",
    "settings-words_per_minute",
    "pair-open",
}
"""What is shown beside the pages themselves."""


def main() -> None:
    """Write a PNG for each page of the menu, and for some in other states."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    scheme = "dark" if chosen.dark else "light"
    with (
        tempfile.TemporaryDirectory() as place,
        served(Path(place)) as at_box,
        browser() as opened,
        phone(opened, at_box, color_scheme=scheme, viewport={"width": WIDTH, "height": HEIGHT}) as context,
    ):
        page = context.new_page()
        for state in _states(at_box):
            at_box.box.board.put(STATUS)
            at_box.box.settings.change(**Settings().model_dump())
            state.reach(page, at_box)
            page.wait_for_timeout(250)
            _write(page, chosen.folder / f"{state.name}{'-dark' if chosen.dark else ''}.png")


def _states(at_box: ServedPage) -> list[PageState]:
    in_menu = {"now", "help", *(name for name in _first_pages(at_box))}
    return [state for state in states_of(at_box.app) if state.name in in_menu | SHOWN]


def _first_pages(at_box: ServedPage) -> list[str]:
    rules = [rule.rule for rule in at_box.app.url_map.iter_rules() if rule.endpoint.endswith(".page")]
    return [rule.strip("/") for rule in rules if "<" not in rule and rule.count("/") == 1]


def _write(page: Page, path: Path) -> None:
    drawn = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled"))).convert("RGB")
    picture = drawn.crop((0, 0, drawn.width, min(drawn.height, HIGHEST)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
