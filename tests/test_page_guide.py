"""The guide for helpers names what the pages have, and its pictures are there and small."""

import re
from pathlib import Path

from describe import phrases
from describe.choices import choices_on
from web.menu import PAGES

DOCS = Path(__file__).resolve().parents[1] / "docs"
GUIDE = (DOCS / "caregiver.md").read_text(encoding="utf-8")


def test_every_picture_of_the_guide_is_there_and_described() -> None:
    shown = re.findall(r'<img src="([^"]+)" alt="([^"]*)"', GUIDE)
    assert len(shown) >= 5
    for file, words in shown:
        assert (DOCS / file).is_file(), file
        assert len(words) > 20, f"{file} is not described for whoever cannot see it"


def test_every_picture_of_a_page_is_small() -> None:
    assert {
        path.name: path.stat().st_size for path in (DOCS / "pages").glob("*.png") if path.stat().st_size > 60_000
    } == {}


def test_the_guide_names_every_page_and_explains_every_choice() -> None:
    assert [page.name for page in PAGES if f"| {page.name} |" not in GUIDE] == []
    explained = [*choices_on("voice"), *choices_on("what-to-say"), *choices_on("keys")]
    assert [choice.title for choice in explained if f"| {choice.title} |" not in GUIDE] == []


def test_the_guide_begins_with_what_it_is_not() -> None:
    assert phrases.SAFETY in " ".join(GUIDE[: GUIDE.index("## Five steps")].replace("\n> ", " ").split())
