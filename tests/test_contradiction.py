"""When the better description is a correction of the first, and when it only adds."""

import pytest

from describe import phrases
from describe.contradiction import contradicts

CONTRADICTED = [
    ("Two faces, near.", "One man ahead.", "people"),
    ("Two faces, near.", "Nobody is there.", "people"),
    ("Two people ahead.", "Three people ahead.", "people"),
    ("One face, near, left.", "No person.", "people"),
    (phrases.NOTHING_FOUND, "Two faces, near.", "people"),
    (phrases.NOTHING_FOUND, 'A sign reads: "EXIT."', "text"),
    ("A sign says: Room 12.", 'A sign reads: "Room 17."', "text"),
    ("A sign says: Way in.", "A sign reads: Way out.", "text"),
    ("Mostly grey and white.", "Mostly red.", "colour"),
    ("Mostly brown.", "The wall is blue.", "colour"),
    ("Dark.", "The room is bright.", "light"),
    ("Bright.", "It is dark.", "light"),
    ("Dim light.", "Bright.", "light"),
]
ADDED = [
    ("Two faces, near.", "Three people at a table."),
    ("One face, near, left.", "A man with a dog on the left."),
    ("One face, near.", "A man and a woman."),
    (phrases.NOTHING_FOUND, "A man walks away."),
    (phrases.NOTHING_FOUND, "A red door ahead."),
    ("A sign says: Exit.", 'A sign reads: "Emergency exit."'),
    ("A sign says: Exit.", "A sign reads: Pharmacy."),
    ("Mostly grey and white.", "Mostly white."),
    ("Mostly grey and white.", "A red door ahead."),
    ("Bright on the right.", "It is dark."),
    ("Movement on the left.", "A dog on the right."),
    ("Two faces, near.", "A dog."),
]


@pytest.mark.parametrize(("first", "better", "kind"), CONTRADICTED)
def test_the_opposite_is_found_and_named(first: str, better: str, kind: str) -> None:
    assert contradicts(better, first) == kind


@pytest.mark.parametrize(("first", "better"), ADDED)
def test_what_only_adds_is_no_contradiction(first: str, better: str) -> None:
    assert contradicts(better, first) == ""
