"""What was said is not said again; what differs in a fact is."""

import pytest

from describe.novelty import is_news

SAME = [
    ("One face, near, ahead.", "One face, near, ahead."),
    ("A sign says: Exit.", "Text: Exit."),
    ("Mostly red and brown.", "Mostly brown and red."),
    ("Text: Farmhouse White Cheddar.", "Text: Farmhouse White Cheddr."),
    ("A man sits at a desk.", "A man is sitting at the desk, a man."),
    ("Mostly grey and white.", "Mostly grey."),
    ("A man in a blue shirt sits at a table.", "A man in a grey shirt sits at a table."),
]
DIFFERENT = [
    ("A sign says: Exit.", "A sign says: Stop."),
    ("One face, near, ahead.", "Two faces, near, ahead."),
    ("One face, near, left.", "One face, near, right."),
    ("Bus 12 to Harbour.", "Bus 14 to Harbour."),
    ("No text, no faces.", "Text, faces."),
    ("Dark.", "Bright."),
    ("Movement on the left.", "Movement on the right."),
    ("A sign says: Enter.", "Text: Do not enter."),
    ("A sign says: Open.", "A sign says: Not open."),
    ("A sign says: Way in.", "A sign says: Way out."),
    ("A sign says: Gate A.", "A sign says: Gate B."),
    ("A sign says: Entrance.", "A sign says: Entrance closed."),
    ("A sign says: Exit.", "A sign says: Fire exit."),
    ("A sign says: Danger.", "Text: Danger of death."),
    ("Text: Does contain milk.", "Text: May contain milk."),
    ("Text: 50 mg.", "Text: 500 mg."),
    ("A QR code says: Open.", "A QR code says: Closed."),
    ("The door is open.", "The door is closed."),
    ("A dog is there.", "No dog is there."),
    ("A red car on the left.", "A red bus on the left."),
    ("A red car on the left.", "A blue car on the left."),
    ("A man, near, ahead.", "A dog, near, ahead."),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_the_same_in_other_words_is_no_news(first: str, second: str) -> None:
    assert not is_news(second, [first])
    assert not is_news(first, [second])


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_another_fact_is_news_however_alike_the_words(first: str, second: str) -> None:
    assert is_news(second, [first])
    assert is_news(first, [second])


def test_a_text_that_is_only_partly_read_this_time_is_no_news_but_what_was_not_read_before_is() -> None:
    whole = "Text: Concert Friday 7 pm Free entry."
    assert not is_news("Text: Concert Friday 7 pm Free.", [whole])
    assert is_news(whole, ["Text: Concert Friday 7 pm Free."])


def test_what_was_contradicted_since_is_news_again() -> None:
    assert is_news("Three bottles.", ["Three bottles.", "Two bottles."])
    assert is_news("A door on the left.", ["A door on the left.", "A door on the right."])
    assert not is_news("Three bottles.", ["Two bottles.", "Three bottles."])
    assert not is_news("Three bottles.", ["Three bottles.", "A red cup."])


def test_a_correction_says_what_it_says_without_the_word() -> None:
    assert not is_news("Two people.", ["Correction: Two people."])
    assert not is_news("Correction: A sign says: Exit.", ["A sign says: Exit."])


def test_anything_is_news_to_a_silent_room() -> None:
    assert is_news("Exit.", [])
