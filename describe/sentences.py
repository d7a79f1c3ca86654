"""From pieces, as they are written, to whole sentences that can be spoken."""

import re
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

from describe.request import Piece

LONGEST = 300
"""Characters. What runs on beyond this is cut at a space: nobody follows a longer sentence by ear."""

_MARKS = ".!?…。！？"  # noqa: RUF001  full-width marks are meant
_END = re.compile(r'[.!?…]+["\')\]»”’]*(?=\s)|[。！？]|\n+')  # noqa: RUF001  full-width marks are meant
_ABBREVIATION = re.compile(r"(?:^|[\s(\"'])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|No|Nr|Ave|Rd|vs|e\.g|i\.e|a\.m|p\.m)\.\Z")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence, and whether it is the quick word of one who knows less."""

    text: str
    is_quick: bool = False


def sentences(pieces: Iterator[Piece]) -> Generator[str]:
    """Yield each sentence as soon as it is complete; the last may lack its full stop. Closing this closes `pieces`."""
    with closing(marked_sentences(pieces)) as marked:
        for sentence in marked:
            yield sentence.text


def marked_sentences(pieces: Iterator[Piece]) -> Generator[Sentence]:
    """Do what sentences() does, and tell the quick ones."""
    waiting, is_quick = "", False
    try:
        for piece in pieces:
            whole, waiting = _split(waiting + piece.text)
            is_quick = piece.is_quick
            for text in whole:
                yield Sentence(text, is_quick)
        for text in _speakable(waiting):
            yield Sentence(text, is_quick)
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


def as_one_sentence(text: str) -> str:
    """Return a quoted text with pauses for its inner ends: a sentence of its own would sound as if we said it."""
    parts = list(sentences(iter([Piece(text)])))
    return ", ".join([*(part.rstrip(_MARKS) for part in parts[:-1]), *parts[-1:]])


def _split(text: str) -> tuple[list[str], str]:
    whole: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if _ABBREVIATION.search(text[start : end.end()]):
            continue
        whole += _speakable(text[start : end.end()])
        start = end.end()
    rest = text[start:]
    while len(rest) > LONGEST:
        cut = rest.rfind(" ", 0, LONGEST)
        cut = cut if cut > 0 else LONGEST
        whole += _speakable(rest[:cut])
        rest = rest[cut:]
    return whole, rest


def _speakable(text: str) -> list[str]:
    text = " ".join(text.split())
    return [text] if any(character.isalnum() for character in text) else []
