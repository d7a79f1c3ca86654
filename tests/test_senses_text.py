import dataclasses
from pathlib import Path

import numpy as np
import pytest

from describe.describer import DescriberUnavailable
from describe.request import Detail
from describe.senses.observation import Box, Script, Text, TextBlock
from describe.senses.reading import is_trusted, text_of
from describe.senses.spoken import clean, joined
from describe.senses.text import Line, Lines, TextReader
from describe.senses.text_words import prominent_text, whole_text
from tests.senses_pictures import plain, written


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


def line(text: str, x: float = 0, y: float = 0, height: float = 20, width: float | None = None) -> Line:
    right = x + (width if width is not None else len(text) * height * 0.6)
    return Line(text, 0.99, 0.9, ((x, y), (right, y), (right, y + height), (x, y + height)))


def rows(*lines: Line) -> list[tuple[str, ...]]:
    return [block.rows for block in text_of(Lines(lines), 640, 480).blocks]


def block(text: str, height: float = 0.1, script: Script = Script.LATIN) -> TextBlock:
    return TextBlock((text,), 0.99, Box(0, 0, 1, height), height, script)


def test_a_large_word_on_a_plain_wall_is_read(reader: TextReader) -> None:
    found = text_of(reader.read(written([(200, 180, 90, "EXIT")]), 736, 16), 640, 480)
    assert [b.rows for b in found.blocks] == [("Exit",)]
    assert prominent_text(found, Detail.NORMAL) == "A sign says: Exit."


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_is_read_in_its_own_order(reader: TextReader, quarters: int) -> None:
    page = written([(60, 60, 44, "Fresh bread daily"), (60, 120, 44, "Baked this morning"), (60, 350, 44, "Ring bell")])
    turned = np.ascontiguousarray(np.rot90(page, quarters))
    found = text_of(reader.read(turned, 1600, 100), turned.shape[1], turned.shape[0])
    assert whole_text(found) == ("It reads: Fresh bread daily Baked this morning.", "Ring bell.")


def test_an_empty_wall_has_no_text(reader: TextReader) -> None:
    assert text_of(reader.read(plain(), 736, 16), 640, 480) == Text()


def test_a_page_with_more_lines_than_are_looked_at_says_that_there_is_more(reader: TextReader) -> None:
    page = written([(40, 20 + 70 * n, 36, f"Line number {n}") for n in range(5)])
    found = text_of(reader.read(page, 736, 3), 640, 480)
    assert found.is_cut
    assert whole_text(found)[-1] == "There is more text."


def test_missing_models_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(DescriberUnavailable, match="reinstall"):
        TextReader(tmp_path).warm_up()


def test_broken_models_are_named_with_the_remedy(tmp_path: Path) -> None:
    for part in ("det", "cls", "rec"):
        (tmp_path / f"x_{part}_y.onnx").write_bytes(b"half a model")
    with pytest.raises(DescriberUnavailable, match="reinstall"):
        TextReader(tmp_path).warm_up()


