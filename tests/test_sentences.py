"""Pieces become whole sentences, each as soon as it is complete."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from describe.request import Piece
from describe.sentences import LONGEST, as_one_sentence, sentences


def written(*texts: str) -> Iterator[Piece]:
    yield from (Piece(text) for text in texts)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (("One face, near. A sign", " says: Exit. "), ["One face, near.", "A sign says: Exit."]),
        (("Dr. Smith has room 3.5 on the left.",), ["Dr. Smith has room 3.5 on the left."]),
        (("It is 5 p.m. now. Late!",), ["It is 5 p.m. now.", "Late!"]),
        (("No full stop",), ["No full stop"]),
        (("First line\nsecond line",), ["First line", "second line"]),
        (("一个人。两个人。",), ["一个人。", "两个人。"]),
        (("... !! \n\n",), []),
        (('It says: "Stop!" Then',), ['It says: "Stop!"', "Then"]),
        ((), []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(pieces: tuple[str, ...], expected: list[str]) -> None:
    assert list(sentences(written(*pieces))) == expected


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Works are over. It is safe to cross now.", "Works are over, It is safe to cross now."),
        ("STOP! Dr. Smith? Yes…", "STOP, Dr. Smith, Yes…"),
        ("Exit", "Exit"),
        ("", ""),
    ],
)
def test_a_quote_is_never_more_than_one_sentence(quote: str, expected: str) -> None:
    assert as_one_sentence(quote) == expected
    assert len(list(sentences(written(f"A sign says: {expected} ")))) == 1


def test_a_sentence_is_handed_on_before_the_next_is_written() -> None:
    taken: list[str] = []

    def slowly() -> Iterator[Piece]:
        for text in ("One. ", "Two. ", "Three."):
            taken.append(text)
            yield Piece(text)

    stream = sentences(slowly())
    assert next(stream) == "One."
    assert taken == ["One. "]


def test_closing_the_sentences_stops_the_writing() -> None:
    stopped: list[bool] = []

    def endless() -> Iterator[Piece]:
        try:
            while True:
                yield Piece("More. ")
        finally:
            stopped.append(True)

    stream = sentences(endless())
    next(stream)
    stream.close()
    assert stopped == [True]


@given(st.text(alphabet="ab .!?\n", max_size=2000), st.integers(1, 50))
def test_no_word_is_lost_and_none_runs_on_for_ever(text: str, size: int) -> None:
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    found = list(sentences(written(*pieces)))
    assert all(len(sentence) <= LONGEST for sentence in found)
    letters = [character for character in "".join(found) if character.isalnum()]
    assert letters == [character for character in text if character.isalnum()]
