"""The report holds what was seen, said and left unsaid, for eyes of every kind and on a telephone."""

import html
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from describe import known_troubles, phrases
from describe.decide import View
from describe.journal import Entry, Kind
from describe.report import report
from describe.stretches import Stretch, in_order, troubles, views
from describe.utterance import Utterance

SAID = [(1.0, 2.5, Utterance("A sign says: <script>.", frame_at=0.8))]
JOURNAL = [
    Entry(0.0, Kind.VIEW, View.SETTLING),
    Entry(0.0, Kind.SILENT, "it has not settled yet"),
    Entry(0.9, Kind.VIEW, View.STILL),
    Entry(0.9, Kind.DROPPED, "it was said lately", text="A sign."),
    Entry(0.9, Kind.LOOK, "the first settled picture"),
    Entry(1.0, Kind.SAID, "routine", text="A sign says: <script>."),
    Entry(1.2, Kind.SILENT, "I am speaking"),
    Entry(2.2, Kind.VIEW, View.MOVING),
    Entry(2.6, Kind.SILENT, "the picture moves"),
    Entry(6.0, Kind.TROUBLE, "dark", text=phrases.DARK),
    Entry(6.0, Kind.VIEW, View.NO_GOOD),
    Entry(6.0, Kind.SILENT, "the picture is no good: dark"),
]


class Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        assert not any(name in ("src", "href") for name, _ in attrs), "it must load nothing"

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_report_tells_what_was_said_and_what_was_not_and_why() -> None:
    page = Page(report("street.mp4", 10.0, SAID, JOURNAL))
    assert "A sign says: <script>." in page.text
    assert "script" not in [tag for tag, _ in page.tags]
    for words in ("What was said in street.mp4", "the first settled picture", "it was said lately", "0.2 s old"):
        assert words in page.text
    assert "10 seconds: 1 look, 1 sentence, 24 words a minute, silent 85 % of the time." in page.text


def test_a_look_stands_before_what_follows_from_it_at_the_same_moment() -> None:
    assert [entry.kind for entry in in_order(JOURNAL)[2:6]] == [Kind.VIEW, Kind.LOOK, Kind.DROPPED, Kind.SAID]
    page = report("clip", 10.0, SAID, JOURNAL)
    assert page.index("<td>the first settled picture") < page.index("<td>it was said lately")


def test_what_moved_is_told_in_stretches_whatever_was_said_meanwhile() -> None:
    assert views(JOURNAL, 10.0) == [
        (View.SETTLING, Stretch(0.0, 0.9, "not settled yet")),
        (View.STILL, Stretch(0.9, 2.2, "standing still")),
        (View.MOVING, Stretch(2.2, 6.0, "moving")),
        (View.NO_GOOD, Stretch(6.0, 10.0, "no good picture")),
    ]


def test_troubles_last_until_their_own_part_is_well_or_has_another() -> None:
    journal = [
        Entry(1.0, Kind.TROUBLE, "dark", text=phrases.DARK),
        Entry(2.0, Kind.TROUBLE, "it broke", text=known_troubles.DESCRIBER_FAILS.words),
        Entry(3.0, Kind.TROUBLE, "blurred", text=phrases.BLURRED),
        Entry(4.0, Kind.BETTER, "picture is well again"),
    ]
    assert troubles(journal, 9.0) == {
        "picture": [Stretch(1.0, 3.0, f"dark: {phrases.DARK}"), Stretch(3.0, 4.0, f"blurred: {phrases.BLURRED}")],
        "describer": [Stretch(2.0, 9.0, f"it broke: {phrases.DESCRIBER_LOST}")],
    }
    page = Page(report("clip", 9.0, [], journal))
    assert "picture in trouble" in page.text
    assert "describer in trouble" in page.text
    (bar, *_) = [attrs for tag, attrs in page.tags if tag == "rect" and attrs["class"] == "trouble"]
    assert float(bar["width"] or 0) > 100


def test_a_recording_without_a_sentence_or_a_moment_makes_a_page() -> None:
    assert "0 seconds: 0 looks, 0 sentences" in Page(report("empty", 0.0, [], [])).text


def test_every_table_and_the_timeline_scroll_by_keyboard_and_have_a_name() -> None:
    page = Page(report("clip", 10.0, SAID, JOURNAL))
    scrollers = [attrs for _, attrs in page.tags if attrs.get("class") == "scroller"]
    assert [attrs["aria-label"] for attrs in scrollers] == ["Timeline", "Every sentence", "Every decision"]
    assert all((attrs["tabindex"], attrs["role"]) == ("0", "region") for attrs in scrollers)


def test_every_colour_can_be_told_from_the_paper_in_light_and_in_dark() -> None:
    light, dark = re.findall(r":root {(.*?)}", report("clip", 10.0, SAID, JOURNAL), re.DOTALL)
    for theme in (light, dark):
        colours = dict(re.findall(r"--(\w+): (#\w{6})", theme))
        assert set(colours) == {"paper", "ink", "line", "blue", "purple", "green", "red", "amber", "slate"}
        too_faint = {name for name in colours if _contrast(colours[name], colours["paper"]) < 3}
        assert too_faint == {"paper"}
        assert _contrast(colours["ink"], colours["paper"]) >= 7


def test_the_page_is_no_wider_than_a_telephone_and_its_letters_are_not_shrunk(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium is installed to lay the page out")
    if "seen" not in _laid_out(chromium, tmp_path, "<p>seen</p>"):
        pytest.skip("this chromium cannot read a page here: as a snap it has its own folder for temporary files")
    long = "w" * 300
    page = report(long, 600.0, [(1.0, 2.0, Utterance(long))], [Entry(0.0, Kind.SILENT, long), *JOURNAL])
    laid_out = _laid_out(
        chromium,
        tmp_path,
        f'<iframe id="page" style="border: 0; width: 360px" srcdoc="{html.escape(page)}"></iframe><p id="out"></p>'
        "<script>page.onload = () => { const seen = page.contentDocument, drawn = seen.querySelector('[role=img]');"
        " out.textContent = [seen.documentElement.scrollWidth, seen.documentElement.clientWidth,"
        " drawn.getBoundingClientRect().width,"
        " drawn.getAttribute('width'), parseFloat(page.contentWindow.getComputedStyle(drawn).fontSize)].join(' ') }"
        "</script>",
    )
    measured = re.search(r'<p id="out">([\d. ]+)</p>', laid_out)
    assert measured, laid_out[-500:]
    page_px, window_px, drawn_px, wanted_px, letters_px = map(float, measured[1].split())
    assert page_px <= window_px <= 360
    assert drawn_px == wanted_px > 3000
    assert letters_px >= 12


def _laid_out(chromium: str, folder: Path, page: str) -> str:
    """Return what became of a page in a browser."""
    (folder / "frame.html").write_text(page)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    done = subprocess.run(
        [chromium, *flags, f"--user-data-dir={folder / 'profile'}", f"file://{folder / 'frame.html'}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return done.stdout


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours. Source: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
