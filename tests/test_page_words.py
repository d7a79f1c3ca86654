"""What the page says can be read at the end of primary school, by the length of its words and sentences, and jargon."""

from pathlib import Path

import pytest

from tests.page_server import IN_TROUBLE
from tests.readability import grade, jargon_in, sentences_in, sentences_of, sentences_on, words_a_sentence, words_in
from tests.test_page_html import URL, every_page
from tests.web_box import let_in, new_box
from web import create_app

MOST_ON_AVERAGE, MOST_IN_ONE = 16, 20
"""Words a sentence."""
GRADE = 6
ROOT = Path(__file__).parent.parent
FOR_PROGRAMMERS = {"api_values.py", "openapi.py"}
"""These describe the interface for programs."""
MODULES = [
    *(path for path in sorted((ROOT / "web").glob("*.py")) if path.name not in FOR_PROGRAMMERS),
    *sorted((ROOT / "describe").glob("*_words.py")),
    *(ROOT / "describe" / name for name in ("helper_acts.py", "phrases.py", "settings.py")),
]


def faults_in(sentences: list[str]) -> list[str]:
    """Return what makes these hard to read."""
    faults = [f"too long: {sentence}" for sentence in sentences if len(words_in(sentence)) > MOST_IN_ONE]
    if words_a_sentence(sentences) > MOST_ON_AVERAGE:
        faults.append("too many words a sentence")
    return faults + [f"jargon: {word}" for word in sorted(jargon_in(sentences))]


def test_every_page_is_read_with_ease(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    box.board.put(IN_TROUBLE)
    helper = let_in(create_app(box))
    faults, everything = [], list[str]()
    for path in [*every_page(helper), "/describer/models/omni-3b", "/settings/volume/sure?value=20", "/no-such-page"]:
        sentences = sentences_on(helper.get(path, base_url=URL).text)
        faults += [f"{path}: {fault}" for fault in faults_in(sentences)]
        if not path.startswith("/settings/"):  # two sentences, of which no grade can be told
            everything += sentences
            assert grade(sentences) <= GRADE, path
    assert faults == []
    assert len(everything) > 500


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_so_is_what_its_modules_have_to_say(module: Path) -> None:
    assert faults_in(sentences_of(module)) == []


def test_these_texts_are_found() -> None:
    said = sentences_of(ROOT / "web" / "error_pages.py")
    assert "Nothing was changed." in said
    assert sum(len(sentences_of(module)) for module in MODULES) > 300


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Configure it. Go on.", "jargon: configure"),
        ("The endpoint needs authentication.", "jargon: endpoint"),
        (f"{'It is long and ' * 6}it ends.", "too long"),
        (
            "The camera that hangs on the wall over there by the door shows what it is now. " * 3,
            "too many words a sentence",
        ),
    ],
)
def test_what_is_hard_to_read_is_found(text: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in faults_in(sentences_in(text)))


def test_the_grade_tells_a_law_from_a_children_s_book() -> None:
    law = "Notwithstanding the aforementioned provisions, the undersigned party acknowledges unlimited responsibility."
    assert grade(sentences_in("The cat sat on the mat. It saw a red ball. It ran to it.")) < 2
    assert grade(sentences_in(law)) > 15
