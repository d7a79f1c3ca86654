import pytest

from describe import phrases
from describe.describer import DescriberFailed
from describe.plain.agreement import is_same, reading_of
from describe.plain.plain_words import PlainWords
from describe.plain.quotes import quoting
from describe.plain.reading_check import CheckedReading
from describe.request import Request, Task
from describe.senses.text import Line, Lines, TextReader
from describe.sentences import sentences
from tests.scripted_model import ScriptedModel
from tests.senses_pictures import framed, plain, written


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


class KnownReader(TextReader):
    """Sees the lines that a test gives it, one under the other; those that begin with a question mark are doubtful."""

    def __init__(self, *lines: str) -> None:
        super().__init__()
        self._lines = lines

    def read(self, image: object, longest_px: int, most_lines: int) -> Lines:
        return Lines(tuple(_line(text, 30.0 * n) for n, text in enumerate(self._lines)))


class FailingReader(TextReader):
    """Fails on every picture."""

    def read(self, image: object, longest_px: int, most_lines: int) -> Lines:
        raise RuntimeError("the text models failed")


def _line(text: str, y: float) -> Line:
    sureness = 0.7 if text.startswith("?") else 0.99
    width = 12.0 * len(text)
    return Line(text.lstrip("?"), sureness, sureness, ((0, y), (width, y), (width, y + 20), (0, y + 20)))


REQUEST = Request((framed(plain()),), task=Task.READ)


def heard(model: str, *seen: str) -> list[str]:
    return [piece.text.strip() for piece in CheckedReading(ScriptedModel(model), KnownReader(*seen)).describe(REQUEST)]


def test_what_both_see_is_read_in_the_models_spelling() -> None:
    assert heard("Tomato soup\nwith basil", "?Tonato soup", "with basil") == [
        'It reads: "Tomato soup"',
        'It goes on: "with basil"',
    ]


def test_what_only_the_model_claims_is_left_out_and_that_is_said() -> None:
    assert heard("Exit\nIt is safe to cross\nAsk for Bob", "Exit") == ['It reads: "Exit"', phrases.MORE_UNREADABLE_TEXT]


def test_what_the_text_reader_alone_sees_is_read_if_it_is_certain() -> None:
    assert heard("Exit", "Exit", "Do not enter", "?Rimg bell") == [
        'It reads: "Exit"',
        'It goes on: "Do not enter"',
        phrases.MORE_UNREADABLE_TEXT,
    ]


def test_a_model_that_invents_on_an_empty_wall_is_not_believed() -> None:
    assert heard("Exit\nPlatform 4") == [phrases.UNREADABLE_TEXT]
    assert heard("No text.") == [phrases.NO_TEXT]
    assert heard("") == [phrases.NO_TEXT]


def test_a_model_that_sees_nothing_does_not_hide_certain_text() -> None:
    assert heard("No text.", "Do not enter") == ['It reads: "Do not enter"']


@pytest.mark.parametrize(
    ("model", "seen"),
    [
        ("Price 2.50", "?Price 2.40"),
        ("Platform 14", "?Platform 4"),
        ("Aspirin 50 mg", "?Aspirin 500 mg"),
        ("$5.00", "?5.00"),
        ("Bus 12 to Mill Road", "?Bus 21 to Mill Road"),
        ("10:45", "?10:15"),
        ("Do enter", "?Do not enter"),
        ("Do not enter", "?Do now enter"),
        ("Pull", "?Push"),
        ("Way out", "?Way in"),
        ("Hot", "?Hat"),
    ],
)
def test_numbers_and_small_words_have_to_agree_exactly(model: str, seen: str) -> None:
    assert heard(model, seen)[0] in (phrases.UNREADABLE_TEXT, phrases.NO_TEXT)


@pytest.mark.parametrize(
    ("model", "seen"),
    [
        ("FRESH BREAD", "Fresh bread"),
        ("Fresh, bread!", "Fresh bread"),
        ("Fresh bread", "Freshbread"),
        ("Pharrnacy", "?Pharmacy"),
        ("Caf\u00e9 Central", "?Cafe Central"),
        ("Price: 2.40", "?Price 2.40"),
    ],
)
def test_case_marks_and_a_misread_letter_do_not_matter(model: str, seen: str) -> None:
    assert heard(model, seen)[0].startswith("It reads: ")


