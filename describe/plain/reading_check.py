"""Reads text with a model and believes it only where the text reader saw the same.

A model invents what a label should say. So each line that it reads is looked for among the lines that RapidOCR found,
the doubtful ones too: what both saw is read, in the model's spelling. What only the model claims is left out, and that
something is left out is said. A line that the text reader alone saw is read if it is as certain as without a model.
"""

import logging
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from describe import phrases
from describe.describer import Describer, DescriberFailed
from describe.plain.agreement import Reading, is_same, reading_of
from describe.plain.markup import without_markup
from describe.plain.nonsense import is_nonsense
from describe.request import Piece, Request
from describe.senses.reading import is_trusted, text_of
from describe.senses.spoken import clean, is_latin, joined, letters_and_digits
from describe.senses.text import Line, Lines, TextReader
from describe.sentences import as_one_sentence

log = logging.getLogger(__name__)

LOOKED_AT_PX = 1600
MOST_LINES = 120
"""As the senses read a page."""
LEAST_CONFIDENCE = 0.5
"""Of a line of the text reader that the model can confirm; below, it is as often a pattern."""
MOST_UNMATCHED = 60
"""Words of the model that wait for the rest of their line; older ones are taken for invented."""
WHOLE_SENTENCE = 150
"""Characters from which what was read is passed on; the first line is at once."""


class CheckedReading:
    """A describer that answers READ with what a model and the text reader agree on; each sentence says so."""

    def __init__(self, model: Describer, reader: TextReader) -> None:
        self._model = model
        self._reader = reader

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._model.name

    def describe(self, request: Request) -> Generator[Piece]:
        """Yield a piece for each sentence. Raises DescriberError."""
        image = request.frame.image
        try:
            found = self._reader.read(image, LOOKED_AT_PX, MOST_LINES)
        except RuntimeError as error:
            raise DescriberFailed(f"the text reader failed on a picture of {image.shape}: {error}") from error
        page = _Page([_Seen.of(line) for line in _in_reading_order(found, image.shape[1], image.shape[0])])
        speaking = _Speaking()
        with closing(_lines(self._model.describe(request))) as lines:
            for line in lines:
                for text in page.agreed(line):
                    yield from speaking.add(text)
        for text in page.certain():
            yield from speaking.add(text)
        yield from speaking.rest()
        yield from _ending(page, found, has_read=speaking.has_spoken)

    def close(self) -> None:
        """Close the model."""
        self._model.close()


@dataclass(slots=True)
class _Seen:
    """A line of the text reader, and whether it has been read."""

    text: str
    reading: Reading
    words: int
    is_certain: bool
    is_read: bool = False

    @classmethod
    def of(cls, line: Line) -> "_Seen":
        text = clean(line.text)
        return cls(text, reading_of(text), len(text.split()), is_trusted(line))


@dataclass(slots=True)
class _Page:
    """The lines that the text reader saw, against which those of the model are held."""

    seen: list[_Seen]
    invented: int = 0
    _waiting: list[str] = field(default_factory=list)

    def agreed(self, line: str) -> Iterator[str]:
        """Yield what is now known to stand there, in the model's words, without any word that stands there not."""
        self._waiting += clean(line).split()
        at = 0
        while at < len(self._waiting):
            match = self._match(at)
            if match is None:
                at += 1
                continue
            seen, end = match
            seen.is_read = True
            self.invented += at
            yield " ".join(self._waiting[at:end])
            del self._waiting[:end]
            at = 0
        surplus = max(0, len(self._waiting) - MOST_UNMATCHED)
        self.invented += surplus
        del self._waiting[:surplus]

    def certain(self) -> Iterator[str]:
        """Yield the lines that are certain without the model."""
        self.invented += len(self._waiting)
        for seen in self.seen:
            if seen.is_certain and not seen.is_read and is_latin(seen.text):
                seen.is_read = True
                yield seen.text

    def _match(self, at: int) -> tuple[_Seen, int] | None:
        """Return the longest unread line that the words from here on agree with, and where they end."""
        for seen in sorted(
            (seen for seen in self.seen if not seen.is_read), key=lambda seen: -len(seen.reading.letters)
        ):
            for words in (seen.words, seen.words + 1, seen.words - 1):
                end = at + words
                if at < end <= len(self._waiting) and is_same(
                    reading_of(" ".join(self._waiting[at:end])), seen.reading
                ):
                    return seen, end
        return None


class _Speaking:
    """Makes sentences of what was read, each of which says that it is read."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.has_spoken = False

    def add(self, text: str) -> Iterator[Piece]:
        if self._lines and sum(map(len, self._lines)) + len(text) > WHOLE_SENTENCE:
            yield from self.rest()
        self._lines.append(text)
        if not self.has_spoken:
            yield from self.rest()

    def rest(self) -> Iterator[Piece]:
        if not self._lines:
            return
        begin = phrases.GOES_ON if self.has_spoken else phrases.READS
        text = as_one_sentence(", ".join(line.rstrip(" ,;:.") for line in joined(tuple(self._lines)))).replace('"', "'")
        self._lines = []
        self.has_spoken = True
        yield Piece(f'{begin}: "{text}"\n')


def _in_reading_order(found: Lines, width_px: int, height_px: int) -> list[Line]:
    """Return the lines worth holding the model's against, the certain ones in the order in which they are read."""
    order = [row for block in text_of(found, width_px, height_px).blocks for row in block.rows]
    whole = " ".join(order).casefold()
    lines = [
        line for line in found.lines if line.confidence >= LEAST_CONFIDENCE and letters_and_digits(clean(line.text)) > 0
    ]
    return sorted(lines, key=lambda line: whole.find(clean(line.text).casefold()) % (len(whole) + 1))


def _lines(pieces: Iterator[Piece]) -> Generator[str]:
    """Yield the model's lines without markup, until there is no more or what comes is no text."""
    so_far = waiting = ""
    try:
        for piece in pieces:
            so_far += piece.text
            waiting += piece.text
            *whole, waiting = waiting.split("\n")
            yield from filter(None, map(_written, whole))
            if whole and (reason := is_nonsense(so_far, "")) is not None:
                log.info("stopped reading: %s", reason)
                return
        if line := _written(waiting):
            yield line
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


def _written(line: str) -> str:
    text = without_markup(line)
    return "" if text.casefold().strip(" .") in ("no text", "none", "there is no text") else text


def _ending(page: _Page, found: Lines, *, has_read: bool) -> Iterator[Piece]:
    unread = sum(not seen.is_read for seen in page.seen)
    if not has_read:
        yield Piece((phrases.UNREADABLE_TEXT if page.invented or unread >= 2 else phrases.NO_TEXT) + "\n")
        return
    if found.is_cut:
        yield Piece(phrases.MORE_TEXT + "\n")
    if page.invented or unread:
        yield Piece(phrases.MORE_UNREADABLE_TEXT + "\n")
