"""Do two readers of the same text agree? Tolerant of case, marks and a misread letter; never of a number or a "not"."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.84
"""Share of letters in the same order from which two lines are one line, misread here or there."""
LEAST_TO_MISREAD = 5
"""Letters. A shorter line has to be the same: "in" and "on", "push" and "pull" differ in little."""

_NUMBER = re.compile(r"[-+]?[$€£¥]?\d+(?:[.,:/]\d+)*\s?[%€£$¥°]?")
_TELLING = frozenset(
    """no not never without do don't dont only except in out on off up down push pull open closed left right safe unsafe
    am pm hot cold men women am mg ml kg g l kein keine nicht ohne nur auf zu ein aus heiß kalt links rechts ja nein
    sin nunca
    solo abierto cerrado ne pas sans ouvert fermé non poussez tirez""".split()
)
"""Words of which each turns a text around: both have to have read the same ones."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in the form in which it is compared: its letters and digits, its numbers, and the words that turn it."""

    letters: str
    numbers: tuple[str, ...]
    telling: tuple[str, ...]


def reading_of(text: str) -> Reading:
    """Return the text as it is compared."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")  # noqa: RUF001  an apostrophe is meant
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", plain)
    return Reading(
        "".join(character for character in plain if character.isalnum()).replace("rn", "m"),
        tuple("".join(number.split()) for number in _NUMBER.findall(plain)),
        tuple(sorted(word for word in words if word in _TELLING)),
    )


def is_same(one: Reading, other: Reading) -> bool:
    """Tell whether both are readings of one text."""
    if one.numbers != other.numbers or one.telling != other.telling:
        return False
    if one.letters == other.letters:
        return True
    if min(len(one.letters), len(other.letters)) < LEAST_TO_MISREAD:
        return False
    return _might_be_alike(one.letters, other.letters) and _likeness(one.letters, other.letters) >= ALIKE


def _might_be_alike(one: str, other: str) -> bool:
    """Tell at little cost whether the likeness can reach ALIKE: it cannot if too few letters are the same."""
    together = len(one) + len(other)
    if 2 * min(len(one), len(other)) < ALIKE * together:
        return False
    return 2 * (Counter(one) & Counter(other)).total() >= ALIKE * together


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