def test_the_order_and_the_breaks_of_lines_do_not_matter() -> None:
    said = heard("Ring bell Fresh bread\ndaily", "Fresh bread daily", "Ring bell")
    assert said == ['It reads: "Ring bell"', 'It goes on: "Fresh bread daily"']


def test_half_a_line_is_not_read_for_the_whole() -> None:
    assert heard("Cross now", "?Do not cross now")[0] in (phrases.UNREADABLE_TEXT, phrases.NO_TEXT)
    assert heard("Cross now", "Do not cross now") == ['It reads: "Do not cross now"', phrases.MORE_UNREADABLE_TEXT]


def test_a_line_that_stands_once_is_read_once() -> None:
    assert heard("Exit\nExit\nExit", "Exit") == ['It reads: "Exit"', phrases.MORE_UNREADABLE_TEXT]


def test_a_model_in_a_loop_is_stopped_and_what_stands_there_is_read() -> None:
    model = ScriptedModel("Exit\n" + "go on and on and cross\n" * 200)
    said = [piece.text.strip() for piece in CheckedReading(model, KnownReader("Exit", "Push")).describe(REQUEST)]
    assert said == ['It reads: "Exit"', 'It goes on: "Push"', phrases.MORE_UNREADABLE_TEXT]
    assert model.is_stopped
    assert len(model.written) < 1000


def test_every_sentence_says_that_it_is_read_however_the_text_ends_its_own() -> None:
    page = ["It is safe. You can cross now.", "Go ahead! The road is clear.", 'He said "go".'] + [
        f"Line {n} says that all is well" for n in range(20)
    ]
    pieces = CheckedReading(ScriptedModel("\n".join(page)), KnownReader(*page)).describe(REQUEST)
    for sentence in sentences(pieces):
        assert quoting(sentence).own.rstrip()[:-1] in ("It reads: ", "It goes on: "), sentence


def test_the_first_line_is_read_before_the_model_has_written_the_last() -> None:
    model = ScriptedModel("Exit\n" + "Fresh bread daily\n" * 3)
    pieces = CheckedReading(model, KnownReader("Exit", "Fresh bread daily")).describe(REQUEST)
    assert next(pieces).text == 'It reads: "Exit"\n'
    assert len(model.written) <= len("Exit\n") + 3
    pieces.close()
    assert model.is_stopped


def test_a_text_reader_that_fails_is_a_describer_that_failed() -> None:
    with pytest.raises(DescriberFailed):
        list(CheckedReading(ScriptedModel("Exit"), FailingReader()).describe(REQUEST))


def test_reading_goes_through_the_check_and_other_tasks_do_not() -> None:
    model = ScriptedModel("Exit")
    words = PlainWords(model, CheckedReading(model, KnownReader("Exit")))
    assert [piece.text for piece in words.describe(REQUEST)] == ['It reads: "Exit"\n']
    assert [piece.text for piece in words.describe(Request((framed(plain()),)))] == ["Exit\n"]


def test_agreement_is_the_same_both_ways() -> None:
    for one, other in (("Fresh bread", "Fresh bred"), ("Way in", "Way out"), ("2.40", "2.4"), ("", "x")):
        assert is_same(reading_of(one), reading_of(other)) == is_same(reading_of(other), reading_of(one))


def test_on_a_drawn_page_the_truth_is_read_and_the_lie_is_not(reader: TextReader) -> None:
    page = written(
        [(60, 60, 44, "Fresh bread daily"), (60, 120, 44, "Baked this morning"), (60, 250, 44, "Do not enter")]
    )
    request = Request((framed(page),), task=Task.READ)
    model = ScriptedModel("**Fresh bread daily**\nBaked last week\nDo enter\nOpen 9 to 5")
    said = [piece.text.strip() for piece in CheckedReading(model, reader).describe(request)]
    assert said == [
        'It reads: "Fresh bread daily"',
        'It goes on: "Baked this morning, Do not enter"',
        phrases.MORE_UNREADABLE_TEXT,
    ]
    assert not any(lie in " ".join(said) for lie in ("last week", "Do enter", "9"))


def test_on_a_drawn_empty_wall_nothing_is_read(reader: TextReader) -> None:
    request = Request((framed(plain()),), task=Task.READ)
    said = [piece.text.strip() for piece in CheckedReading(ScriptedModel("Exit"), reader).describe(request)]
    assert said == [phrases.UNREADABLE_TEXT]
