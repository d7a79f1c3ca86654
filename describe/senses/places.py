"""Where in the picture something is that somebody looks for: a face, a code, or words that are written somewhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from describe.senses.observation import Box, TextBlock

SAME_WORD = 0.8
"""Likeness of two long words from which one is the other, misread."""
_FACES = frozenset("face faces person people persons somebody someone anybody anyone man men woman women child".split())
_CODES = frozenset("code codes qr barcode barcodes".split())
_WRITTEN = frozenset("text word words sign letters reading saying says".split())
_LITTLE = frozenset("a an the my that this for with bar any of".split())


class Kind(StrEnum):
    """What the senses can place."""

    FACE = "a face"
    CODE = "a code"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; `words` are those of a text, in small letters. `is_written`: it was asked for as text."""

    kind: Kind
    words: tuple[str, ...] = ()
    is_written: bool = False


def sought(thing: str) -> Sought:
    """Return what the senses can look for when somebody asks where `thing` is; what is no face and no code is text."""
    spoken = re.findall(r"\w+", thing.casefold())
    carrying = [word for word in spoken if word not in _LITTLE]
    words = tuple(word for word in carrying if word not in _WRITTEN)
    is_written = len(words) < len(carrying) or '"' in thing
    if words and not is_written and set(words) <= _FACES:
        return Sought(Kind.FACE)
    if words and not is_written and set(words) <= _CODES:
        return Sought(Kind.CODE)
    return Sought(Kind.TEXT, words or tuple(carrying or spoken), is_written)


def with_words(blocks: Iterable[TextBlock], words: tuple[str, ...]) -> tuple[Box, ...]:
    """Return the places of the texts that hold all these words; of any text where there are none."""
    return tuple(block.box for block in blocks if _holds(" ".join(block.rows), words))


def _holds(text: str, words: tuple[str, ...]) -> bool:
    written = re.findall(r"\w+", text.casefold())
    return all(any(_is_same(word, other) for other in written) for word in words)


def _is_same(word: str, other: str) -> bool:
    if word == other:
        return True
    is_long = min(len(word), len(other)) >= 5 and word.isalpha() and other.isalpha()
    return is_long and SequenceMatcher(None, word, other).ratio() >= SAME_WORD