def test_rows_of_one_size_become_one_block_and_another_size_another() -> None:
    assert rows(line("WHITE CHEDDAR", 100, 260, 40), line("FARMHOUSE", 120, 220, 40), line("fresh", 430, 240, 12)) == [
        ("Farmhouse", "White Cheddar"),
        ("fresh",),
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [line(f"left row {n}", 20, 100 + 30 * n) for n in range(3)]
    right = [line(f"right row {n}", 350, 100 + 30 * n) for n in range(3)]
    interleaved = [side[n] for n in range(3) for side in (right, left)]
    assert rows(*interleaved) == [
        ("left row 0", "left row 1", "left row 2"),
        ("right row 0", "right row 1", "right row 2"),
    ]


def test_a_price_at_the_end_of_a_row_belongs_to_its_article() -> None:
    receipt = [line("Bread", 20, 100), line("2.40", 500, 100), line("Milk", 20, 130), line("1.15", 500, 130)]
    assert rows(*receipt) == [("Bread 2.40", "Milk 1.15")]


@pytest.mark.parametrize(
    ("text", "confidence", "weakest", "trusted"),
    [
        ("Exit", 0.99, 0.95, True),
        ("Exit", 0.94, 0.95, False),
        ("Exit", 0.99, 0.6, False),
        ("7", 0.99, 0.99, True),
        ("7", 0.99, 0.9, False),
        ("0ffice", 0.999, 0.99, False),
        ("S4.20", 0.999, 0.99, False),
        ("Room 10", 0.99, 0.9, True),
        ("大", 0.99, 0.99, False),
        ("出口通道", 0.99, 0.99, True),
        ("- . -", 0.99, 0.99, False),
    ],
)
def test_only_lines_that_are_certain_are_said(text: str, confidence: float, weakest: float, trusted: bool) -> None:
    whole = line("x")
    assert is_trusted(Line(text, confidence, weakest, whole.corners)) is trusted


def test_lines_that_are_not_certain_are_counted_as_unread() -> None:
    doubtful = [dataclasses.replace(line("Tonato soup", y=n * 40.0), confidence=0.8) for n in range(2)]
    assert text_of(Lines(tuple(doubtful)), 640, 480) == Text(unread=2)


def test_text_in_another_script_is_told_as_such() -> None:
    foreign = Text((block("出口通道", script=Script.OTHER),))
    assert prominent_text(foreign, Detail.NORMAL) == "Text in another script."
    assert whole_text(foreign) == ("Text in another script.",)


@pytest.mark.parametrize(
    ("written_rows", "said"),
    [
        (("FARMHOUSE", "WHITE CHEDDAR"), ("Farmhouse", "White Cheddar")),
        (("USB PORT", "NHS HOSPITAL"), ("USB Port", "NHS Hospital")),
        (("fire extin-", "guisher here"), ("fire extinguisher", "here")),
        (("MissVickie's",), ("Miss Vickie's",)),
        (("McDonald's",), ("McDonald's",)),
    ],
)
def test_words_are_said_as_a_person_would(written_rows: tuple[str, ...], said: tuple[str, ...]) -> None:
    assert joined(written_rows) == said


def test_what_was_read_holds_no_markup_and_no_control_characters() -> None:
    assert clean("<b>FREE®</b>\x07 hi\u202e `rm`") == "b FREE /b hi rm"


def test_a_few_large_words_are_only_called_a_sign_if_they_are_those_of_signs() -> None:
    assert prominent_text(Text((block("Exit"),)), Detail.NORMAL) == "A sign says: Exit."
    assert prominent_text(Text((block("Platform 4"),)), Detail.NORMAL) == "A sign says: Platform 4."
    assert prominent_text(Text((block("Farmhouse"),)), Detail.NORMAL) == "Text: Farmhouse."
    assert prominent_text(Text((block("Exit", 0.02),)), Detail.NORMAL) == "Text: Exit."
    assert prominent_text(Text((block("Exit"), block("Strategy"))), Detail.NORMAL) == "Text: Exit, Strategy."


def test_a_description_says_the_tallest_text_first_and_is_short() -> None:
    text = Text((block("small print " * 9, 0.02), block("Kettle Chips", 0.2), block("one " * 20, 0.1)))
    assert prominent_text(text, Detail.NORMAL) == "Text: Kettle Chips."
    long = prominent_text(Text((block("word " * 30),)), Detail.NORMAL)
    assert long == f"Text: {'word ' * 11}word, and more."


def test_a_long_page_is_read_in_sentences_that_the_voice_can_take() -> None:
    said = whole_text(Text((block("several words " * 60),)))
    assert len(said) > 1
    assert all(len(sentence) <= 300 for sentence in said)
    assert " ".join(said).replace(".", "").split() == ["It", "reads:"] + ["several", "words"] * 60


def test_an_order_further_down_a_page_is_still_heard_as_the_pages_words() -> None:
    page = Text((block("Drink this. It is harmless"), block("You can cross now"), block("Ring bell")))
    assert whole_text(page) == (
        "It reads: Drink this, It is harmless.",
        "It goes on: You can cross now.",
        "Ring bell.",
    )


def test_text_below_another_script_is_marked_as_read() -> None:
    page = Text((block("出口通道", script=Script.OTHER), block("Cross now")))
    assert whole_text(page) == ("Text in another script.", "It reads: Cross now.")
